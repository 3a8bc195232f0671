package dev.rondo.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads tokens, quoted strings and parameters of a field's value (RFC 9110, section 5.6). */
final class ParameterReader {
    private final String text;
    private final boolean keepsBackslashes;
    private int at;

    ParameterReader(String text) {
        this(text, false);
    }

    ParameterReader(String text, boolean keepsBackslashes) {
        this.text = text;
        this.keepsBackslashes = keepsBackslashes;
        skipSpace();
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** Returns the character that is next; NUL at the end, where no text has one. */
    char next() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** Skips a character if it is next. */
    boolean skips(char c) {
        if (next() == c && !atEnd()) {
            at++;
            return true;
        }
        return false;
    }

    /** Returns the token that is next; empty if there is none. */
    String token() {
        int start = at;
        while (at < text.length() && FieldSyntax.isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Returns what comes before a character or the end. */
    String until(char end) {
        int found = text.indexOf(end, at);
        int start = at;
        at = found < 0 ? text.length() : found;
        return text.substring(start, at);
    }

    /** Returns the number that is next, {@link Long#MAX_VALUE} if it is larger; -1: no digit. */
    long number() {
        int start = at;
        long value = 0;
        for (; next() >= '0' && next() <= '9'; at++) {
            int digit = next() - '0';
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : 10 * value + digit;
        }
        return at == start ? -1 : value;
    }

    /**
     * Returns the elements of a list, split at commas outside of quoted strings; empty ones not.
     */
    static List<String> elements(String field, int most) {
        List<String> elements = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= field.length() && elements.size() < most; i++) {
            char c = i == field.length() ? ',' : field.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && (!quoted || i == field.length())) {
                String element = field.substring(start, i).strip();
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                start = i + 1;
            }
        }
        return elements;
    }

    /** Returns the token or the quoted string that is next, without its quotes. */
    private String value() {
        return next() == '"' ? quoted() : token();
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && !atEnd() && isEscapable(next())) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        throw malformed("a quoted string has no end");
    }

    /**
     * In a lenient reader a backslash before anything else is one: a Windows path, as it is sent.
     */
    private boolean isEscapable(char c) {
        return !keepsBackslashes || c == '"' || c == '\\';
    }

    /**
     * Reads {@code ; name=value} up to the end. An empty one is none; of two of a name the first
     * counts.
     */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        skipSpace();
        while (!atEnd()) {
            parameter(parameters);
        }
        return parameters;
    }

    /** Reads one {@code ; name=value}. */
    private void parameter(Map<String, String> parameters) {
        if (!skips(';')) {
            throw malformed("no semicolon before a parameter");
        }
        skipSpace();
        if (atEnd() || next() == ';') {
            return;
        }
        String name = token().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || !skips('=')) {
            throw malformed("a parameter is not name=value");
        }
        int start = at;
        String value = value();
        if (at == start) {
            throw malformed("a parameter has no value");
        }
        parameters.putIfAbsent(name, value);
        skipSpace();
    }

    MalformedException malformed(String what) {
        return new MalformedException(
                "In a field, " + what + " at " + at + ": " + FieldSyntax.shown(text));
    }

    // ---- Writing

    static void checkValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
                throw new MalformedException(
                        "A parameter has U+%04X at %d: ".formatted((int) c, i)
                                + FieldSyntax.shown(value));
            }
        }
    }

    /** Appends a value as a token, or quoted if it is none. */
    static void putValue(StringBuilder target, String value) {
        if (FieldSyntax.isToken(value)) {
            target.append(value);
            return;
        }
        target.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                target.append('\\');
            }
            target.append(c);
        }
        target.append('"');
    }
}
