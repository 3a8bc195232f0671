package dev.rondo.postgres.test;

import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendMessage;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** COPY from a client to the server: what comes is kept. */
final class CopyIn {
    private final Session session;
    private final Answer answer;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    CopyIn(Session session, Answer answer) {
        this.session = session;
        this.answer = answer;
    }

    /** Returns the number of lines. */
    long run() {
        session.wire().out().copyResponse(BackendMessage.CopyDirection.IN, false, 0);
        session.wire().flush();
        while (true) {
            switch (session.nextMessage()) {
                case FrontendMessage.CopyData piece -> {
                    data.writeBytes(piece.bytes());
                    failIfScripted();
                }
                case FrontendMessage.CopyFail fail ->
                        throw new StatementFailure(
                                "57014", "COPY from stdin failed: " + fail.reason());
                case FrontendMessage.Plain plain when plain == FrontendMessage.Plain.COPY_DONE -> {
                    byte[] all = data.toByteArray();
                    session.server().keepCopied(all);
                    return lines(all);
                }
                case FrontendMessage.Plain plain
                        when plain == FrontendMessage.Plain.SYNC
                                || plain == FrontendMessage.Plain.FLUSH -> {}
                default -> throw new StatementFailure("08P01", "unexpected message during COPY");
            }
        }
    }

    private void failIfScripted() {
        session.interrupts().check();
        Optional<Report> report = answer.failure();
        if (report.isPresent()) {
            throw new StatementFailure(report.get());
        }
    }

    static long lines(byte[] bytes) {
        long lines = 0;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }
}
