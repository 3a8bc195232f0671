package dev.rondo.http;

/**
 * What a field may be made of (RFC 9110, sections 5.1 and 5.5): names are tokens; values Latin-1
 * without control characters but tab, and without white space around them.
 */
final class FieldSyntax {
    private static final int SHOWN = 40; // characters of what is refused

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private FieldSyntax() {}

    static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenCharacter(char c) {
        return c < 128 && TOKEN[c];
    }

    static void checkName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException("Not the name of a field: " + shown(name));
        }
    }

    static void checkValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
                throw new IllegalArgumentException(
                        "The value of "
                                + name
                                + " has U+%04X at %d: ".formatted((int) c, i)
                                + shown(value)
                                + "\nFields carry Latin-1 without control characters; encode the rest");
            }
        }
        if (!value.isEmpty()
                && (isSpace(value.charAt(0)) || isSpace(value.charAt(value.length() - 1)))) {
            throw new IllegalArgumentException(
                    "The value of " + name + " begins or ends with white space: " + shown(value));
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Returns text for a message: its begin, with what does not print as an escape. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127) {
                shown.append("\\u%04x".formatted((int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN ? "...\"" : "\"").toString();
    }

    /** Returns the names; values may be secret. */
    static String describe(Headers headers) {
        StringBuilder names = new StringBuilder("<Headers");
        for (int i = 0; i < headers.size(); i++) {
            names.append(i == 0 ? " " : ", ").append(headers.name(i));
        }
        return names.append('>').toString();
    }
}
