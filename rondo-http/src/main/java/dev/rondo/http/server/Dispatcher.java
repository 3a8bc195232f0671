package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The routes of an app that runs, with those of the apps that are mounted in it. */
final class Dispatcher {
    private final RouteTree<Endpoint> tree = new RouteTree<>();
    private final List<Middleware> outermost;
    private final Map<String, Dispatcher> hosts = new LinkedHashMap<>();

    /**
     * Puts the routes together.
     *
     * @throws IllegalArgumentException if two routes are the same, or an app is a part of itself
     */
    Dispatcher(App app) {
        this(app, List.of());
    }

    private Dispatcher(App app, List<App> outside) {
        this.outermost = middlewaresOf(chain(app, outside));
        add("", app, outside);
        app.hosts()
                .forEach(
                        (name, part) -> hosts.put(name, new Dispatcher(part, chain(app, outside))));
    }

    private void add(String prefix, App app, List<App> outside) {
        List<App> apps = chain(app, outside);
        for (Route route : app.routes()) {
            List<Middleware> around = new ArrayList<>(middlewaresOf(apps));
            around.addAll(route.middlewares());
            Endpoint endpoint = new Endpoint(route, Endpoint.wrap(around, route.handler()), apps);
            tree.add(route.method(), route.path().behind(prefix), endpoint);
        }
        app.mounts().forEach((path, part) -> add(prefix + path, part, apps));
    }

    /** Returns the apps from the inside out. */
    private static List<App> chain(App app, List<App> outside) {
        if (outside.contains(app)) {
            throw new IllegalArgumentException("An app cannot be a part of itself");
        }
        List<App> apps = new ArrayList<>(List.of(app));
        apps.addAll(outside);
        return List.copyOf(apps);
    }

    private static List<Middleware> middlewaresOf(List<App> apps) {
        List<Middleware> all = new ArrayList<>();
        apps.reversed().forEach(app -> all.addAll(app.middlewares()));
        return all;
    }

    /** Answers a request by its route, or says that there is none. */
    Response dispatch(Request request) throws Exception {
        if (!hosts.isEmpty()) {
            Dispatcher part = hosts.get(nameOf(request.host()));
            if (part != null) {
                return part.dispatch(request);
            }
        }
        return switch (tree.find(request.method(), request.path())) {
            case RouteTree.Hit<Endpoint>(Endpoint endpoint) -> {
                request.setEndpoint(endpoint);
                endpoint.route().maxBody().ifPresent(bytes -> request.body().limit(bytes));
                yield endpoint.handler().handle(request);
            }
            case RouteTree.Miss<Endpoint>(var allowed) -> {
                request.setMissed(this);
                yield around(request, _ -> miss(request.method(), String.join(", ", allowed)));
            }
        };
    }

    /** Returns whether there is a route. */
    boolean has(String method, String rawPath) {
        return tree.find(method, RequestPath.parse(rawPath)) instanceof RouteTree.Hit<Endpoint>;
    }

    private static String nameOf(String host) {
        int colon = host.lastIndexOf(':');
        boolean isPort = colon >= 0 && host.indexOf(']', colon) < 0;
        return (isPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    /** Has the app's middlewares see an answer that no route gives. */
    Response around(Request request, Handler handler) throws Exception {
        return Endpoint.wrap(outermost, handler).handle(request);
    }

    private static Response miss(String method, String allowed) {
        if (allowed.isEmpty()) {
            throw new HttpException(Status.NOT_FOUND);
        }
        if (method.equals("OPTIONS")) {
            return Response.noContent().withHeader("Allow", allowed + ", OPTIONS");
        }
        throw new HttpException(
                Status.METHOD_NOT_ALLOWED,
                Status.reason(Status.METHOD_NOT_ALLOWED),
                Headers.of("Allow", allowed));
    }
}
