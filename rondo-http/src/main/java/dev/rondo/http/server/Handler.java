package dev.rondo.http.server;

/**
 * Answers a request. Runs in the task of its connection; while it waits, other connections are
 * served.
 *
 * <p>What it throws is answered: an {@link dev.rondo.http.HttpException} with its status, anything
 * else with 500 and a fixed text, and reported to the loop's exception handler.
 */
@FunctionalInterface
public interface Handler {
    /**
     * Returns the answer. May suspend.
     *
     * @throws Exception what goes wrong
     */
    Response handle(Request request) throws Exception;
}
