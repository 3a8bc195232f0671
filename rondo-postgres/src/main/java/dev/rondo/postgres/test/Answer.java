package dev.rondo.postgres.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} answers to a statement: rows, a status or an error, at once or
 * later, whole or broken off. Immutable.
 *
 * <p>A column is said as {@code name type}, the type by the name that the catalogue has for it
 * ({@code int4}, {@code timestamptz}, {@code text[]}) or by its OID; {@code text} unless said. A
 * value is what {@link dev.rondo.postgres.Connection} would take as an argument of that type.
 *
 * {@snippet :
 * Answer two = Answer.rows("id int4", "name text").withRow(1, "Ada").withRow(2, "Grace");
 * Answer slow = two.after(Duration.ofSeconds(3));
 * Answer failing = Answer.error("23505", "duplicate key value violates unique constraint")
 *         .withField('n', "users_pkey");
 * }
 */
public final class Answer {
    /** How it ends. */
    enum End {
        /** As it should. */
        WHOLE,
        /** The connection ends after the rows, in the middle of another one. */
        CUT,
        /** The connection breaks, and what was not read is lost. */
        RESET,
        /** Bytes that are no message. */
        GARBAGE,
        /** Never; a cancel is heard. */
        NEVER,
        /** Never; nothing is heard any more. */
        SILENCE
    }

    /** What is copied, if anything is. */
    enum Copy {
        /** Nothing. */
        NONE,
        /** Data of the client. */
        IN,
        /** Data for the client. */
        OUT
    }

    private static final Answer EMPTY = new Answer();

    private List<ColumnSpec> columns = List.of();
    private boolean hasRows; // even if it has no column
    private List<List<@Nullable Object>> rows = List.of();
    private String status = ""; // by the number of rows
    private @Nullable Report error;
    private Duration delay = Duration.ZERO;
    private Duration pause = Duration.ZERO; // before each row
    private List<Report> notices = List.of();
    private Copy copy = Copy.NONE;
    private List<byte[]> pieces = List.of(); // of what is copied
    private End end = End.WHOLE;

    private Answer() {}

    private Answer(Answer other) {
        columns = other.columns;
        hasRows = other.hasRows;
        rows = other.rows;
        status = other.status;
        error = other.error;
        delay = other.delay;
        pause = other.pause;
        notices = other.notices;
        copy = other.copy;
        pieces = other.pieces;
        end = other.end;
    }

    private Answer with(Consumer<Answer> change) {
        Answer changed = new Answer(this);
        change.accept(changed);
        return changed;
    }

    // ---- What is answered

    /**
     * Returns an answer without rows so far.
     *
     * @param columns each as {@code name type}
     * @throws IllegalArgumentException if a type is not known
     */
    public static Answer rows(String... columns) {
        List<ColumnSpec> specs = Arrays.stream(columns).map(ColumnSpec::of).toList();
        return EMPTY.with(a -> {
            a.columns = specs;
            a.hasRows = true;
        });
    }

    /** Returns the answer of a statement without rows: {@code UPDATE 3}. */
    public static Answer status(String status) {
        return EMPTY.withStatus(status);
    }

    /**
     * Returns an error.
     *
     * @param sqlState five characters: {@code 23505}
     */
    public static Answer error(String sqlState, String message) {
        return EMPTY.failing(Report.of("ERROR", sqlState, message));
    }

    /** Returns an error that ends the session: {@code 57P01}, a backend that was terminated. */
    public static Answer fatal(String sqlState, String message) {
        return EMPTY.failing(Report.of("FATAL", sqlState, message));
    }

    /**
     * Returns the start of COPY to the server: what the client sends is kept, see {@link
     * ScriptedServer#copied}, and answered with the number of its lines, or with the error that
     * {@link #thenError} says, after the first piece.
     */
    public static Answer copyIn() {
        return EMPTY.with(a -> a.copy = Copy.IN);
    }

    /** Returns COPY's data in pieces, in the text format; a piece is a message. */
    public static Answer copyOut(String... pieces) {
        List<byte[]> bytes =
                Arrays.stream(pieces).map(p -> p.getBytes(StandardCharsets.UTF_8)).toList();
        return EMPTY.with(a -> {
            a.copy = Copy.OUT;
            a.pieces = bytes;
        });
    }

    /**
     * Returns no answer at all; the server is there and cancels the statement if it is asked to, as
     * with one that waits for a lock.
     */
    public static Answer never() {
        return EMPTY.ending(End.NEVER);
    }

    /**
     * Returns no answer at all, and from now on this connection is dead without a sign: half-open,
     * or a server that was stopped. It ends when the client closes it.
     */
    public static Answer silence() {
        return EMPTY.ending(End.SILENCE);
    }

    /** Returns the end of the connection in place of an answer: a backend that was killed. */
    public static Answer cut() {
        return EMPTY.ending(End.CUT);
    }

