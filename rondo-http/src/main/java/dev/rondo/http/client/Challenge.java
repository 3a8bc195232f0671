package dev.rondo.http.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server wants to be told, from {@code WWW-Authenticate} (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    /** Returns the challenges of a field's values; what is malformed is left out. */
    static List<Challenge> parse(List<String> values) {
        List<Challenge> found = new ArrayList<>();
        for (String value : values) {
            new Parser(value).parse(found);
        }
        return found;
    }

    String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** A scheme is a word without an equals sign behind it. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void parse(List<Challenge> found) {
            Map<String, String> parameters = null;
            while (true) {
                skip(" \t,");
                String word = word();
                if (word.isEmpty()) {
                    return; // the end, or no challenge
                }
                int end = at;
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=' && parameters != null) {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), value());
                } else {
                    at = end;
                    parameters = new LinkedHashMap<>();
                    found.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                }
            }
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String word() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return word();
            }
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
    }
}
