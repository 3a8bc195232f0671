package dev.rondo.http.server;

/**
 * Stands around the handlers of an app: it may answer itself, change the request's attributes or
 * the answer, time it, or catch what was thrown.
 *
 * {@snippet :
 * app.use((request, next) -> next.handle(request).withHeader("X-Served-By", "rondo"));
 * }
 */
@FunctionalInterface
public interface Middleware {
    /**
     * Returns the answer. May suspend.
     *
     * @param next the rest of the way to the handler; may be called once, or not at all
     * @throws Exception what goes wrong
     */
    Response handle(Request request, Handler next) throws Exception;
}
