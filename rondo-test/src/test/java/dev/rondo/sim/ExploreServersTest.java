package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.sim.Programs.awaitAll;
import static dev.rondo.sim.Programs.cancelSome;
import static dev.rondo.sim.Programs.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Readers, writers and servers over a network that fails, and when tasks are cancelled. */
class ExploreServersTest implements Explored {
    @Override
    public Map<String, Simulation.Body<?>> programs() {
        Map<String, Simulation.Body<?>> programs = new LinkedHashMap<>();
        programs.put("requests and replies match", ExploreServersTest::replies);
        programs.put("pieces of any size make the same whole", ExploreServersTest::pieces);
        programs.put("cancelled clients leave no connection", ExploreServersTest::cancelled);
        programs.put("a server that closes leaves none", ExploreServersTest::closing);
        programs.put("clients that try again get through chaos", ExploreServersTest::chaos);
        return programs;
    }

    private static Connection connect(Simulation simulation) {
        return new Connection(Peers.connect(simulation));
    }

    private static void ask(Connection connection, String question) {
        connection.writer().write(question + "\n");
        connection.writer().drain();
        assertThat(connection.reader().nextLine()).contains(question);
    }

    private static void replies(Simulation simulation) {
        Peers.server(simulation, Peers::echo);
        simulation.links().setLoss(0.1);
        List<Task<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "client " + i;
            clients.add(
                    createTask(
                            name,
                            () -> {
                                try (Connection connection = connect(simulation)) {
                                    for (int n = 0; n < 4; n++) {
                                        pause(simulation, 3);
                                        ask(connection, name + " asks " + n);
                                    }
                                }
                            }));
        }
        awaitAll(clients);
        sleep(10);
        assertThat(simulation.links().connections()).isZero();
    }

    /** Words, bytes counted before, and bytes until the end, read as the network cuts them. */
    private static void pieces(Simulation simulation) {
        byte[] all = Peers.bytes(20_000);
        Peers.server(
                simulation,
                connection -> {
                    int length = Integer.parseInt(connection.reader().nextLine().orElseThrow());
                    byte[] head = connection.reader().readExactly(length);
                    byte[] rest = connection.reader().readAll();
                    connection.writer().write(head);
                    connection.writer().write(rest);
                });
        simulation.links().setBandwidth(1_000_000);
        try (Connection connection = connect(simulation)) {
            int length = simulation.random(all.length);
            connection.writer().write(length + "\n");
            for (int at = 0; at < all.length; ) {
                int end = Math.min(all.length, at + 1 + simulation.random(8_000));
                connection.writer().write(java.util.Arrays.copyOfRange(all, at, end));
                connection.writer().drain();
                pause(simulation, 2);
                at = end;
            }
            connection.writer().writeEof();
            assertThat(connection.reader().readAll()).isEqualTo(all);
        }
    }

    private static void cancelled(Simulation simulation) {
        int[] handling = {0};
        Peers.server(
                simulation,
                connection -> {
                    handling[0]++;
                    try {
                        Peers.echo(connection);
                    } catch (StreamException e) {
                        // a client that was cut short
                    } finally {
                        handling[0]--;
                    }
                });
        List<Task<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(
                    createTask(
                            "client " + i,
                            () -> {
                                pause(simulation, 5);
                                try (Connection connection = connect(simulation)) {
                                    ask(connection, "x".repeat(simulation.random(60_000)) + "?");
                                    pause(simulation, 5);
                                }
                            }));
        }
        cancelSome(simulation, clients, 20);
        awaitAll(clients);
        sleep(1);
        assertThat(handling[0]).isZero();
        assertThat(simulation.links().connections()).isZero();
    }

    private static void closing(Simulation simulation) {
        Host host =
                simulation.host(
                        "server",
                        self -> {
                            Server server = new Server(List.of(Peers.listen(self)), Peers::echo);
                            server.startServing();
                            sleep(Duration.ofMillis(self.random(20)));
                            server.close();
                            if (self.random(2) == 0) {
                                server.closeClients();
                            } else {
                                server.abortClients();
                            }
                            server.waitClosed();
                            assertThat(server.connections()).isZero();
                        });
        List<Task<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(
                    createTask(
                            "client " + i,
                            () -> {
                                pause(simulation, 10);
                                try (Connection connection = connect(simulation)) {
                                    while (true) {
                                        ask(connection, "more");
                                    }
                                } catch (StreamException | AssertionError e) {
                                    // it closed
                                }
                            }));
        }
        host.join();
        awaitAll(clients);
        sleep(1);
        assertThat(simulation.links().connections()).isZero();
    }

    /** The server writes down on its disk what it acknowledges. */
    private static void keep(Host host, Connection connection) {
        try {
            for (String line : connection.reader().lines()) {
                host.disk().append("kept", (line + "\n").getBytes());
                host.disk().force("kept");
                connection.writer().write(line + "\n");
            }
        } catch (StreamException e) {
            // the network broke it
        }
    }

    private static void askUntilAnswered(Simulation simulation, String question) {
        while (true) {
            try {
                timeout(
                        30,
                        () -> {
                            try (Connection connection = connect(simulation)) {
                                ask(connection, question);
                            }
                        });
                return;
            } catch (StreamException | TimeoutException | AssertionError e) {
                pause(simulation, 2_000);
            }
        }
    }

    private static void chaos(Simulation simulation) {
        Host server =
                simulation.host(
                        "server", host -> Peers.serve(host, connection -> keep(host, connection)));
        Set<String> asked = new LinkedHashSet<>();
        List<Task<Void>> clients = new ArrayList<>();
        try (Chaos chaos = Chaos.start(simulation, ChaosOptions.defaults().withMortals("server"))) {
            for (int i = 0; i < 2; i++) {
                String name = "client " + i;
                clients.add(
                        createTask(
                                name,
                                () -> {
                                    for (int n = 0; n < 5; n++) {
                                        pause(simulation, 20_000);
                                        askUntilAnswered(simulation, name + " asks " + n);
                                        asked.add(name + " asks " + n);
                                    }
                                }));
            }
            awaitAll(clients);
        }
        assertThat(server.state()).isEqualTo(Host.State.UP);
        askUntilAnswered(simulation, "last");
        assertThat(new String(server.disk().read("kept")).lines().toList()).containsAll(asked);
        sleep(2_000); // the system's patience is over, too
        assertThat(simulation.links().connections()).isZero();
    }
}
