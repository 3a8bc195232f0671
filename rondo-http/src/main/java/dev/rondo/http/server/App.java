package dev.rondo.http.server;

import dev.rondo.Action;
import dev.rondo.Rondo;
import dev.rondo.http.Json;
import dev.rondo.http.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A web application: routes, what stands around them, and what they share. Put together by one
 * thread; from its first start on it does not change. aiohttp: {@code Application}.
 *
 * <p>Patterns of paths: {@code /users/{id}} has a name for a segment, {@code {id:[0-9]+}} one that
 * an expression matches, {@code {rest...}} one for all that is left. GET answers HEAD, too; a path
 * without a route for the method is answered with 405, one without any with 404.
 *
 * {@snippet :
 * App app = new App();
 * app.get("/", request -> Response.text("hello"));
 * app.get("/users/{id}", request -> Response.json(find(request.path().getInt("id"))));
 * Rondo.run(() -> app.serve("localhost", 8080));
 * }
 */
public final class App {
    private final List<Route> routes = new ArrayList<>();
    private final Set<String> folders = new LinkedHashSet<>(); // prefixes
    private final Map<String, Route> names = new LinkedHashMap<>();
    private final Map<String, App> mounts = new LinkedHashMap<>(); // by prefix
    private final Map<String, App> hosts = new LinkedHashMap<>(); // in lower case
    private final List<Middleware> middlewares = new ArrayList<>();
    private final Attributes attributes = new Attributes();
    private final List<Callable<? extends AutoCloseable>> resources = new ArrayList<>();
    private final List<Action<?>> startups = new ArrayList<>();
    private final List<Action<?>> shutdowns = new ArrayList<>();
    private Json json = Json.standard();
    private boolean frozen;

    /** Creates an app without routes. */
    public App() {}

    // ---- Routes

    /** Adds a route for GET, and HEAD. */
    public Route get(String path, Handler handler) {
        return route("GET", path, handler);
    }

    /** Adds a route for POST. */
    public Route post(String path, Handler handler) {
        return route("POST", path, handler);
    }

    /** Adds a route for PUT. */
    public Route put(String path, Handler handler) {
        return route("PUT", path, handler);
    }

    /** Adds a route for PATCH. */
    public Route patch(String path, Handler handler) {
        return route("PATCH", path, handler);
    }

    /** Adds a route for DELETE. */
    public Route delete(String path, Handler handler) {
        return route("DELETE", path, handler);
    }

    /** Adds a route for every method that has none of its own. */
    public Route any(String path, Handler handler) {
        return route(RouteTree.ANY, path, handler);
    }

    /** Adds a route for a WebSocket, by {@link Response#webSocket}. */
    public Route webSocket(String path, WebSocketHandler handler) {
        Objects.requireNonNull(handler, "handler");
        return get(path, request -> Response.webSocket(request, handler));
    }

    /**
     * Adds a route.
     *
     * @param method a token in upper case, as {@code PROPFIND}, or {@code *} for all
     * @throws IllegalArgumentException if the path is no pattern
     * @throws IllegalStateException if the app runs
     */
    public Route route(String method, String path, Handler handler) {
        checkOpen();
        Route route =
                new Route(
                        this,
                        method,
                        PathPattern.parse(path),
                        Objects.requireNonNull(handler, "handler"));
        routes.add(route);
        return route;
    }

    /**
     * Serves the files of a folder below a prefix, for GET and HEAD: with their types, tags and
     * dates, parts of them, and compressed siblings; sent by the system. aiohttp: {@code
     * add_static}.
     *
     * <p>Nothing outside of the folder is served, nor what is hidden; see {@link FileOptions}. A
     * folder is served by its {@code index.html}, after a redirection to its path with a slash.
     *
     * @param prefix begins with a slash; {@code /} for all paths that have no other route
     * @param folder need not be there yet
     * @return the route, for {@link #url}: its one value is the path in the folder
     * @throws IllegalArgumentException if the prefix is no pattern
     * @throws IllegalStateException if the app runs
     */
    public Route files(String prefix, Path folder) {
        return files(prefix, folder, FileOptions.defaults());
    }

    /** Like {@link #files(String, Path)}, with options. */
    public Route files(String prefix, Path folder, FileOptions options) {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(options, "options");
        String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        Route route = get(bare + "/{path...}", new StaticFiles(folder, options));
        if (!bare.isEmpty()) {
            folders.add(bare);
        }
        return route;
    }

    /** Leads from folders' prefixes without a slash to those with one, where nothing else is. */
    private void routeFolders() {
        for (String folder : folders) {
            boolean taken =
                    routes.stream()
                            .anyMatch(route ->
                                    route.pattern().equals(folder)
                                            && (route.method().equals("GET")
                                                    || route.method().equals(RouteTree.ANY)));
            if (!taken) {
                get(folder, StaticFiles::toFolder);
            }
        }
    }

    void name(String name, Route route) {
        checkOpen();
        if (names.putIfAbsent(name, route) != null) {
            throw new IllegalArgumentException("There is a route named " + name + " already");
        }
    }

    /**
     * Returns the path of a route that has a name, with values in the places of its pattern's
     * names, encoded. Without the prefix of a mount.
     *
     * @throws NoSuchElementException if there is no such route
     * @throws IllegalArgumentException if the values do not fit
     */
    public String url(String name, Object... values) {
        Route route = names.get(name);
        if (route == null) {
            throw new NoSuchElementException("There is no route named " + name);
        }
        return route.build(values);
    }

