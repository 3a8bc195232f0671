package dev.rondo.postgres;

/** From options to an authenticated connection. */
final class Connecting {
    private Connecting() {}

    /**
     * Connects with the first of the options' servers that will do, and authenticates. Suspends, no
     * longer than the options' time limit; a failure or a cancellation leaves no connection behind.
     *
     * @throws ConnectException if none can be reached or will do: each server's failure is
     *     suppressed in it, or its cause if there is one only
     * @throws ServerException if the only server has refused us
     * @throws IllegalArgumentException if settings of a service file or the environment are wrong
     */
    static Link connect(PostgresOptions options) {
        throw new UnsupportedOperationException();
    }

    /**
     * Asks the server to cancel what a link's process does, by a connection of its own that goes
     * the same way, encrypted as the link is; and waits for its end, which the server makes once
     * the signal is sent. Suspends, no longer than the options' close timeout; a cancellation
     * leaves no connection behind.
     *
     * @throws ConnectException if the request could not be made, or its end did not come in time
     * @throws IllegalStateException if the server told no key
     */
    static void cancel(Link link) {
        throw new UnsupportedOperationException();
    }
}
