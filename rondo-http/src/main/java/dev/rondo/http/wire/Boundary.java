package dev.rondo.http.wire;

import dev.rondo.http.MalformedException;

/** What stands between the parts of a multipart body (RFC 2046, section 5.1.1). */
final class Boundary {
    private static final int LONGEST = 70;

    private Boundary() {}

    static String check(String boundary) {
        int length = boundary.length();
        if (length < 1 || length > LONGEST || boundary.charAt(length - 1) == ' ') {
            throw new MalformedException(
                    "A boundary has 1 to 70 characters and no space at its end, not " + length);
        }
        for (int i = 0; i < length; i++) {
            char c = boundary.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && "'()+_,-./:=? ".indexOf(c) < 0) {
                throw new MalformedException("A boundary has U+%04X at %d".formatted((int) c, i));
            }
        }
        return boundary;
    }
}
