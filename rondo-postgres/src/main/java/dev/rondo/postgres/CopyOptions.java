package dev.rondo.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How COPY reads or writes its data. Immutable. What does not fit together, such as a quote in the
 * text format, the server refuses. asyncpg: the keywords of {@code copy_to_table} and its like,
 * without {@code oids}, which no server knows any more.
 *
 * {@snippet :
 * CopyOptions options = CopyOptions.csv().withHeader().withColumns("id", "name");
 * }
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
 */
public final class CopyOptions {
    /** The formats of COPY. */
    public enum Format {
        /** A line a row, values between tabs, {@code \N} for NULL. The fastest that people read. */
        TEXT,
        /** Comma-separated values. */
        CSV,
        /** PostgreSQL's own: what rows of values come and go in. */
        BINARY
    }

    private final Format format;
    private final List<String> columns;
    private final Optional<String> where;
    private final Map<String, String> words; // what stands between the parentheses, in SQL

    private CopyOptions(
            Format format,
            List<String> columns,
            Optional<String> where,
            Map<String, String> words) {
        this.format = format;
        this.columns = columns;
        this.where = where;
        this.words = words;
    }

    private static CopyOptions of(Format format) {
        return new CopyOptions(format, List.of(), Optional.empty(), Map.of());
    }

    // ---- Formats

    /** Returns the server's text format, all columns. */
    public static CopyOptions text() {
        return of(Format.TEXT);
    }

    /** Returns comma-separated values, all columns, without a header. */
    public static CopyOptions csv() {
        return of(Format.CSV);
    }

    /** Returns the binary format, all columns. */
    public static CopyOptions binary() {
        return of(Format.BINARY);
    }

    /** Returns the format. */
    public Format format() {
        return format;
    }

    // ---- Which rows and columns

    /** Copies these columns only, in this order; their names are taken as they are. */
    public CopyOptions withColumns(String... names) {
        return withColumns(List.of(names));
    }

    /** As {@link #withColumns(String...)}; none: all of the table. */
    public CopyOptions withColumns(List<String> names) {
        return new CopyOptions(format, List.copyOf(names), where, words);
    }

    /** Returns the columns; empty for all of the table. */
    public List<String> columns() {
        return columns;
    }

    /**
     * Copies only rows for which a condition holds, to a table: SQL, which goes into the statement
     * as it is, so nothing of it may come from strangers.
     */
    public CopyOptions withWhere(String condition) {
        return new CopyOptions(format, columns, Optional.of(condition), words);
    }

    // ---- The text of the data

    /** Separates values by another character of one byte than tab or comma. */
    public CopyOptions withDelimiter(char delimiter) {
        return literal("DELIMITER", String.valueOf(delimiter));
    }

    /** Takes and writes this for NULL. */
    public CopyOptions withNull(String text) {
        return literal("NULL", text);
    }

    /** Begins with a line of the columns' names, which is skipped when data goes to a table. */
    public CopyOptions withHeader() {
        return with("HEADER", "true");
    }

    /**
     * Begins with a line of the columns' names, and refuses data for a table whose line names
     * others. PostgreSQL 15 and later.
     */
    public CopyOptions withMatchingHeader() {
        return with("HEADER", "match");
    }

    /** Quotes values by another character of one byte than {@code "}. CSV only. */
    public CopyOptions withQuote(char quote) {
        return literal("QUOTE", String.valueOf(quote));
    }

    /** Puts this before a quote in a value, in place of a second quote. CSV only. */
    public CopyOptions withEscape(char escape) {
        return literal("ESCAPE", String.valueOf(escape));
    }

    /** Quotes all values of these columns that are not NULL; none: of all. CSV from a table. */
    public CopyOptions withForceQuote(String... columns) {
        return with("FORCE_QUOTE", columns.length == 0 ? "*" : list(columns));
    }

    /** Never takes a value of these columns for NULL. CSV to a table. */
    public CopyOptions withForceNotNull(String... columns) {
        return with("FORCE_NOT_NULL", list(columns));
    }

    /** Takes a value of these columns for NULL even when it is quoted. CSV to a table. */
    public CopyOptions withForceNull(String... columns) {
        return with("FORCE_NULL", list(columns));
    }

    /** Has the server read or write another encoding than UTF-8, such as {@code LATIN1}. */
    public CopyOptions withEncoding(String encoding) {
        return literal("ENCODING", encoding);
    }

    /**
     * Writes rows as if they had been there for long, which saves work later: only to a table that
     * was made or emptied in the same transaction.
     */
    public CopyOptions withFreeze() {
        return with("FREEZE", "true");
    }

    private static String list(String... columns) {
        return SqlText.columns(List.of(columns));
    }

    private CopyOptions literal(String word, String value) {
        return with(word, SqlText.literal(value));
    }

    private CopyOptions with(String word, String sql) {
        Map<String, String> more = new LinkedHashMap<>(words);
        more.put(word, Objects.requireNonNull(sql));
        return new CopyOptions(format, columns, where, more);
    }

    // ---- The statement

    /** Returns the statement that takes data to a table. */
    String intoTable(String table) {
        return "COPY "
                + SqlText.table(table)
                + columnList()
                + " FROM STDIN "
                + settings()
                + where.map(condition -> " WHERE " + condition).orElse("");
    }

    /**
     * Returns the statement that gives the data of a table.
     *
     * @throws IllegalArgumentException if there is an option of the other direction
     */
    String outOfTable(String table) {
        checkOut("a table");
        return "COPY " + SqlText.table(table) + columnList() + " TO STDOUT " + settings();
    }

    /**
     * Returns the statement that gives the data of a query's result.
     *
     * @throws IllegalArgumentException if there is an option of the other direction, or columns
     */
    String outOfQuery(String sql) {
        checkOut("a query");
        if (!columns.isEmpty()) {
            throw new IllegalArgumentException(
                    "A query names its columns itself, but the options name " + columns);
        }
        // A comment at its end must not take the parenthesis away.
        return "COPY (" + sql + "\n) TO STDOUT " + settings();
    }

    private void checkOut(String from) {
        if (where.isPresent() || words.containsKey("FREEZE")) {
            throw new IllegalArgumentException(
                    "withWhere and withFreeze are for data that goes to a table; this comes from "
                            + from
                            + "\nA query with a condition chooses rows: copyFromQuery");
        }
    }

    private String columnList() {
        return columns.isEmpty() ? "" : " " + SqlText.columns(columns);
    }

    private String settings() {
        List<String> all = new ArrayList<>();
        all.add("FORMAT " + format.name().toLowerCase(Locale.ROOT));
        words.forEach((word, value) -> all.add(word + " " + value));
        return "(" + String.join(", ", all) + ")";
    }

    @Override
    public String toString() {
        return "<CopyOptions "
                + settings()
                + (columns.isEmpty() ? "" : " " + columns)
                + where.map(condition -> " WHERE " + condition).orElse("")
                + ">";
    }
}
