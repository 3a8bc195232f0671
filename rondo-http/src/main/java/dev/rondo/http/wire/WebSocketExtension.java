package dev.rondo.http.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One element of {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1): a name and parameters,
 * each of which may have a value.
 *
 * @param name in the case that it was sent in; extensions' names are compared as they are
 * @param parameters in their order
 */
record WebSocketExtension(String name, List<Parameter> parameters) {
    private static final int MOST = 32; // elements and parameters together: nobody needs more

    /**
     * A parameter.
     *
     * @param name as it was sent
     * @param value a token, without quotes; empty if there is none
     */
    record Parameter(String name, String value) {}

    /**
     * Returns the elements of a field.
     *
     * @throws IllegalArgumentException if it is anything else than a list of them
     */
    static List<WebSocketExtension> parse(String field) {
        return new Parser(field).list();
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isTokenChar(char c) {
        return c < Chars.TOKEN.length && Chars.TOKEN[c];
    }

    /** Reads a field from left to right. */
    private static final class Parser {
        private final String field;
        private int at;
        private int count;

        Parser(String field) {
            this.field = field;
        }

        List<WebSocketExtension> list() {
            List<WebSocketExtension> elements = new ArrayList<>();
            do {
                skipBlanks();
                elements.add(element());
            } while (next(','));
            if (at < field.length()) {
                throw malformed();
            }
            return elements;
        }

        private WebSocketExtension element() {
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            skipBlanks();
            while (next(';')) {
                skipBlanks();
                String parameter = token();
                skipBlanks();
                String value = "";
                if (next('=')) {
                    skipBlanks();
                    value = at < field.length() && field.charAt(at) == '"' ? quoted() : token();
                    skipBlanks();
                }
                parameters.add(new Parameter(parameter, value));
            }
            return new WebSocketExtension(name, List.copyOf(parameters));
        }

        private String token() {
            int start = at;
            while (at < field.length() && isTokenChar(field.charAt(at))) {
                at++;
            }
            if (at == start || ++count > MOST) {
                throw malformed();
            }
            return field.substring(start, at);
        }

        /** What is in quotes must be a token when they are gone. */
        private String quoted() {
            StringBuilder text = new StringBuilder();
            for (at++; at < field.length() && field.charAt(at) != '"'; at++) {
                if (field.charAt(at) == '\\' && ++at == field.length()) {
                    break;
                }
                text.append(field.charAt(at));
            }
            if (!next('"') || !isToken(text.toString())) {
                throw malformed();
            }
            return text.toString();
        }

        private void skipBlanks() {
            while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
                at++;
            }
        }

        private boolean next(char c) {
            boolean there = at < field.length() && field.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException(
                    "Sec-WebSocket-Extensions is malformed at "
                            + at
                            + ": "
                            + WebSocketHandshake.shown(field));
        }
    }

    /** Returns whether it is one that is known by a name. */
    boolean is(String known) {
        return name.toLowerCase(Locale.ROOT).equals(known);
    }
}
