package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.net.Net;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/** Servers on the system's sockets, where these are the matter. */
class RealServerTest {
    private static App app(String text) {
        App app = new App();
        app.get("/", _ -> Response.text(text));
        return app;
    }

    /** On the handoff engine each loop holds a processor. */
    private static void assumeThatLoopsFit() {
        Assumptions.assumeTrue(
                Rondo.runningLoop().engine().equals("scheduled")
                        || Runtime.getRuntime().availableProcessors() > 4,
                "the handoff engine needs a processor for each loop");
    }

    private static void cancel(Task<?> task) {
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void severalLoopsAnswerOnOnePortAndStopTogether() throws Exception {
        assumeThatLoopsFit();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Task<?> serving =
                Rondo.createTask(() ->
                        App.serveOnLoops(
                                2,
                                ServeOptions.on("127.0.0.1", 0),
                                () -> {
                                    int number = made.incrementAndGet();
                                    App app = new App();
                                    app.resource(
                                            dev.rondo.http.Key.<AutoCloseable>of("open"),
                                            () -> {
                                                open.incrementAndGet();
                                                return open::decrementAndGet;
                                            });
                                    app.get(
                                            "/",
                                            request -> {
                                                port.complete(0);
                                                return Response.text("loop " + number);
                                            });
                                    return app;
                                }));
        while (open.get() < 2) {
            Rondo.sleep(java.time.Duration.ofMillis(20));
        }
        cancel(serving);
        assertThat(made).hasValue(2);
        assertThat(open).hasValue(0);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void eachLoopAnswers() throws Exception {
        assumeThatLoopsFit();
        int free;
        try (HttpServer probe = app("x").start(ServeOptions.on("127.0.0.1", 0))) {
            free = probe.port();
        }
        AtomicInteger made = new AtomicInteger();
        AtomicInteger up = new AtomicInteger();
        Task<?> serving =
                Rondo.createTask(() ->
                        App.serveOnLoops(
                                2,
                                ServeOptions.on("127.0.0.1", free),
                                () -> {
                                    App app = app("loop " + made.incrementAndGet());
                                    app.onStartup(up::incrementAndGet);
                                    return app;
                                }));
        while (up.get() < 2) {
            Rondo.sleep(java.time.Duration.ofMillis(20));
        }
        Rondo.sleep(java.time.Duration.ofMillis(200));
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < 200 && seen.size() < 2; i++) {
            try (Client http = new Client()) {
                seen.add(http.get("http://127.0.0.1:" + free + "/").text());
            }
        }
        assertThat(seen).containsExactlyInAnyOrder("loop 1", "loop 2");
        cancel(serving);
        assertThatThrownBy(() -> Net.openConnection("127.0.0.1", free))
                .isInstanceOf(dev.rondo.stream.ConnectionRefusedException.class);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aFactoryThatThrowsStopsTheOthersAndIsThrown() {
        assumeThatLoopsFit();
        AtomicInteger made = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        assertThatThrownBy(() ->
                        App.serveOnLoops(
                                2,
                                ServeOptions.on("127.0.0.1", 0),
                                () -> {
                                    if (made.incrementAndGet() == 2) {
                                        throw new IllegalStateException("no second app");
                                    }
                                    App app = app("x");
                                    app.onShutdown(stopped::incrementAndGet);
                                    return app;
                                }))
                .hasStackTraceContaining("no second app");
        assertThat(stopped).hasValue(1);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void loopsThatHaveNotStartedYetAreStoppedToo() throws Exception {
        assumeThatLoopsFit();
        CountDownLatch starting = new CountDownLatch(1);
        AtomicInteger closed = new AtomicInteger();
        Task<?> serving =
                Rondo.createTask(() ->
                        App.serveOnLoops(
                                2,
                                ServeOptions.on("127.0.0.1", 0),
                                () -> {
                                    App app = app("x");
                                    app.resource(
                                            dev.rondo.http.Key.<AutoCloseable>of("open"),
                                            () -> closed::incrementAndGet);
                                    app.onStartup(() -> {
                                        starting.countDown();
                                        Rondo.sleep(1000);
                                    });
                                    return app;
                                }));
        Rondo.toThread(() -> {
            starting.await();
            return 0;
        });
        cancel(serving);
        assertThat(closed).hasValue(1);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aUnixSocketIsAnAddress(@TempDir Path folder) {
        Path path = folder.resolve("socket");
        try (HttpServer server =
                        app("unix").start(ServeOptions.on(UnixDomainSocketAddress.of(path)));
                RawClient client =
                        new RawClient(
                                Net.openConnection(UnixDomainSocketAddress.of(path)).stream())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("unix");
            assertThat(server.toString()).contains(path.toString());
            assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(path));
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void descriptorsAreGivenBack() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(descriptors));
        long before = count(descriptors);
        try (HttpServer server = app("x").start(ServeOptions.on("127.0.0.1", 0))) {
            for (int round = 0; round < 3; round++) {
                java.util.List<dev.rondo.stream.Connection> all = new java.util.ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    all.add(Net.openConnection("127.0.0.1", server.port()));
                }
                for (int i = 0; i < all.size(); i++) {
                    if (i % 3 == 0) {
                        all.get(i).stream().abort();
                    } else {
                        all.get(i).close();
                    }
                }
                while (server.connections() > 0) {
                    Rondo.sleep(java.time.Duration.ofMillis(5));
                }
            }
        }
        assertThat(count(descriptors)).isLessThan(before + 50);
    }

    private static long count(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aClientsOptionsReachIt() {
        try (HttpServer server = app("real").start(ServeOptions.on("localhost", 0));
                Client http = new Client(ClientOptions.defaults().withBaseUrl(server.url()))) {
            assertThat(http.get("/").text()).isEqualTo("real");
            assertThat(server.url()).isEqualTo("http://localhost:" + server.port());
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void httpsIsServedAndItsEndIsClean(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        SSLContext context = Rondo.toThread(() -> TlsKeysForTests.context(store));
        App app = new App();
        app.get("/", request -> Response.text(request.scheme()));
        app.get("/large", _ -> Response.bytes(new byte[2_000_000]));
        app.get("/file", request -> Response.file(request, store));
        try (HttpServer server =
                        app.start(
                                ServeOptions.on("localhost", 0)
                                        .withTls(dev.rondo.stream.TlsOptions.server(context)));
                Client http =
                        new Client(
                                ClientOptions.defaults()
                                        .withBaseUrl(server.url())
                                        .withTls(dev.rondo.stream.TlsOptions.client(context)))) {
            assertThat(server.url()).startsWith("https://localhost:");
            assertThat(http.get("/").text()).isEqualTo("https");
            assertThat(http.get("/large").bytes()).hasSize(2_000_000);
            assertThat(http.get("/file").bytes()).isEqualTo(Files.readAllBytes(store));
            try (var plain = Net.openConnection("localhost", server.port())) {
                plain.writer().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                plain.writer().flush();
                assertThatThrownBy(
                                () -> {
                                    while (plain.stream().read(java.nio.ByteBuffer.allocate(100))
                                            >= 0) {}
                                    throw new IllegalStateException("ended");
                                })
                        .isInstanceOf(RuntimeException.class);
            }
            assertThat(http.get("/").text()).isEqualTo("https");
        }
    }
}
