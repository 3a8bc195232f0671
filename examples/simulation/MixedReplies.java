// Users get the replies of other users: a request is cancelled after it was sent, and its
// connection goes back to the pool with the reply still on its way. Whoever takes it next reads
// what was meant for the one before. This was the ChatGPT outage of 2023-03-20 (redis-py #2624,
// #2665): a shield kept the connection, but not the reply.
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.*;
import dev.rondo.sim.*;
import dev.rondo.stream.*;

static class BrokenClient {
    final Network network;
    final Deque<Connection> idle = new ArrayDeque<>();

    BrokenClient(Network network) {
        this.network = network;
    }

    String get(String key) {
        Connection connection = idle.isEmpty() ? open() : idle.remove();
        try {
            return ask(connection, key);
        } finally {
            idle.add(connection); // also when the reply was not read
        }
    }

    Connection open() {
        return new Connection(network.connect("store", 6379));
    }

    String ask(Connection connection, String key) {
        connection.writer().write(key + "\n");
        return connection.reader().nextLine().orElseThrow();
    }
}

static class MendedClient extends BrokenClient {
    MendedClient(Network network) {
        super(network);
    }

    @Override
    String get(String key) {
        Connection connection = idle.isEmpty() ? open() : idle.remove();
        boolean answered = false;
        try {
            String reply = ask(connection, key);
            answered = true;
            return reply;
        } finally {
            if (answered) {
                idle.add(connection);
            } else {
                connection.stream().abort(); // a reply may be on its way
            }
        }
    }
}

void program(Simulation simulation, BrokenClient client) {
    simulation.host("store", this::store);
    taskGroup(users -> {
        for (int i = 1; i <= 4; i++) {
            String name = "user " + i;
            double patience = 0.001 * (5 + simulation.random(60));
            users.createTask(name, () -> askTwice(client, name, patience));
        }
    });
}

void askTwice(BrokenClient client, String name, double patience) {
    for (int i = 0; i < 2; i++) {
        try {
            String reply = timeout(patience, () -> client.get(name));
            if (!reply.equals("secret of " + name)) {
                throw new AssertionError(name + " got the " + reply);
            }
        } catch (TimeoutException e) {
            // The user presses reload.
        }
    }
}

void store(Host host) {
    Listener listener = host.network().listen(new InetSocketAddress(6379));
    Server server =
            new Server(
                    List.of(listener),
                    connection -> {
                        for (String key : connection.reader().lines()) {
                            sleep(Duration.ofMillis(host.random(20)));
                            connection.writer().write("secret of " + key + "\n");
                        }
                    });
    server.serveForever();
}

void broken(Simulation simulation) {
    program(simulation, new BrokenClient(simulation.main().network()));
}

void mended(Simulation simulation) {
    program(simulation, new MendedClient(simulation.main().network()));
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
