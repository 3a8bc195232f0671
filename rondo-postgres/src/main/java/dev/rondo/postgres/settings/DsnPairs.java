package dev.rondo.postgres.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A DSN of pairs: {@code host=db1 password='two words'}. A backslash takes the next character as it
 * is; a value with spaces, and an empty one, stands between single quotes.
 */
final class DsnPairs {
    private final String text;
    private int at;

    DsnPairs(String text) {
        this.text = text;
    }

    Map<String, String> parse() {
        Map<String, String> settings = new LinkedHashMap<>();
        skipSpaces();
        while (at < text.length()) {
            String keyword = keyword(settings.isEmpty());
            String value = at < text.length() && text.charAt(at) == '\'' ? quoted(keyword) : bare();
            settings.put(keyword, Keyword.check(keyword, value));
            skipSpaces();
        }
        return settings;
    }

    /** A word without = may be the rest of a password, so it is not shown. */
    private String keyword(boolean first) {
        int begin = at;
        while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
            at++;
        }
        String keyword = text.substring(begin, at);
        skipSpaces();
        if (at == text.length() || text.charAt(at) != '=') {
            throw new IllegalArgumentException(
                    first
                            ? "This is no DSN\nIt is \"postgresql://user@host/database\" or"
                                    + " \"host=db1 dbname=shop\""
                            : "There is no = behind the word at character "
                                    + (begin + 1)
                                    + " of a DSN\nA value with spaces stands between single"
                                    + " quotes");
        }
        at++;
        skipSpaces();
        return keyword;
    }

    private String bare() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !isSpace(text.charAt(at))) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                value.append(text.charAt(at++));
            }
        }
        return value.toString();
    }

    private String quoted(String keyword) {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '\'') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw new IllegalArgumentException(
                    "The value of \"" + keyword + "\" has no single quote at its end, in a DSN");
        }
        at++;
        return value.toString();
    }

    private void skipSpaces() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
