package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Arrays as text, as the server writes and reads them: {@code [0:1]={1,NULL,"a b"}}. */
final class ArrayText {
    private ArrayText() {}

    // ---- Writing

    static String written(@Nullable String[] texts, int[] lengths, int[] bounds, char delimiter) {
        if (texts.length == 0) {
            return "{}";
        }
        StringBuilder text = new StringBuilder(texts.length * 4);
        if (Arrays.stream(bounds).anyMatch(bound -> bound != 1)) {
            for (int i = 0; i < lengths.length; i++) {
                text.append('[').append(bounds[i]).append(':');
                text.append((long) bounds[i] + lengths[i] - 1).append(']');
            }
            text.append('=');
        }
        level(texts, 0, lengths, 0, delimiter, text);
        return text.toString();
    }

    /** Returns the index after the last text written. */
    private static int level(
            @Nullable String[] texts,
            int from,
            int[] lengths,
            int level,
            char delimiter,
            StringBuilder text) {
        int next = from;
        for (int i = 0; i < lengths[level]; i++) {
            text.append(i == 0 ? '{' : delimiter);
            if (level < lengths.length - 1) {
                next = level(texts, next, lengths, level + 1, delimiter, text);
            } else {
                element(texts[next++], delimiter, text);
            }
        }
        text.append('}');
        return next;
    }

    private static void element(@Nullable String element, char delimiter, StringBuilder text) {
        if (element == null) {
            text.append("NULL");
            return;
        }
        if (!needsQuotes(element, delimiter)) {
            text.append(element);
            return;
        }
        text.append('"');
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    private static boolean needsQuotes(String element, char delimiter) {
        if (element.isEmpty() || element.equalsIgnoreCase("NULL")) {
            return true;
        }
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || isSpace(c)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether C's isspace does. */
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    // ---- Reading

    /** An array out of its text. */
    static final class Reader {
        private final PgType type;
        private final String text;
        private final char delimiter;
        private final Function<String, ?> element;
        private int at;
        private List<Integer> bounds = List.of();

        Reader(PgType type, String text, Function<String, ?> element) {
            this.type = type;
            this.text = text;
            this.delimiter = type.delimiter();
            this.element = element;
        }

        /** Returns lists in lists. */
        List<@Nullable Object> read() {
            if (peek() == '[') {
                readBounds();
            }
            if (peek() != '{') {
                throw malformed("no brace");
            }
            List<@Nullable Object> values = list(1);
            if (at != text.length()) {
                throw malformed("text after the end");
            }
            return values;
        }

        /** Returns the first indexes, if the text says some; after {@link #read}. */
        List<Integer> bounds() {
            return bounds;
        }

        private void readBounds() {
            int equals = text.indexOf('=');
            List<Integer> read = new ArrayList<>();
            while (equals > 0 && at < equals && peek() == '[') {
                int colon = text.indexOf(':', at);
                int end = text.indexOf(']', at);
                if (colon < 0 || end < colon || end > equals) {
                    throw malformed("wrong bounds");
                }
                read.add((int) Integers.parse(type.displayName(), text.substring(at + 1, colon)));
                at = end + 1;
            }
            if (at != equals) {
                throw malformed("wrong bounds");
            }
            at++;
            bounds = read;
        }

        private List<@Nullable Object> list(int level) {
            if (level > ArrayHead.MOST_DIMENSIONS) {
                throw malformed("more than 6 dimensions");
            }
            List<@Nullable Object> values = new ArrayList<>();
            at++; // the brace
            if (peek() == '}') {
                at++;
                return values;
            }
            while (true) {
                values.add(peek() == '{' ? list(level + 1) : value());
                char next = peek();
                at++;
                if (next == '}') {
                    return java.util.Collections.unmodifiableList(values);
                }
                if (next != delimiter) {
                    throw malformed("no delimiter");
                }
            }
        }

        private @Nullable Object value() {
            StringBuilder value = new StringBuilder();
            boolean isQuoted = peek() == '"';
            if (isQuoted) {
                at++;
                while (peek() != '"') {
                    if (peek() == '\\') {
                        at++;
                    }
                    value.append(peek());
                    at++;
                }
                at++;
            } else {
                while (peek() != delimiter && peek() != '}') {
                    if (peek() == '\\') {
                        at++;
                    }
                    value.append(peek());
                    at++;
                }
            }
            String found = value.toString();
            return !isQuoted && found.equals("NULL") ? null : element.apply(found);
        }

        private char peek() {
            if (at >= text.length()) {
                throw malformed("it ends early");
            }
            return text.charAt(at);
        }

        private IllegalArgumentException malformed(String how) {
            return Refusal.malformed(type.displayName(), how + " at " + at);
        }
    }
}
