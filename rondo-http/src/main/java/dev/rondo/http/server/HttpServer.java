package dev.rondo.http.server;

import dev.rondo.Action;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.http.network.Networks;
import dev.rondo.http.websocket.CloseCode;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.Network;
import dev.rondo.stream.Server;
import dev.rondo.stream.Tls;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
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

    private final App app;
    private final ServeOptions options;
    private final Site site;
    private final List<AutoCloseable> resources = new ArrayList<>();
    private Server server;
    private final Parking end = new Parking("end of", this);
    private boolean stopping;
    private boolean stopped;

    private HttpServer(App app, ServeOptions options) throws Exception {
        this.app = app;
        this.options = options;
        this.site = new Site(Rondo.runningLoop(), app, options);
        boolean started = false;
        try {
            open(app);
            server = listen();
            started = true;
        } finally {
            if (!started) {
                closeResources();
            }
        }
    }

    static HttpServer start(App app, ServeOptions options) throws Exception {
        return new HttpServer(app, options);
    }

    private void open(App part) throws Exception {
        for (Callable<? extends AutoCloseable> resource : part.resources()) {
            resources.add(resource.call());
        }
        for (Action<?> startup : part.startups()) {
            run(startup);
        }
        for (App inner : parts(part)) {
            open(inner);
        }
    }

    private static List<App> parts(App app) {
        List<App> parts = new ArrayList<>(app.mounts().values());
        parts.addAll(app.hosts().values());
        return parts;
    }

    private static void run(Action<?> code) throws Exception {
        try {
            code.run();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
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
     * @throws Exception what the app's code for shutdown or closing a resource threw, after all was
     *     done
     */
    public void stop() throws Exception {
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

    private void stopOnce() throws Exception {
        site.stop();
        server.close();
        Failures failures = new Failures();
        try {
            shutdown(app, failures);
        } finally {
            try {
                sayGoodbye();
                server.drain(options.shutdownLimit());
            } finally {
                failures.run(this::closeResources);
            }
        }
        failures.throwFirst();
    }

    private void shutdown(App part, Failures failures) {
        parts(part).reversed().forEach(inner -> shutdown(inner, failures));
        part.shutdowns().reversed().forEach(code -> failures.run(() -> run(code)));
    }

    /** Has WebSockets end with a word, which a handler that iterates sees as the end. */
    private void sayGoodbye() {
        for (WebSocket socket : List.copyOf(site.sockets())) {
            Rondo.createTask(
                    "good-bye of " + socket,
                    () -> socket.close(CloseCode.GOING_AWAY, "the server stops"));
        }
    }

    private void closeResources() throws Exception {
        Failures failures = new Failures();
        resources.reversed().forEach(resource -> failures.run(resource::close));
        resources.clear();
        failures.throwFirst();
    }

    /** Has it stopped in its own loop; does nothing when that has ended. */
    void stopFromAnotherThread() {
        try {
            site.loop.callSoonThreadsafe(() -> Rondo.createTask("stop of " + this, this::stop));
        } catch (IllegalStateException e) {
            // the loop is closed
        }
    }

    /** Stops. See {@link #stop}. In a task that is being cancelled, too. */
    @Override
    public void close() throws Exception {
        Rondo.shielded(this::stop);
    }

    @Override
    public String toString() {
        return "<HttpServer " + url() + " connections=" + connections() + ">";
    }
}
