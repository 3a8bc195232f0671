package dev.rondo.bench.simulation;

import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;

import dev.rondo.TimeoutException;
import dev.rondo.sim.Host;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import dev.rondo.stream.Server;
import dev.rondo.sync.Semaphore;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The mended pool of examples/simulation/LeakyPool.java, and its users. */
final class Pool {
    private static final int PORT = 5432;

    private final Network network;
    private final Semaphore places = new Semaphore(2);
    private final Deque<Connection> idle = new ArrayDeque<>();

    private Pool(Network network) {
        this.network = network;
    }

    static void program(Simulation simulation) {
        simulation.host("database", Pool::serve);
        simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(50));
        Pool pool = new Pool(simulation.main().network());
        taskGroup(users -> {
            for (int i = 1; i <= 5; i++) {
                double patience = 0.001 * (20 + simulation.random(300));
                users.createTask("user " + i, () -> pool.use(patience));
            }
        });
        pool.release(pool.acquire());
    }

    private void use(double patience) {
        try {
            Connection connection = timeout(patience, () -> acquire());
            try {
                connection.writer().write("select\n");
                connection.reader().nextLine();
            } finally {
                release(connection);
            }
        } catch (TimeoutException e) {
            // It will try again another day.
        }
    }

    private Connection acquire() {
        places.acquire();
        Connection opened = null;
        try {
            Connection kept = idle.poll();
            opened = kept != null ? kept : new Connection(network.connect("database", PORT));
            return opened;
        } finally {
            if (opened == null) {
                places.release();
            }
        }
    }

    private void release(Connection connection) {
        idle.add(connection);
        places.release();
    }

    private static void serve(Host host) {
        Listener listener =
                host.network().listen(new InetSocketAddress(PORT), ListenOptions.defaults());
        Server server =
                new Server(
                        List.of(listener),
                        connection -> {
                            for (String line : connection.reader().lines()) {
                                connection.writer().write(line + ": done\n");
                            }
                        });
        server.serveForever();
    }
}