    /** Returns a reset of the connection in place of an answer. */
    public static Answer reset() {
        return EMPTY.ending(End.RESET);
    }

    /** Returns bytes in place of an answer that are no message of the protocol. */
    public static Answer garbage() {
        return EMPTY.ending(End.GARBAGE);
    }

    // ---- More of it

    /**
     * Returns this with one more row.
     *
     * @param values one a column; null for NULL
     * @throws IllegalArgumentException if their number is another one
     */
    public Answer withRow(@Nullable Object... values) {
        return withRows(List.<@Nullable Object[]>of(values));
    }

    /**
     * Returns this with more rows. See {@link #withRow}.
     *
     * @throws IllegalArgumentException if the number of a row's values is not that of the columns
     */
    public Answer withRows(Iterable<@Nullable Object[]> more) {
        List<List<@Nullable Object>> all = new ArrayList<>(rows);
        for (@Nullable Object[] row : more) {
            if (row.length != columns.size()) {
                throw new IllegalArgumentException(
                        "A row of " + row.length + " values for the columns " + columns);
            }
            all.add(Arrays.asList(row.clone()));
        }
        return with(a -> a.rows = Collections.unmodifiableList(all));
    }

    /** Returns this with another status than that of the number of rows: {@code INSERT 0 1}. */
    public Answer withStatus(String text) {
        Objects.requireNonNull(text, "text");
        return with(a -> a.status = text);
    }

    /**
     * Returns this with a field of its error, by the letter that the protocol has for it: {@code D}
     * detail, {@code H} hint, {@code P} position, {@code t} table, {@code n} constraint, {@code R}
     * routine.
     *
     * @throws IllegalStateException if it is no error
     */
    public Answer withField(char letter, String text) {
        Report report = error;
        if (report == null) {
            throw new IllegalStateException("Only an error has fields, not " + this);
        }
        return failing(report.with(letter, text));
    }

    /** Returns this with an error behind its rows. */
    public Answer thenError(String sqlState, String message) {
        return failing(Report.of("ERROR", sqlState, message));
    }

    /** Returns this with the end of the connection behind its rows, in the middle of one more. */
    public Answer thenCut() {
        return ending(End.CUT);
    }

    /** Returns this with no end: behind its rows nothing comes. A cancel is heard. */
    public Answer thenNever() {
        return ending(End.NEVER);
    }

    /** Returns this answered later, in the loop's time; a cancel of the statement is heard. */
    public Answer after(Duration time) {
        return with(a -> a.delay = notNegative(time));
    }

    /** Returns this with so much time before each row; each is sent by itself then. */
    public Answer withPause(Duration time) {
        return with(a -> a.pause = notNegative(time));
    }

    private static Duration notNegative(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("A time must not be negative, but is " + time);
        }
        return time;
    }

    /**
     * Returns this with a notice before it.
     *
     * @param severity such as {@code NOTICE} or {@code WARNING}
     */
    public Answer withNotice(String severity, String sqlState, String message) {
        List<Report> all = new ArrayList<>(notices);
        all.add(Report.of(severity, sqlState, message));
        return with(a -> a.notices = List.copyOf(all));
    }

    private Answer failing(Report report) {
        return with(a -> a.error = report);
    }

    private Answer ending(End how) {
        return with(a -> a.end = how);
    }

    // ---- For the server

    List<ColumnSpec> columns() {
        return columns;
    }

    boolean hasRows() {
        return hasRows;
    }

    List<List<@Nullable Object>> rowValues() {
        return rows;
    }

    /** Returns the status after so many rows. */
    String statusAfter(long count) {
        return !status.isEmpty() ? status : (copy == Copy.NONE ? "SELECT " : "COPY ") + count;
    }

    Copy copy() {
        return copy;
    }

    List<byte[]> pieces() {
        return pieces;
    }

    Optional<Report> failure() {
        return Optional.ofNullable(error);
    }

    /** Returns whether a server would refuse the statement before it runs: class 42. */
    boolean failsAtParse() {
        return error != null
                && rows.isEmpty()
                && copy == Copy.NONE
                && error.sqlState().startsWith("42");
    }

    Duration delay() {
        return delay;
    }

    Duration pause() {
        return pause;
    }

    List<Report> notices() {
        return notices;
    }

    End end() {
        return end;
    }

    @Override
    public String toString() {
        return "<Answer"
                + (hasRows ? " " + rows.size() + " rows of " + columns : "")
                + (status.isEmpty() ? "" : " " + status)
                + (error == null ? "" : " " + error)
                + (delay.isZero() ? "" : " after " + delay)
                + (pause.isZero() ? "" : " pause " + pause)
                + (copy == Copy.NONE ? "" : " COPY " + copy)
                + (end == End.WHOLE ? "" : " " + end)
                + ">";
    }
}
