package dev.rondo.http.server;

import dev.rondo.Action;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.http.network.Networks;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.Network;
import dev.rondo.stream.Server;
import dev.rondo.stream.Tls;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * An app that is served. Belongs to the loop that it was started in. aiohttp: {@code AppRunner} and
 * its sites.
 *
 * {@snippet :
 * try (HttpServer server = app.start(ServeOptions.on("localhost", 0))) {
 *     println(server.url());
 *     server.serveForever();
 * }
 * }
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HttpServer.class.getName());

    private final ServeOptions options;
    private final Site site;
    private final Set<App> apps = new LinkedHashSet<>(); // it and its parts, from the outside in
    private final List<AutoCloseable> resources = new ArrayList<>();
    private Server server;
    private final Parking end = new Parking("end of", this);
    private boolean stopping;
    private boolean stopped;

    private HttpServer(App app, ServeOptions options) {
        this.options = options;
        this.site = new Site(Rondo.runningLoop(), app, options);
        collect(app);
        try {
            apps.forEach(this::open);
            server = listen();
        } catch (Throwable e) { // a cancellation, too
            try {
                closeResources();
            } catch (Throwable more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    static HttpServer start(App app, ServeOptions options) {
        return new HttpServer(app, options);
    }

    private void open(App part) {
        for (Callable<? extends AutoCloseable> resource : part.resources()) {
            run(() -> resources.add(resource.call()));
        }
        for (Action<?> startup : part.startups()) {
            run(startup);
        }
    }

    /** An app that is mounted twice is there once. */
    private void collect(App part) {
        if (apps.add(part)) {
            part.mounts().values().forEach(this::collect);
            part.hosts().values().forEach(this::collect);
        }
    }

    private static void run(Action<?> code) {
        try {
            code.run();
        } catch (Throwable e) { // an app's
            throw AppException.unchecked(e);
        }
    }

    private Server listen() {
        ConnectionHandler plain = connection -> new HttpConnection(site, connection).serve();
        ConnectionHandler handler = options.tls().map(tls -> Tls.handler(tls, plain)).orElse(plain);
        Network network = options.network().orElseGet(Networks::ofSystem);
        return options.addresses().isEmpty()
                ? Server.start(
                        network,
                        options.hosts(),
                        options.port(),
                        options.listening(),
                        options.server(),
                        handler)
                : Server.start(
                        network,
                        options.addresses(),
                        options.listening(),
                        options.server(),
                        handler);
    }

    void announce() {
        LOG.log(Logger.Level.INFO, () -> "Serving on " + url());
    }

    // ---- What it is

    /** Returns the addresses that it listens on; none once it stops. */
    public List<SocketAddress> addresses() {
        return server.addresses();
    }

    /** Returns the port that it listens on: the first, if there are several. */
    public int port() {
        return server.port();
    }

    /** Returns the URL of its first address, as {@code http://localhost:8080}. */
    public String url() {
        String scheme = options.tls().isPresent() ? "https" : "http";
        SocketAddress address = addresses().isEmpty() ? null : addresses().getFirst();
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            String name =
                    inet.getAddress().isLoopbackAddress()
                            ? "localhost"
                            : host.contains(":") ? "[" + host + "]" : host;
            return scheme + "://" + name + ":" + inet.getPort();
        }
        return scheme + "://" + address;
    }

    /** Returns how many connections there are. */
    public int connections() {
        return server.connections();
    }

    // ---- Ending

    /**
     * Suspends until the server has been stopped and its last connection has ended. A cancellation
     * leaves the server as it is: {@link #close} it.
     */
    public void serveForever() {
        server.waitClosed();
    }

    /**
     * Stops in good order, in aiohttp's steps: it stops to accept; runs what the app has for
     * shutdown; closes idle connections, and lets the others finish their requests for {@link
     * ServeOptions#withShutdownLimit}; cancels what is left; closes the resources. Suspends until
     * then; a second call waits for the first.
     *
     * @throws RuntimeException what the app's code for shutdown or closing a resource threw, after
     *     all was done; further failures are suppressed in it
     * @throws IllegalStateException if a handler of its own calls this, which would wait for
     *     itself: let another task do it
     */
    public void stop() {
        if (Rondo.currentTask().map(site.sweep::isServedBy).orElse(false)) {
            throw new IllegalStateException(
                    "A handler cannot wait for the end of its own server"
                            + "\nStop it in a task: createTask(server::stop)");
        }
        if (stopping) {
            while (!stopped) {
                end.await();
            }
            return;
        }
        stopping = true;
        try {
            stopOnce();
        } finally {
            stopped = true;
            end.wakeAll();
        }
    }

    private void stopOnce() {
        site.stop();
        server.close();
        Failures failures = new Failures();
        List.copyOf(apps).reversed().forEach(part -> shutdown(part, failures));
        failures.run(this::sayGoodbye);
        failures.run(() -> server.drain(options.shutdownLimit()));
        failures.run(this::closeResources);
        failures.throwFirst();
    }

    private void shutdown(App part, Failures failures) {
        part.shutdowns().reversed().forEach(code -> failures.run(() -> run(code)));
    }

    /** Has WebSockets end with a word, which a handler that iterates sees as the end. */
    private void sayGoodbye() {
        List.copyOf(site.sockets()).forEach(WebSockets::sayGoodbye);
    }

    private void closeResources() {
        Failures failures = new Failures();
        resources.reversed().forEach(resource -> failures.run(resource::close));
        resources.clear();
        failures.throwFirst();
    }

    /** Stops. See {@link #stop}. In a task that is being cancelled, too. */
    @Override
    public void close() {
        Rondo.shielded(this::stop);
    }

    @Override
    public String toString() {
        return "<HttpServer " + url() + " connections=" + connections() + ">";
    }
}
