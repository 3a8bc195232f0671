package dev.rondo.http.server;

/** Sends the events of an answer. See {@link Response#events(EventStreamHandler)}. */
@FunctionalInterface
public interface EventStreamHandler {
    /**
     * Sends events until it returns, which ends the answer; the browser asks again after a while.
     * Runs in a task of its own, which is cancelled when the client leaves or the server stops.
     *
     * @throws Exception what goes wrong: reported, and the answer breaks off
     */
    void handle(EventStream events) throws Exception;
}
