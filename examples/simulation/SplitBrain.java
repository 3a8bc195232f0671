// Two leaders: each writes only while it holds a lease, and looks at the clock before. But what a
// cut network holds back arrives when it heals, long after the lease ended and another leads. The
// mend is a fencing token: a number that grows with every lease, which the storage checks.
//
// Prints how the broken one fails, and that the mended one does not.
import static dev.rondo.Rondo.*;

import dev.rondo.sim.*;
import dev.rondo.stream.*;

static final int LEASE_SECONDS = 10;

static class BrokenStorage {
    void write(Disk disk, String token, String leader) {
        disk.append("writes", (token + " " + leader + "\n").getBytes());
    }
}

static class MendedStorage extends BrokenStorage {
    @Override
    void write(Disk disk, String token, String leader) {
        List<Integer> before = tokens(disk);
        if (before.isEmpty() || Integer.parseInt(token) >= before.getLast()) {
            super.write(disk, token, leader);
        } // else: a leader of yesterday
    }
}

static List<Integer> tokens(Disk disk) {
    return disk.exists("writes")
            ? new String(disk.read("writes"))
                    .lines()
                    .map(line -> Integer.parseInt(line.split(" ")[0]))
                    .toList()
            : List.of();
}

void program(Simulation simulation, BrokenStorage rule) {
    simulation.host("lock", this::lock);
    Host storage = simulation.host("storage", host -> storage(host, rule));
    Host one = simulation.host("one", this::lead);
    simulation.host("two", this::lead);
    sleep(simulation.random(30));
    simulation.links().partition(one, storage);
    sleep(simulation.random(30));
    simulation.links().heal();
    sleep(30);
    List<Integer> tokens = tokens(storage.disk());
    if (!tokens.equals(tokens.stream().sorted().toList())) {
        throw new AssertionError("A leader wrote after the next one had begun: " + tokens);
    }
}

/** A candidate: asks for the lease once a second; with it, writes once a second. */
void lead(Host host) {
    try (Connection lock = new Connection(host.network().connect("lock", 1));
            Connection storage = new Connection(host.network().connect("storage", 1))) {
        while (true) {
            Instant asked = host.now();
            lock.writer().write(host.name() + "\n");
            String token = lock.reader().nextLine().orElseThrow();
            Instant end = asked.plusSeconds(LEASE_SECONDS);
            while (!token.equals("busy") && host.now().isBefore(end)) {
                storage.writer().write(token + " " + host.name() + "\n");
                sleep(1);
            }
            sleep(1 + host.random(3));
        }
    }
}

/** Grants the lease to one at a time, each time with the next number. */
void lock(Host host) {
    var leased =
            new Object() {
                Instant end = host.now();
                int token;
            };
    serve(
            host,
            (line, writer) -> {
                if (host.now().isBefore(leased.end)) {
                    writer.write("busy\n");
                } else {
                    leased.end = host.now().plusSeconds(LEASE_SECONDS);
                    writer.write(++leased.token + "\n");
                }
            });
}

void storage(Host host, BrokenStorage rule) {
    serve(
            host,
            (line, writer) -> {
                String[] words = line.split(" ");
                rule.write(host.disk(), words[0], words[1]);
            });
}

void serve(Host host, BiConsumer<String, StreamWriter> handler) {
    Listener listener = host.network().listen(new InetSocketAddress(1));
    Server server =
            new Server(
                    List.of(listener),
                    connection -> {
                        for (String line : connection.reader().lines()) {
                            handler.accept(line, connection.writer());
                        }
                    });
    server.serveForever();
}

void broken(Simulation simulation) {
    program(simulation, new BrokenStorage());
}

void mended(Simulation simulation) {
    program(simulation, new MendedStorage());
}

void main() {
    Exploration.find(ExplorationOptions.defaults(), this::broken)
            .ifPresent(failure -> IO.println(failure.getMessage()));
    Exploration.run(1_000, this::mended);
    IO.println("\nThe mended one holds.");
}
