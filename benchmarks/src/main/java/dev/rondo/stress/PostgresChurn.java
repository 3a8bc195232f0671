package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;

import dev.rondo.EventLoop;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.ConnectException;
import dev.rondo.postgres.Connection;
import dev.rondo.postgres.CopyOptions;
import dev.rondo.postgres.Pool;
import dev.rondo.postgres.PoolOptions;
import dev.rondo.postgres.Postgres;
import dev.rondo.postgres.PostgresException;
import dev.rondo.postgres.PostgresOptions;
import dev.rondo.postgres.Row;
import dev.rondo.postgres.RowStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A loop with a pool on a real server, behind a wire that is cut and held, while backends are
 * terminated, and whoever started it stops the server's processes, and kills all and starts it
 * again ({@code benchmarks/harness/with_database.py}): clients that ask by a shared connection,
 * move money in transactions, insert batches, copy, read streams halfway, are cancelled anywhere.
 * What is answered must be right, what was committed must be there, a batch whole or not at all; at
 * the end the server has no session of ours.
 */
final class PostgresChurn extends Churning {
    private static final int AT_ONCE = 40; // clients
    private static final int ACCOUNTS = 20;
    private static final int BATCH = 50; // rows
    private static final String NAME = "rondo-churn";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String dsn;
    private final Dice dice;
    private final int count;
    private final List<Long> committed = new ArrayList<>(); // batches that must be there
    private int begun; // the loop's thread, as all
    private long batches;
    private int visits;
    private int failures;
    private final boolean chaos = System.getenv("RONDO_STRESS_CHAOS") != null;

    PostgresChurn(String dsn, long seed, int clients) {
        this.dsn = dsn;
        this.dice = new Dice(seed);
        this.count = clients;
    }

    @Override
    int count() {
        return begun;
    }

    /** Backends that we terminate are told of where nobody waits for them. */
    @Override
    boolean isExpected(Throwable failure) {
        return Planned.is(failure) || failure instanceof PostgresException;
    }

    @Override
    void churn(EventLoop loop) {
        PostgresOptions direct = PostgresOptions.of(dsn);
        try (CutWire wire = new CutWire(dice.split(), dsn)) {
            again(() -> {
                try (Connection admin = Postgres.connect(direct)) {
                    prepare(admin);
                }
            });
            PoolOptions options =
                    PoolOptions.defaults()
                            .withMinSize(dice.upTo(3))
                            .withMaxSize(3 + dice.upTo(9))
                            .withDepth(1 + dice.upTo(30))
                            .withMaxQueries(20 + dice.upTo(2000))
                            .withAcquireTimeout(Duration.ofSeconds(5))
                            .withReleaseTimeout(Duration.ofSeconds(20))
                            .withCloseTimeout(Duration.ofSeconds(10));
            PostgresOptions through =
                    direct.withHost("127.0.0.1").withPort(wire.port()).withApplicationName(NAME);
            Pool[] made = new Pool[1];
            again(() -> made[0] = Postgres.createPool(through, options));
            try (Pool pool = made[0]) {
                wire.arm();
                clients(loop, pool, direct, wire);
            }
            again(() -> {
                try (Connection admin = Postgres.connect(direct)) {
                    check(admin);
                }
            });
        }
    }

    /** Runs what must succeed, as often as it takes: the server may be down for some seconds. */
    private void again(Runnable body) {
        for (int left = 300; ; left--) {
            try {
                body.run();
                return;
            } catch (PostgresException e) {
                if (!chaos || left == 0) {
                    throw e;
                }
                sleep(0.1);
            }
        }
    }

    private static void prepare(Connection admin) {
        admin.execute("DROP TABLE IF EXISTS account; DROP TABLE IF EXISTS batch");
        admin.execute("CREATE TABLE account (id int PRIMARY KEY, amount bigint NOT NULL)");
        admin.execute("CREATE TABLE batch (id bigint NOT NULL, number int NOT NULL)");
        admin.execute("INSERT INTO account SELECT i, 1000 FROM generate_series(1, $1) i", ACCOUNTS);
    }

    private void clients(EventLoop loop, Pool pool, PostgresOptions direct, CutWire wire) {
        List<Task<?>> clients = new ArrayList<>();
        while (begun < count) {
            while (clients.size() < AT_ONCE) {
                Dice own = dice.split();
                begun++;
                clients.add(createTask("client", () -> visit(own, pool)));
            }
            for (int i = dice.upTo(2); i > 0; i--) {
                dice.pick(clients).cancel("churn");
            }
            if (dice.chance(10)) {
                again(() -> terminateOne(direct));
            }
            sleep(dice.time(4));
            clients.removeIf(Churning::hasEnded);
        }
        wire.disarm();
        awaitAll(loop, clients);
    }

