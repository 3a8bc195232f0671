package dev.rondo.http.server;

import dev.rondo.http.Headers;
import java.time.Duration;

/**
 * Adds fields to every answer that have browsers be careful; what a handler has set itself stays.
 *
 * <pre>
 *   X-Content-Type-Options: nosniff                    a file is what its type says
 *   X-Frame-Options: SAMEORIGIN                        no other site puts pages into frames
 *   Referrer-Policy: strict-origin-when-cross-origin   other sites do not see paths
 *   Cross-Origin-Opener-Policy: same-origin            no other site keeps a hand on the window
 * </pre>
 *
 * {@snippet :
 * app.use(SecurityHeaders.standard()
 *         .withContentPolicy("default-src 'self'")
 *         .withStrictTransport(Duration.ofDays(365)));
 * }
 */
public final class SecurityHeaders implements Middleware {
    private static final Headers STANDARD =
            Headers.of(
                    "X-Content-Type-Options",
                    "nosniff",
                    "X-Frame-Options",
                    "SAMEORIGIN",
                    "Referrer-Policy",
                    "strict-origin-when-cross-origin",
                    "Cross-Origin-Opener-Policy",
                    "same-origin");

    private final Headers fields;
    private final long strictSeconds; // -1: not said

    private SecurityHeaders(Headers fields, long strictSeconds) {
        this.fields = fields;
        this.strictSeconds = strictSeconds;
    }

    /** Returns one with the four fields above. */
    public static SecurityHeaders standard() {
        return new SecurityHeaders(STANDARD, -1);
    }

    /**
     * Returns one with another field, or another value of one.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    public SecurityHeaders with(String name, String value) {
        return new SecurityHeaders(fields.with(name, value), strictSeconds);
    }

    /** Returns one without a field. */
    public SecurityHeaders without(String name) {
        return new SecurityHeaders(fields.without(name), strictSeconds);
    }

    /** Returns one with a {@code Content-Security-Policy}: what pages may load and run. */
    public SecurityHeaders withContentPolicy(String policy) {
        return with("Content-Security-Policy", policy);
    }

    /**
     * Returns one with {@code Strict-Transport-Security} on secure connections: for so long
     * browsers use nothing but https for this host, and there is no way to take it back (RFC 6797).
     * Behind a proxy that ends TLS put {@link Forwarded} around it.
     *
     * @param maxAge in whole seconds; not negative
     */
    public SecurityHeaders withStrictTransport(Duration maxAge) {
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException("maxAge must not be negative, but is " + maxAge);
        }
        return new SecurityHeaders(fields, maxAge.toSeconds());
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        return Answers.changed(request, next, answer -> careful(request, answer));
    }

    private Response careful(Request request, Response answer) {
        Headers all = answer.headers();
        for (Headers.Field field : fields) {
            if (!all.contains(field.name())) {
                all = all.plus(field.name(), field.value());
            }
        }
        if (strictSeconds >= 0
                && request.scheme().equals("https")
                && !all.contains("Strict-Transport-Security")) {
            all = all.plus("Strict-Transport-Security", "max-age=" + strictSeconds);
        }
        return answer.withHeaders(all);
    }

    @Override
    public String toString() {
        return "<SecurityHeaders " + fields.size() + ">";
    }
}
