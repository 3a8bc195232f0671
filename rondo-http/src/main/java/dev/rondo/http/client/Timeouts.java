package dev.rondo.http.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How long the parts of a request may take; an empty limit is none. aiohttp: {@code ClientTimeout}.
 *
 * <p>Limits of 5 s and more are kept by one look a second at all requests, so they may end up to a
 * second late; shorter ones are exact.
 *
 * @param total from {@code send()} to the end of the answer's body, redirects and retries included
 * @param connect waiting for a place in the pool and making a connection
 * @param socketConnect making a connection: name, addresses, proxy and TLS
 * @param read each wait for bytes of the answer; begins when the request is sent
 * @param expectContinue how long the server's 100 (Continue) is waited for before the body is sent
 *     without it (RFC 9110, section 10.1.1)
 */
public record Timeouts(
        Optional<Duration> total,
        Optional<Duration> connect,
        Optional<Duration> socketConnect,
        Optional<Duration> read,
        Duration expectContinue) {
    private static final Timeouts DEFAULTS =
            new Timeouts(
                    Optional.of(Duration.ofMinutes(5)), // as aiohttp's
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(30)),
                    Optional.empty(),
                    Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a limit is not positive
     */
    public Timeouts {
        check("total", total);
        check("connect", connect);
        check("socketConnect", socketConnect);
        check("read", read);
        check("expectContinue", Optional.of(expectContinue));
    }

    private static void check(String name, Optional<Duration> limit) {
        Objects.requireNonNull(limit, name);
        if (limit.isPresent() && !limit.get().isPositive()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + limit.get());
        }
    }

    /** Returns 300 s in all, 30 s to connect a socket, 1 s for 100 (Continue), none else. */
    public static Timeouts defaults() {
        return DEFAULTS;
    }

    /** Returns no limit but that for 100 (Continue). */
    public static Timeouts none() {
        return new Timeouts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                DEFAULTS.expectContinue);
    }

    /** Returns these limits with one for all of a request; positive. */
    public Timeouts withTotal(Duration limit) {
        return new Timeouts(Optional.of(limit), connect, socketConnect, read, expectContinue);
    }

    /** Returns these limits with one for getting a connection; positive. */
    public Timeouts withConnect(Duration limit) {
        return new Timeouts(total, Optional.of(limit), socketConnect, read, expectContinue);
    }

    /** Returns these limits with one for making a connection; positive. */
    public Timeouts withSocketConnect(Duration limit) {
        return new Timeouts(total, connect, Optional.of(limit), read, expectContinue);
    }

    /** Returns these limits with one for each wait for bytes; positive. */
    public Timeouts withRead(Duration limit) {
        return new Timeouts(total, connect, socketConnect, Optional.of(limit), expectContinue);
    }

    /** Returns these limits with another wait for 100 (Continue); positive. */
    public Timeouts withExpectContinue(Duration limit) {
        return new Timeouts(total, connect, socketConnect, read, limit);
    }

    /** Returns these limits without one for all of a request: for streams that never end. */
    public Timeouts withoutTotal() {
        return new Timeouts(Optional.empty(), connect, socketConnect, read, expectContinue);
    }
}
