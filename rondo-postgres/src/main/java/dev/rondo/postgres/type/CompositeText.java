package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows as text, as the server writes and reads them: {@code (1,"a b",)}. */
final class CompositeText {
    private CompositeText() {}

    static String written(@Nullable String[] texts) {
        StringBuilder text = new StringBuilder(texts.length * 8 + 2).append('(');
        for (int i = 0; i < texts.length; i++) {
            text.append(i == 0 ? "" : ",");
            String value = texts[i];
            if (value != null) {
                append(value, "(),", text);
            }
        }
        return text.append(')').toString();
    }

    /** Appends a value, in quotes if it is empty or has a space, a quote or one of some in it. */
    static void append(String value, String special, StringBuilder text) {
        boolean quoted = value.isEmpty();
        for (int i = 0; i < value.length() && !quoted; i++) {
            char c = value.charAt(i);
            quoted = c == '"' || c == '\\' || special.indexOf(c) >= 0 || ArrayText.isSpace(c);
        }
        if (!quoted) {
            text.append(value);
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c == '"' || c == '\\' ? Character.toString(c) : "").append(c);
        }
        text.append('"');
    }

    /** Reads values up to what ends them. */
    static final class Reader {
        private final String type;
        private final String text;
        int at;

        Reader(String type, String text) {
            this.type = type;
            this.text = text;
        }

        /** Returns all values of a row. */
        List<@Nullable String> row() {
            expect('(');
            List<@Nullable String> values = new ArrayList<>();
            if (text.equals("()")) {
                return values;
            }
            do {
                values.add(value(",)"));
            } while (next() == ',');
            if (at != text.length() || text.charAt(at - 1) != ')') {
                throw malformed();
            }
            return values;
        }

        void expect(char c) {
            if (next() != c) {
                throw malformed();
            }
        }

        char next() {
            if (at >= text.length()) {
                throw malformed();
            }
            return text.charAt(at++);
        }

        /** Returns a value, which ends before one of some characters; null if it is none at all. */
        @Nullable String value(String ends) {
            int start = at;
            StringBuilder value = new StringBuilder();
            boolean quoted = false;
            while (true) {
                if (at >= text.length()) {
                    throw malformed();
                }
                char c = text.charAt(at);
                if (!quoted && ends.indexOf(c) >= 0) {
                    return at == start ? null : value.toString();
                }
                at++;
                if (c == '\\') {
                    value.append(next());
                } else if (c != '"') {
                    value.append(c);
                } else if (quoted && at < text.length() && text.charAt(at) == '"') {
                    value.append('"');
                    at++;
                } else {
                    quoted = !quoted;
                }
            }
        }

        IllegalArgumentException malformed() {
            return Refusal.malformed(type, "its text at " + at);
        }
    }
}
