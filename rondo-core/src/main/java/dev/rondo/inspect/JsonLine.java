package dev.rondo.inspect;

import java.util.List;

/**
 * Writes one JSON value on one line, in ASCII: what is not a printable character of it is escaped,
 * so nothing of a task's name can end the line or reach a terminal as it is. Names and texts are
 * cut at {@value #LONGEST_TEXT} characters.
 */
final class JsonLine {
    private static final int LONGEST_TEXT = 2_000;
    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';

    private final StringBuilder text = new StringBuilder();

    JsonLine() {
        text.append('{');
    }

    JsonLine put(String name, String value) {
        key(name);
        string(value);
        return this;
    }

    JsonLine put(String name, long value) {
        key(name);
        text.append(value);
        return this;
    }

    JsonLine put(String name, boolean value) {
        key(name);
        text.append(value);
        return this;
    }

    JsonLine putTexts(String name, List<?> values) {
        begin(name);
        for (Object value : values) {
            comma();
            string(value.toString());
        }
        return end();
    }

    JsonLine putNumbers(String name, List<Long> values) {
        begin(name);
        for (Long value : values) {
            comma();
            text.append(value);
        }
        return end();
    }

    /** Begins an array of objects. */
    JsonLine begin(String name) {
        key(name);
        text.append('[');
        return this;
    }

    /** Begins an object in an array. */
    JsonLine beginObject() {
        comma();
        text.append('{');
        return this;
    }

    JsonLine endObject() {
        text.append('}');
        return this;
    }

    JsonLine end() {
        text.append(']');
        return this;
    }

    private void key(String name) {
        comma();
        text.append('"').append(name).append("\":");
    }

    private void comma() {
        char last = text.charAt(text.length() - 1);
        if (last != '{' && last != '[') {
            text.append(',');
        }
    }

    private void string(String value) {
        text.append('"');
        int end = Math.min(value.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= FIRST_PRINTABLE && c <= LAST_PRINTABLE) {
                text.append(c);
            } else {
                escape(c);
            }
        }
        text.append(end < value.length() ? "...\"" : "\"");
    }

    private void escape(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.forDigit(c >> shift & 0xf, 16));
        }
    }

    /** Returns the line, with its end. */
    String line() {
        return text + "}\n";
    }
}
