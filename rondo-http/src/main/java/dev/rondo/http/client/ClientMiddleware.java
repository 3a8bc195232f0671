package dev.rondo.http.client;

/**
 * Stands around each exchange of a client or of a request: sees what is sent, may change it or send
 * it again. Runs in the request's task, once for each redirect too, and inside of the total limit.
 * aiohttp: client middlewares.
 *
 * {@snippet :
 * ClientMiddleware signing = (request, next) -> next.send(request.header("X-Signature", sign(request)));
 * }
 *
 * <p>Who sends again closes the answer before.
 */
@FunctionalInterface
public interface ClientMiddleware {
    /**
     * Deals with one exchange.
     *
     * @param request may be changed: it is this exchange's own
     * @throws Exception what goes wrong: it reaches who sent the request, unchecked as it is, else
     *     as the cause of an {@link IllegalStateException}
     */
    ClientResponse handle(ClientRequest request, Sender next) throws Exception;
}
