package dev.rondo.http.client;

/** The rest of the way of a request behind a {@link ClientMiddleware}. */
@FunctionalInterface
public interface Sender {
    /**
     * Sends a request and returns its answer, as soon as its head is there. May be called again.
     * Suspends.
     *
     * @throws ClientException if it fails
     */
    ClientResponse send(ClientRequest request);
}
