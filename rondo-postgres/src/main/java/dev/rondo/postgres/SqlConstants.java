package dev.rondo.postgres;

import java.util.List;

/**
 * Constants in the place of a statement's parameters, for COPY, which takes none. asyncpg looks for
 * {@code $1} by a pattern, within strings, too; this reads the text as the server's lexer does.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical structure
 *     of SQL</a>
 */
final class SqlConstants {
    private final String sql;
    private final boolean backslashes; // escape in plain strings: standard_conforming_strings=off
    private final List<String> constants;
    private final StringBuilder result = new StringBuilder();
    private int at;

    private SqlConstants(String sql, boolean backslashes, List<String> constants) {
        this.sql = sql;
        this.backslashes = backslashes;
        this.constants = constants;
    }

    /**
     * Returns a statement with constants for its parameters, {@code $1} first. A number that has
     * none stays as it is.
     *
     * @param backslashes whether they escape in strings without an {@code E}
     */
    static String replace(String sql, boolean backslashes, List<String> constants) {
        SqlConstants replacing = new SqlConstants(sql, backslashes, constants);
        while (replacing.at < sql.length()) {
            replacing.token();
        }
        return replacing.result.toString();
    }

    private void token() {
        char c = sql.charAt(at);
        if (c == '\'') {
            copyTo(endOfQuoted('\'', backslashes));
        } else if (c == '"') {
            copyTo(endOfQuoted('"', false));
        } else if (isNameStart(c)) {
            name();
        } else if (sql.startsWith("--", at)) {
            copyTo(endOfLine());
        } else if (sql.startsWith("/*", at)) {
            copyTo(endOfComment());
        } else if (c == '$') {
            dollar();
        } else {
            copyTo(at + 1);
        }
    }

    private void copyTo(int end) {
        result.append(sql, at, end);
        at = end;
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A name, with the string behind it where the name is an E. */
    private void name() {
        int end = at + 1;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            if (!isNameStart(c) && !isDigit(c) && c != '$') {
                break;
            }
            end++;
        }
        boolean escapes = end == at + 1 && (sql.charAt(at) | 0x20) == 'e';
        copyTo(end);
        if (escapes && sql.startsWith("'", at)) {
            copyTo(endOfQuoted('\'', true));
        }
    }

    private int endOfQuoted(char quote, boolean escapes) {
        for (int i = at + 1; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == quote) {
                if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++; // doubled: one of the text
            }
        }
        return sql.length();
    }

    private int endOfLine() {
        int end = at;
        while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int endOfComment() {
        int depth = 0;
        int i = at;
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i += 2;
                if (depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return sql.length();
    }

    /** A parameter, a string between two tags, or nothing. */
    private void dollar() {
        int end = at + 1;
        while (end < sql.length() && isDigit(sql.charAt(end))) {
            end++;
        }
        if (end > at + 1) {
            parameter(end);
            return;
        }
        while (end < sql.length() && (isNameStart(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
            end++;
        }
        if (end < sql.length() && sql.charAt(end) == '$') {
            String tag = sql.substring(at, end + 1);
            int closing = sql.indexOf(tag, end + 1);
            copyTo(closing < 0 ? sql.length() : closing + tag.length());
        } else {
            copyTo(at + 1);
        }
    }

    private void parameter(int end) {
        int digits = end - at - 1;
        int number = digits > 5 ? 0 : Integer.parseInt(sql, at + 1, end, 10);
        if (number >= 1 && number <= constants.size()) {
            result.append(constants.get(number - 1));
            at = end;
        } else {
            copyTo(end);
        }
    }
}
