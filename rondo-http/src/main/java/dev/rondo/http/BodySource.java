package dev.rondo.http;

/**
 * Makes the body of a message piece by piece. Runs in the task that sends the message, after its
 * head; what it throws breaks the message off, so that the peer sees that it is incomplete.
 */
@FunctionalInterface
public interface BodySource {
    /**
     * Writes the body. May suspend.
     *
     * @throws Exception what goes wrong
     */
    void writeTo(BodyWriter out) throws Exception;
}
