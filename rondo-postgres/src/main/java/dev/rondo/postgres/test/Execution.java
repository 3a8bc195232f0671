package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendWriter;
import dev.rondo.postgres.wire.FrontendMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** An answer as it is given: row by row, in as many portions as the client asks for. */
final class Execution {
    private static final byte[] GARBAGE = "\0\0\0\0 no message".getBytes(US_ASCII);

    private final Session session;
    private final Answer answer;
    private final IntUnaryOperator formats; // of a column
    private int next; // row
    private boolean begun;

    Execution(Session session, Answer answer, IntUnaryOperator formats) {
        this.session = session;
        this.answer = answer;
        this.formats = formats;
    }

    Answer answer() {
        return answer;
    }

    /**
     * Sends rows; returns the status if that is all, or null if there are more.
     *
     * @param maxRows 0: all
     * @throws StatementFailure if the answer is an error, or the statement was cancelled
     * @throws SessionOver if it ends the session
     */
    @Nullable String run(int maxRows) {
        if (!begun) {
            begun = true;
            begin();
        }
        for (int sent = 0; next < answer.rowValues().size(); sent++) {
            if (maxRows > 0 && sent == maxRows) {
                return null;
            }
            session.interrupts().check();
            if (!answer.pause().isZero()) {
                wire().flush();
                session.pause(answer.pause());
            }
            out().dataRow(encoded(answer.rowValues().get(next++)));
            if ((next & 0xff) == 0) {
                wire().flush(); // as a server whose buffer is full
            }
        }
        long count = next;
        if (answer.copy() != Answer.Copy.NONE) {
            count = copy();
        }
        end();
        return answer.statusAfter(count);
    }

    private void begin() {
        if (!answer.delay().isZero()) {
            wire().flush(); // what was answered before does not wait for this
            session.pause(answer.delay());
        }
        answer.notices().forEach(notice -> out().notice(notice.toFields()));
    }

    private List<byte @Nullable []> encoded(List<@Nullable Object> row) {
        List<byte @Nullable []> cells = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            int type = answer.columns().get(i).type();
            cells.add(session.cells().encode(row.get(i), type, formats.applyAsInt(i)));
        }
        return cells;
    }

    // ---- The end

    private void end() {
        switch (answer.end()) {
            case WHOLE -> {}
            case CUT -> cut();
            case RESET -> {
                wire().flush();
                wire().abort();
                throw new SessionOver("reset by the script");
            }
            case GARBAGE -> {
                wire().write(GARBAGE);
                throw new SessionOver("garbage by the script");
            }
            case NEVER -> {
                wire().flush();
                session.interrupts().pauseForever();
            }
            case SILENCE -> session.fallSilent();
        }
        answer.failure()
                .ifPresent(report -> {
                    throw new StatementFailure(report);
                });
    }

    /** Sends the first half of one more row, or nothing if there are no rows. */
    private void cut() {
        wire().flush();
        if (answer.hasRows()) {
            List<List<@Nullable Object>> rows = answer.rowValues();
            out().dataRow(
                            rows.isEmpty()
                                    ? Collections.nCopies(answer.columns().size(), null)
                                    : encoded(rows.getLast()));
            wire().flushBut((wire().appended() + 1) / 2);
        }
        throw new SessionOver("cut by the script");
    }

    // ---- COPY

    private long copy() {
        if (answer.copy() == Answer.Copy.IN) {
            return new CopyIn(session, answer).run();
        }
        out().copyResponse(BackendMessage.CopyDirection.OUT, false, 0);
        long lines = 0;
        for (byte[] piece : answer.pieces()) {
            if (!answer.pause().isZero()) {
                wire().flush();
                session.pause(answer.pause());
            }
            out().copyData(piece);
            lines += CopyIn.lines(piece);
        }
        if (answer.failure().isEmpty() && answer.end() == Answer.End.WHOLE) {
            out().plain(BackendMessage.Plain.COPY_DONE);
        }
        return lines;
    }

    private SessionWire wire() {
        return session.wire();
    }

    private BackendWriter out() {
        return session.wire().out();
    }

    /** Returns what a message is about, for {@link CopyIn}. */
    static boolean isOfCopy(FrontendMessage message) {
        return message instanceof FrontendMessage.CopyData
                || message instanceof FrontendMessage.CopyFail
                || message == FrontendMessage.Plain.COPY_DONE;
    }
}
