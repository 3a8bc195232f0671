package dev.rondo.http.wire;

/** Which bytes may stand where, as tables of 256: an array's bound is then known to hold. */
final class Chars {
    /** Of a token (RFC 9110, section 5.6.2). */
    static final boolean[] TOKEN = letters("!#$%&'*+-.^_`|~");

    /**
     * Of a target: printable ASCII but {@code #}, which begins what is never sent. Some of it no
     * URI may have; browsers send it all the same, and it can be read in one way only.
     */
    static final boolean[] TARGET = new boolean[256];

    /** Of a host that is a name or an IPv4 address, but {@code %} (RFC 3986, section 3.2.2). */
    static final boolean[] HOST = letters("-._~!$&'()*+,;=");

    static {
        for (int c = '!'; c <= '~'; c++) {
            TARGET[c] = c != '#';
        }
    }

    private Chars() {}

    private static boolean[] letters(String andThese) {
        boolean[] table = new boolean[256];
        for (char c = '0'; c <= 'z'; c++) {
            table[c] = Character.isLetterOrDigit(c);
        }
        for (int i = 0; i < andThese.length(); i++) {
            table[andThese.charAt(i)] = true;
        }
        return table;
    }

    /** Returns whether a byte or character is a control character of ASCII but tab. */
    static boolean isControl(int value) {
        return (value >= 0 && value < ' ' && value != '\t') || value == 0x7f;
    }

    static boolean isBlank(int value) {
        return value == ' ' || value == '\t';
    }

    /** Returns the value of a hexadecimal digit, or -1. */
    static int hex(int value) {
        if (value >= '0' && value <= '9') {
            return value - '0';
        }
        int lower = value | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