    private static void terminateOne(PostgresOptions direct) {
        try (Connection admin = Postgres.connect(direct)) {
            admin.fetch(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = $1 ORDER BY random() LIMIT 1",
                    NAME);
        }
    }

    private void visit(Dice dice, Pool pool) {
        visits++;
        try {
            timeout(
                    PATIENCE,
                    () -> {
                        switch (dice.upTo(7)) {
                            case 0, 1 -> ask(dice, pool);
                            case 2 -> move(dice, pool);
                            case 3 -> batch(pool);
                            case 4 -> copy(pool);
                            case 5 -> stream(dice, pool);
                            case 6 -> hold(dice, pool);
                            default -> fail(pool);
                        }
                    });
        } catch (PostgresException e) {
            failures++; // a terminated backend, a cut wire, a full pool
            if (chaos && e instanceof ConnectException) {
                sleep(0.2); // the server is down: not all clients of a wave are to find it so
            }
        } catch (TimeoutException e) {
            throw new Violation("a client is stuck: " + pool + " " + pool.snapshot(), e);
        }
    }

    private static void ask(Dice dice, Pool pool) {
        int number = dice.upTo(1_000_000);
        Integer answer = pool.fetchValue(Integer.class, "SELECT $1::int + 1", number);
        Violation.unless(
                answer != null && answer == number + 1, "asked " + number + ", told " + answer);
    }

    private static void move(Dice dice, Pool pool) {
        int from = 1 + dice.upTo(ACCOUNTS - 1);
        int to = 1 + dice.upTo(ACCOUNTS - 1);
        pool.transaction(connection -> {
            // In the order of the accounts, so that no two wait for each other.
            int first = Math.min(from, to);
            int second = Math.max(from, to);
            connection.execute(
                    "UPDATE account SET amount = amount + $2 WHERE id = $1",
                    first,
                    first == from ? -7L : 7L);
            sleep(dice.time(3));
            connection.execute(
                    "UPDATE account SET amount = amount + $2 WHERE id = $1",
                    second,
                    first == from ? 7L : -7L);
        });
    }

    private void batch(Pool pool) {
        long id = ++batches;
        pool.executeMany("INSERT INTO batch VALUES ($1, $2)", rows(id));
        committed.add(id);
    }

    private static List<Object[]> rows(long id) {
        return IntStream.range(0, BATCH).mapToObj(i -> new Object[] {id, i}).toList();
    }

    private void copy(Pool pool) {
        long id = ++batches;
        try (Connection connection = pool.acquire()) {
            long copied = connection.copyRecordsToTable("batch", CopyOptions.binary(), rows(id));
            Violation.unless(copied == BATCH, "copied " + copied);
        }
        committed.add(id);
    }

    private static void stream(Dice dice, Pool pool) {
        int wanted = dice.upTo(3000);
        try (Connection connection = pool.acquire();
                RowStream rows = connection.stream("SELECT i FROM generate_series(0, 2999) i")) {
            int seen = 0;
            for (Row row : rows) {
                Violation.unless(row.getInt(0) == seen, "row " + seen + " is " + row);
                if (++seen >= wanted) {
                    break;
                }
            }
        }
    }

    private static void hold(Dice dice, Pool pool) {
        try (Connection connection = pool.acquire()) {
            connection.execute("SELECT pg_sleep($1)", dice.upTo(20) / 1000.0);
            sleep(dice.time(5));
        }
    }

    private static void fail(Pool pool) {
        try {
            pool.fetch("SELECT 1 / $1::int", 0);
            throw new Violation("a division by zero has a result");
        } catch (PostgresException e) {
            return;
        }
    }

    /** What must hold on the server, now that all clients have gone. */
    private void check(Connection admin) {
        Violation.unless(
                failures > 0 && (chaos || failures < visits / 2),
                failures + " of " + visits + " failed: the faults are too few, or too many");
        Long amount = admin.fetchValue(Long.class, "SELECT sum(amount)::bigint FROM account");
        Violation.unless(amount != null && amount == 1000L * ACCOUNTS, "money is " + amount);
        List<Long> missing = new ArrayList<>(committed);
        for (Row row : admin.fetch("SELECT id, count(*) FROM batch GROUP BY id")) {
            Violation.unless(
                    row.getLong(1) == BATCH, "batch " + row.getLong(0) + " has " + row.getLong(1));
            missing.remove(row.getLong(0));
        }
        Violation.unless(missing.isEmpty(), "lost after their commit: " + missing);
        for (int i = 0; sessions(admin) > 0; i++) {
            Violation.unless(i < 300, sessions(admin) + " sessions are left on the server");
            sleep(0.1); // a backend that is told to go takes a moment
        }
    }

    private static long sessions(Connection admin) {
        Long sessions =
                admin.fetchValue(
                        Long.class,
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1",
                        NAME);
        return sessions == null ? 0 : sessions;
    }
}
