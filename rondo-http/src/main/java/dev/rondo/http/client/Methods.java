package dev.rondo.http.client;

/** What the client knows of methods (RFC 9110, section 9). */
final class Methods {
    private Methods() {}

    /** Refuses what is no token, before anything is sent. CONNECT is the proxies' own. */
    static void check(String method) {
        if (method.isEmpty() || !method.chars().allMatch(Methods::isToken)) {
            throw new IllegalArgumentException("Not a method: it must be a token");
        }
        if (method.equals("CONNECT")) {
            throw new IllegalArgumentException(
                    "CONNECT makes no request of a client's\nGive the client a Proxy");
        }
    }

    private static boolean isToken(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    /** Returns whether doing it twice is as good as once (RFC 9110, section 9.2.2). */
    static boolean isIdempotent(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** Returns whether a server expects a length even where there is no body (RFC 9110, 8.6). */
    static boolean expectsBody(String method) {
        return switch (method) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }
}
