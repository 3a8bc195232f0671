package dev.rondo.http.server;

/**
 * Stands around the handlers of an app: it may answer itself, change the request's attributes or
 * the answer, time it, or catch what was thrown.
 *
 * {@snippet :
 * app.use((request, next) -> next.handle(request).withHeader("X-Served-By", "rondo"));
 * }
 *
 * <p>Those that come with the server, in an order that works; each is optional:
 *
 * {@snippet :
 * app.use(Forwarded.byX("10.0.0.0/8")); // first: the others see the client's address and scheme
 * app.use(RequestId.standard());
 * app.use(SecurityHeaders.standard());
 * app.use(RateLimit.perAddress(600, Duration.ofMinutes(1)));
 * app.use(Cors.of("https://app.example").withCredentials()); // answers preflights: before passwords
 * app.use(Compression.standard());
 * app.use(Sessions.signedBy(key));
 * app.use(NormalizePath.addingSlash());
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
