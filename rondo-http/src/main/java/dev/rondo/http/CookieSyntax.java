package dev.rondo.http;

/** What cookies may be made of (RFC 6265bis, sections 4.1.1 and 5.6). */
final class CookieSyntax {
    static final int LONGEST = 4096; // name and value
    static final int LONGEST_ATTRIBUTE = 1024;

    private CookieSyntax() {}

    /** Returns whether all can stand in a field: Latin-1, no control character but tab. */
    static boolean isSendable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
                return false;
            }
        }
        return true;
    }

    /** Checks what a peer may send. */
    static void checkLeniently(String name, String value) {
        if (!isSendable(name)
                || name.indexOf('=') >= 0
                || name.indexOf(';') >= 0
                || isPadded(name)) {
            throw new MalformedException("Not the name of a cookie: " + FieldSyntax.shown(name));
        }
        if (!isSendable(value)
                || value.indexOf(';') >= 0
                || isPadded(value)
                || (name.isEmpty() && (value.isEmpty() || value.indexOf('=') >= 0))) {
            throw new MalformedException(
                    "The value of the cookie "
                            + FieldSyntax.shown(name)
                            + " cannot be sent: "
                            + "it is padded, or has a control character or a semicolon");
        }
    }

    private static boolean isPadded(String text) {
        return !text.isEmpty()
                && (isSpace(text.charAt(0)) || isSpace(text.charAt(text.length() - 1)));
    }

    /** Checks what a program sets. */
    static void checkStrictly(String name, String value) {
        if (!FieldSyntax.isToken(name)) {
            throw new MalformedException("Not the name of a cookie: " + FieldSyntax.shown(name));
        }
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String inner = quoted ? value.substring(1, value.length() - 1) : value;
        for (int i = 0; i < inner.length(); i++) {
            if (!isOctet(inner.charAt(i))) {
                throw new MalformedException(
                        "The value of the cookie "
                                + name
                                + " has U+%04X at %d".formatted((int) inner.charAt(i), i)
                                + "\nEncode what is not ASCII, spaces, quotes, commas, semicolons"
                                + " and backslashes: Url.encodeQuery(), or Base64");
            }
        }
        if (name.length() + value.length() > LONGEST) {
            throw new MalformedException(
                    "The cookie " + name + " has more than the 4096 bytes that browsers keep");
        }
    }

    private static boolean isOctet(char c) {
        return c > ' ' && c < 127 && c != '"' && c != ',' && c != ';' && c != '\\';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    static String trimmed(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