    /**
     * Serves another app below a prefix: its routes, inside of this app's middlewares and its own.
     *
     * @param prefix begins with a slash and does not end with one
     */
    public void mount(String prefix, App app) {
        checkOpen();
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "A prefix begins with a slash and does not end with one: " + prefix);
        }
        if (mounts.putIfAbsent(prefix, adopted(app)) != null) {
            throw new IllegalArgumentException("There is an app below " + prefix + " already");
        }
    }

    /**
     * Serves another app for a host: requests whose Host is this, with any port, go there and
     * nowhere else.
     */
    public void host(String name, App app) {
        checkOpen();
        if (hosts.putIfAbsent(name.toLowerCase(Locale.ROOT), adopted(app)) != null) {
            throw new IllegalArgumentException("There is an app for " + name + " already");
        }
    }

    private App adopted(App app) {
        if (app == this) {
            throw new IllegalArgumentException("An app cannot be a part of itself");
        }
        return app;
    }

    /**
     * Puts a middleware around all routes, those of mounted apps too, and around answers to
     * requests that have no route or are malformed; the first is outermost.
     *
     * @return this
     */
    public App use(Middleware middleware) {
        checkOpen();
        middlewares.add(Objects.requireNonNull(middleware, "middleware"));
        return this;
    }

    List<Route> routes() {
        return routes;
    }

    Map<String, App> mounts() {
        return mounts;
    }

    Map<String, App> hosts() {
        return hosts;
    }

    List<Middleware> middlewares() {
        return middlewares;
    }

    // ---- Shared values, and what happens at the start and the end

    /** Sets a value for all handlers: {@link Request#get} finds it. */
    public <T> void set(Key<T> key, T value) {
        checkOpen();
        attributes.set(key, value);
    }

    /** Returns a value; while it runs, also a resource. */
    public <T> Optional<T> find(Key<T> key) {
        return attributes.find(key);
    }

    /**
     * Has a resource opened before the app accepts, as a value for all handlers, and closed after
     * the last connection has ended; in the order that they are added in, and the reverse. aiohttp:
     * {@code cleanup_ctx}.
     */
    public <T extends AutoCloseable> void resource(Key<T> key, Callable<T> open) {
        checkOpen();
        resources.add(() -> {
            T opened = open.call();
            attributes.set(key, opened);
            return opened;
        });
    }

    /** Has code run after the resources are open and before the app accepts; it may suspend. */
    public void onStartup(Action<?> code) {
        checkOpen();
        startups.add(code);
    }

    /**
     * Has code run when the app stops, after it has stopped to accept and while connections live.
     */
    public void onShutdown(Action<?> code) {
        checkOpen();
        shutdowns.add(code);
    }

    List<Callable<? extends AutoCloseable>> resources() {
        return resources;
    }

    List<Action<?>> startups() {
        return startups;
    }

    List<Action<?>> shutdowns() {
        return shutdowns;
    }

    /** Sets what turns bodies into objects; Jackson 3 unless set. */
    public void json(Json json) {
        checkOpen();
        this.json = Objects.requireNonNull(json, "json");
    }

    Json json() {
        return json;
    }

    void checkOpen() {
        if (frozen) {
            throw new IllegalStateException(
                    "This app runs already\nAdd routes and values before it is started");
        }
    }

    void freeze() {
        if (frozen) {
            return; // it may be a part of several, or, wrongly, of itself
        }
        routeFolders();
        frozen = true;
        mounts.values().forEach(App::freeze);
        hosts.values().forEach(App::freeze);
    }

    // ---- Running

    /**
     * Serves on a host's addresses until the task is cancelled, as by Ctrl-C, or the program gets
     * SIGTERM, and then ends in good order: see {@link HttpServer#stop}. aiohttp: {@code run_app}.
     *
     * @param port 0 lets the system choose
     */
    public void serve(String host, int port) {
        serve(ServeOptions.on(host, port));
    }

    /** Like {@link #serve(String, int)}, with options. */
    public void serve(ServeOptions options) {
        try (HttpServer server = start(options);
                Termination _ = new Termination(() -> Rondo.createTask(server::stop))) {
            server.announce();
            server.serveForever();
        }
    }

    /**
     * Serves an app on several loops, each on a thread of its own: so all processors are used. The
     * loops listen on one port, among which the system spreads the connections ({@code
     * SO_REUSEPORT}), and share nothing: each has an app of its own, which a factory makes in its
     * loop. Otherwise like {@link #serve(ServeOptions)}; a loop that fails stops the others.
     *
     * @param loops how many; positive
     * @throws IllegalStateException on the handoff engine with as many loops as processors, or
     *     more: there each holds one, and the caller's another
     */
    public static void serveOnLoops(int loops, ServeOptions options, Callable<App> factory) {
        if (loops < 1) {
            throw new IllegalArgumentException("loops must be positive, but is " + loops);
        }
        if (Rondo.runningLoop().engine().equals("handoff")
                && loops >= Runtime.getRuntime().availableProcessors()) {
            throw new IllegalStateException(
                    "On the handoff engine each loop holds a processor, so "
                            + loops
                            + " beside this one would hang\nRun with --add-opens"
                            + " java.base/java.lang=ALL-UNNAMED, or on fewer loops");
        }
        new ManyLoops(options, factory).serve(loops);
    }

    /**
     * Starts to serve and returns the server. Suspends while resources are opened and names looked
     * up.
     *
     * @throws RuntimeException what opening a resource or starting up threw; nothing is left open
     *     then
     */
    public HttpServer start(ServeOptions options) {
        freeze();
        return HttpServer.start(this, options);
    }
}
