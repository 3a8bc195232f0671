package dev.rondo.http.server;

import dev.rondo.http.Key;
import java.util.List;
import java.util.Optional;

/**
 * A route of an app that runs: its handler inside of the middlewares.
 *
 * @param apps the app of the route, and those that it is mounted in, from the inside out
 */
record Endpoint(Route route, Handler handler, List<App> apps) {
    /** Puts middlewares around a handler, the first outermost. */
    static Handler wrap(List<Middleware> middlewares, Handler handler) {
        Handler wrapped = handler;
        for (Middleware middleware : middlewares.reversed()) {
            Handler next = wrapped;
            wrapped = request -> middleware.handle(request, next);
        }
        return wrapped;
    }

    <T> Optional<T> find(Key<T> key) {
        for (App app : apps) {
            Optional<T> value = app.find(key);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }
}
