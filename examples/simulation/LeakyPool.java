// A connection pool leaks: a place in it is taken, then a connection is made, and if the acquire is
// cancelled meanwhile, or fails, the place is not given back. After some time-outs the pool is
// empty for ever (asyncpg #955, #467, #547).
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.*;
import dev.rondo.sim.*;
import dev.rondo.stream.*;
import dev.rondo.sync.Semaphore;

static class BrokenPool {
    final Network network;
    final Semaphore places = new Semaphore(2);
    final Deque<Connection> idle = new ArrayDeque<>();

    BrokenPool(Network network) {
        this.network = network;
    }

    Connection acquire() {
        places.acquire();
        return open();
    }

    Connection open() {
        Connection kept = idle.poll();
        return kept != null ? kept : new Connection(network.connect("database", 5432));
    }

    void release(Connection connection) {
        idle.add(connection);
        places.release();
    }
}

static class MendedPool extends BrokenPool {
    MendedPool(Network network) {
        super(network);
    }

    @Override
    Connection acquire() {
        places.acquire();
        Connection opened = null;
        try {
            opened = open();
            return opened;
        } finally {
            if (opened == null) {
                places.release();
            }
        }
    }
}

void program(Simulation simulation, BrokenPool pool) {
    simulation.host("database", this::database);
    simulation.links().setLatency(Duration.ofMillis(1), Duration.ofMillis(50));
    taskGroup(users -> {
        for (int i = 1; i <= 5; i++) {
            double patience = 0.001 * (20 + simulation.random(300));
            users.createTask("user " + i, () -> use(pool, patience));
        }
    });
    Connection last = pool.acquire(); // of those that nobody uses any more
    pool.release(last);
}

void use(BrokenPool pool, double patience) {
    try {
        Connection connection = timeout(patience, () -> pool.acquire());
        try {
            connection.writer().write("select\n");
            connection.reader().nextLine();
        } finally {
            pool.release(connection);
        }
    } catch (TimeoutException e) {
        // It will try again another day.
    }
}

void database(Host host) {
    Listener listener = host.network().listen(new InetSocketAddress(5432));
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

void broken(Simulation simulation) {
    program(simulation, new BrokenPool(simulation.main().network()));
}

void mended(Simulation simulation) {
    program(simulation, new MendedPool(simulation.main().network()));
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
