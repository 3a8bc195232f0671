package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.wire.HttpSyntaxException;
import dev.rondo.sim.Chaos;
import dev.rondo.sim.ChaosOptions;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.StreamException;
import dev.rondo.test.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** On a network with partitions, resets, losses and delays: an answer is right or not whole. */
class ServerChaosTest {
    private static App app() {
        App app = new App();
        app.get("/fine", _ -> Response.text("fine"));
        app.get("/large", _ -> Response.bytes("x".repeat(300_000).getBytes()));
        app.get("/stream", _ -> Response.stream(out -> out.write("y".repeat(200_000))));
        app.post("/echo", request -> Response.bytes(request.body().bytes()));
        app.post("/pass", request -> Response.stream(out -> request.body().transferTo(out)));
        return app;
    }

    private static void talk(Host host) {
        for (int i = 0; i < 10; i++) {
            try (RawClient client = new RawClient(host.network().connect("server", 80))) {
                for (int request = 0; request < 4; request++) {
                    String body = "b".repeat(host.random(50_000));
                    if (!ask(host, client, body)) {
                        break;
                    }
                }
                if (host.random(4) == 0) {
                    client.stream().abort();
                } else if (host.random(4) == 0) {
                    Rondo.sleep(host.random(200)); // it may be gone then
                }
            } catch (StreamException | HttpSyntaxException e) {
                // the network's doing
            } catch (AssertionError e) {
                if (!String.valueOf(e.getMessage()).startsWith("There is no answer")) {
                    throw e;
                }
            }
        }
    }

    /** Asks for something; returns whether the connection can be used on. */
    private static boolean ask(Host host, RawClient client, String body) {
        String post = " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n";
        String get = " HTTP/1.1\r\nHost: a\r\n\r\n";
        int kind = host.random(5);
        client.send(
                switch (kind) {
                    case 0 -> "GET /fine" + get;
                    case 1 -> "GET /large" + get;
                    case 2 -> "GET /stream" + get;
                    case 3 -> "POST /echo" + post + body;
                    default -> "POST /pass" + post + body;
                });
        if (host.random(20) == 0) {
            return false; // nobody takes the answer
        }
        RawClient.Answer answer = client.answer();
        if (answer.status() == 408) {
            return false;
        }
        String expected =
                switch (kind) {
                    case 0 -> "fine";
                    case 1 -> "x".repeat(300_000);
                    case 2 -> "y".repeat(200_000);
                    default -> body;
                };
        if (answer.status() != 200 || !answer.body().equals(expected)) {
            throw new IllegalStateException("Another answer: " + answer.status());
        }
        return true;
    }

    @SimulationTest(seeds = 30)
    void afterwardsItServesAndHoldsNothing(Simulation simulation) {
        HttpServer[] server = new HttpServer[1];
        simulation.host(
                "server",
                host -> {
                    try (HttpServer started =
                            app().start(
                                            ServeOptions.on("server", 80)
                                                    .withNetwork(host.network())
                                                    .withClock(host::now))) {
                        server[0] = started;
                        started.serveForever();
                    }
                });
        Rondo.sleep(1);
        List<Host> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(simulation.host("client" + i, ServerChaosTest::talk));
        }
        try (Chaos _ =
                Chaos.start(
                        simulation, ChaosOptions.defaults().withCrashes(0, 0).withResets(0.3))) {
            clients.forEach(Host::join);
        }
        simulation.links().heal();
        Rondo.sleep(Duration.ofMinutes(20)); // half-open connections are found by their limits
        assertThat(server[0].connections()).isZero();
        try (RawClient client = new RawClient(simulation.main().network().connect("server", 80))) {
            client.send("GET /fine HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("fine");
        }
    }
}
