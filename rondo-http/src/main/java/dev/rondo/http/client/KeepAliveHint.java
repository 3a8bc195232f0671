package dev.rondo.http.client;

import dev.rondo.http.Headers;

/**
 * How long a server says that it keeps an idle connection: {@code Keep-Alive: timeout=5, max=100}
 * (RFC 2068, section 19.7.1.1). A second less is taken, so that a request does not meet its end.
 */
final class KeepAliveHint {
    private static final long SECOND = 1_000_000_000L;

    private KeepAliveHint() {}

    /** Returns how long to keep a connection, a limit at most; 0 for not at all. */
    static long nanos(Headers headers, long limit) {
        int at = headers.indexOf("Keep-Alive", 0);
        return at < 0 ? limit : shorter(headers.value(at), limit);
    }

    private static long shorter(String value, long limit) {
        long shortest = limit;
        for (String parameter : value.split(",", 8)) {
            String[] parts = parameter.strip().split("\\s*=\\s*", 2);
            if (parts.length == 2 && parts[1].matches("[0-9]{1,9}")) {
                long number = Long.parseLong(parts[1]);
                if (parts[0].equalsIgnoreCase("timeout")) {
                    long time = number * SECOND;
                    shortest = Math.min(shortest, time - Math.min(SECOND, time / 2));
                } else if (parts[0].equalsIgnoreCase("max") && number == 0) {
                    shortest = 0;
                }
            }
        }
        return shortest;
    }
}
