package dev.rondo.bench.postgres;

import static dev.rondo.Rondo.toThread;

import dev.rondo.Rondo;
import dev.rondo.TaskGroup;
import dev.rondo.bench.window.Asked;
import dev.rondo.bench.window.Window;
import dev.rondo.postgres.Connection;
import dev.rondo.postgres.CopyOptions;
import dev.rondo.postgres.Pool;
import dev.rondo.postgres.PoolOptions;
import dev.rondo.postgres.Postgres;
import dev.rondo.postgres.PostgresOptions;
import dev.rondo.postgres.Queryable;
import dev.rondo.postgres.SslMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Rondo's client. Arguments: {@link Job}'s; see {@link Asked}. */
public final class RondoClient {
    private static final int ACQUIRES = 10_000;
    private static final String[] COLUMNS = {"a", "b", "c", "d", "e", "f", "g"};

    private final Job job;
    private final List<Queryable> sources = new ArrayList<>(); // one a task
    private final Heap heap = new Heap();
    private Optional<Pool> pool = Optional.empty();

    private RondoClient(Job job) {
        this.job = job;
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withHost(job.host())
                        .withPort(job.port())
                        .withUser("postgres")
                        .withDatabase("postgres")
                        .withSslMode(SslMode.DISABLE);
        if (job.way().equals("own")) {
            for (int i = 0; i < job.tasks(); i++) {
                sources.add(Postgres.connect(options));
            }
        } else {
            Pool made = Postgres.createPool(options, poolOptions(job));
            pool = Optional.of(made);
            sources.addAll(Collections.nCopies(job.tasks(), made));
        }
    }

    private static PoolOptions poolOptions(Job job) {
        boolean pipelined = job.way().equals("pipelined");
        return PoolOptions.defaults()
                .withMinSize(job.connections())
                .withMaxSize(job.connections())
                .withMaxQueries(0)
                .withDepth(pipelined ? job.tasks() / job.connections() : 1);
    }

    /** Serves. */
    public static void main(String[] arguments) {
        Rondo.run(() -> {
            RondoClient client = new RondoClient(Job.of(arguments));
            Asked asked = new Asked();
            try {
                for (double seconds; (seconds = toThread(asked::next)) >= 0; ) {
                    client.run(seconds, asked);
                }
            } catch (Exception e) {
                Asked.failed(e);
            }
        });
    }

    private void run(double seconds, Asked asked) {
        Window window = new Window(seconds);
        if (job.work().equals("acquire")) {
            Fairness fairness = new Fairness();
            acquireAll(window, fairness);
            asked.ran(window, fairness.json());
            return;
        }
        new TaskGroup()
                .run(group -> {
                    for (Queryable source : sources) {
                        Runnable query = query(source);
                        group.createTask(() -> ask(query, window));
                    }
                });
        asked.ran(window, job.work().equals("stream") ? heap.json() : "");
    }

    private static void ask(Runnable query, Window window) {
        long asked;
        do {
            asked = System.nanoTime();
            query.run();
        } while (window.answered(asked));
    }

    private Runnable query(Queryable source) {
        return switch (job.work()) {
            case "point" -> () -> RondoReads.point(source, job.sql());
            case "types" -> () -> RondoReads.types(source, job);
            case "series", "one" -> () -> RondoReads.integers(source, job);
            case "bytes" -> () -> RondoReads.bytes(source, job);
            case "arrays" -> () -> RondoReads.arrays(source, job);
            case "stream" -> () -> RondoReads.stream((Connection) source, job, heap);
            case "batch" ->
                    () -> source.executeMany(job.sql(), Collections.nCopies(Job.INSERTED, Job.ROW));
            case "copy-in" -> () -> copyIn((Connection) source);
            case "copy-out" ->
                    () ->
                            RondoReads.copyOut(
                                    ((Connection) source)
                                            .copyFromTable(
                                                    "source",
                                                    CopyOptions.text().withColumns(COLUMNS)),
                                    job);
            default -> throw new IllegalArgumentException(job.work());
        };
    }

    private static void copyIn(Connection source) {
        long count =
                source.copyRecordsToTable(
                        "copied",
                        CopyOptions.binary().withColumns(COLUMNS),
                        Collections.nCopies(Job.COPIED, Job.ROW));
        if (count != Job.COPIED) {
            throw new IllegalStateException(count + " rows were copied");
        }
    }

    private void acquireAll(Window window, Fairness fairness) {
        Pool made = pool.orElseThrow();
        int[] left = {ACQUIRES};
        new TaskGroup()
                .run(group -> {
                    for (int i = 0; i < job.tasks(); i++) {
                        group.createTask(() -> {
                            while (left[0]-- > 0) {
                                acquire(made, window, fairness);
                            }
                        });
                    }
                });
    }

    private static void acquire(Pool pool, Window window, Fairness fairness) {
        long asked = System.nanoTime();
        long number = fairness.arrived();
        Connection connection = pool.acquire();
        try (connection) {
            fairness.granted(number);
            Rondo.sleep(0);
        }
        window.answered(asked);
    }
}
