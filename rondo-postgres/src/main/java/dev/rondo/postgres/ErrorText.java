package dev.rondo.postgres;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What messages say of a server's answer: what, more of it, where in the statement, what to do.
 *
 * <pre>
 *   ERROR 42601: syntax error at or near "form"
 *   at line 2, character 10 of the statement:
 *       select * form t
 *                ^
 *   Hint: ...
 * </pre>
 */
final class ErrorText {
    private static final int SHOWN = 72; // characters of the line, around the place
    private static final String INDENT = "    ";

    private ErrorText() {}

    /**
     * Returns the text.
     *
     * @param sql the statement, of which one line is shown; null: none
     */
    static String of(Notice notice, @Nullable String sql) {
        StringBuilder text =
                new StringBuilder()
                        .append(notice.severity())
                        .append(' ')
                        .append(notice.sqlState())
                        .append(": ")
                        .append(notice.message());
        line(text, "Detail: ", notice.detail());
        if (sql != null && notice.position() > 0) {
            place(text, sql, notice.position(), "the statement");
        } else if (notice.internalPosition() > 0 && notice.internalQuery().isPresent()) {
            place(text, notice.internalQuery().get(), notice.internalPosition(), "its statement");
        }
        line(text, "Hint: ", notice.hint());
        line(text, "Where: ", notice.where());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Optional<String> value) {
        value.ifPresent(more -> text.append('\n').append(name).append(more));
    }

    /** Shows the line of a place, unless there may be a password in it. */
    private static void place(StringBuilder text, String sql, int position, String what) {
        if (position > sql.codePointCount(0, sql.length()) + 1) {
            return;
        }
        int at = sql.offsetByCodePoints(0, position - 1);
        int begin = sql.lastIndexOf('\n', at - 1) + 1;
        int end = sql.indexOf('\n', at);
        String line = sql.substring(begin, end < 0 ? sql.length() : end);
        int column = line.codePointCount(0, Math.min(at - begin, line.length()));
        long number = 1 + sql.substring(0, begin).chars().filter(c -> c == '\n').count();
        text.append("\nat line ")
                .append(number)
                .append(", character ")
                .append(column + 1)
                .append(" of ")
                .append(what);
        if (!sql.toLowerCase(Locale.ROOT).contains("password")) {
            excerpt(text.append(":\n"), line.codePoints().toArray(), column);
        }
    }

    private static void excerpt(StringBuilder text, int[] line, int column) {
        int from = Math.max(0, Math.min(column - SHOWN / 2, line.length - SHOWN));
        int to = Math.min(line.length, from + SHOWN);
        String before = from > 0 ? "..." : "";
        text.append(INDENT).append(before);
        for (int i = from; i < to; i++) {
            text.appendCodePoint(Character.isISOControl(line[i]) ? ' ' : line[i]);
        }
        text.append(to < line.length ? "..." : "");
        text.append('\n').append(INDENT).append(" ".repeat(before.length() + column - from));
        text.append('^');
    }
}
