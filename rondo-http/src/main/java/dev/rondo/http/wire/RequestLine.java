package dev.rondo.http.wire;

import dev.rondo.http.wire.HttpSyntaxException.Kind;
import java.nio.charset.StandardCharsets;

/** The parser's place for what a request line says; filled anew for each message. */
final class RequestLine {
    String method = "";
    int targetFrom; // from the head's start
    int targetTo;
    TargetForm form = TargetForm.ORIGIN;
    int version;

    /**
     * Reads a line that begins at {@code base}, has {@code length} bytes and ends with CRLF, which
     * is in no table: so no loop runs beyond it.
     */
    void parse(byte[] array, int base, int length) {
        int at = base;
        while (Chars.TOKEN[array[at] & 0xff]) {
            at++;
        }
        if (at == base || array[at] != ' ') {
            throw new HttpSyntaxException(Kind.METHOD);
        }
        method = method(array, base, at - base);
        int target = ++at;
        while (Chars.TARGET[array[at] & 0xff]) {
            at++;
        }
        if (array[at] != ' ' || at == target) {
            throw new HttpSyntaxException(array[at] == '\r' ? Kind.REQUEST_LINE : Kind.TARGET);
        }
        version = Versions.parse(array, at + 1, base + length - at - 1, Kind.REQUEST_LINE);
        if (method.equals("PRI")) { // only ever in HTTP/2's preface (RFC 9113, section 3.4)
            throw new HttpSyntaxException(Kind.METHOD);
        }
        targetFrom = target - base;
        targetTo = at - base;
        form = form(array, target, at);
    }

    private static String method(byte[] array, int from, int length) {
        switch (length) {
            case 3 -> {
                if (is(array, from, "GET")) {
                    return "GET";
                }
                if (is(array, from, "PUT")) {
                    return "PUT";
                }
            }
            case 4 -> {
                if (is(array, from, "POST")) {
                    return "POST";
                }
                if (is(array, from, "HEAD")) {
                    return "HEAD";
                }
            }
            case 5 -> {
                if (is(array, from, "PATCH")) {
                    return "PATCH";
                }
                if (is(array, from, "TRACE")) {
                    return "TRACE";
                }
            }
            case 6 -> {
                if (is(array, from, "DELETE")) {
                    return "DELETE";
                }
            }
            case 7 -> {
                if (is(array, from, "OPTIONS")) {
                    return "OPTIONS";
                }
                if (is(array, from, "CONNECT")) {
                    return "CONNECT";
                }
            }
            default -> {}
        }
        return new String(array, from, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean is(byte[] array, int from, String method) {
        for (int i = 0; i < method.length(); i++) {
            if (array[from + i] != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private TargetForm form(byte[] array, int from, int to) {
        if (method.equals("CONNECT")) {
            if (Authority.isValid(array, from, to, Authority.Port.NEEDED)) {
                return TargetForm.AUTHORITY;
            }
        } else if (array[from] == '/') {
            return TargetForm.ORIGIN;
        } else if (array[from] == '*' && to - from == 1) {
            if (method.equals("OPTIONS")) {
                return TargetForm.ASTERISK;
            }
        } else if (isAbsolute(array, from, to)) {
            return TargetForm.ABSOLUTE;
        }
        throw new HttpSyntaxException(Kind.TARGET);
    }

    private static boolean isAbsolute(byte[] array, int from, int to) {
        int authority = from;
        if (startsWith(array, from, to, "http://")) {
            authority += 7;
        } else if (startsWith(array, from, to, "https://")) {
            authority += 8;
        } else {
            return false;
        }
        int end = authority;
        while (end < to && array[end] != '/' && array[end] != '?') {
            end++;
        }
        return end > authority && Authority.isValid(array, authority, end, Authority.Port.OPTIONAL);
    }

    private static boolean startsWith(byte[] array, int from, int to, String prefix) {
        return to - from > prefix.length() && Ascii.same(array, from, prefix);
    }
}
