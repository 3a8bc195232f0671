package dev.rondo.bench.postgres;

import static dev.rondo.Rondo.toThread;

import dev.rondo.Rondo;
import dev.rondo.TaskGroup;
import dev.rondo.bench.window.Asked;
import dev.rondo.bench.window.Window;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * The peer pgjdbc: threads, each with a connection and a statement of its own; with {@code
 * -Dtasks=true} tasks of Rondo that hand each query to a thread. Arguments: {@link Job}'s; see
 * {@link Asked}.
 */
public final class JdbcClient {
    private final Job job;
    private final List<Query> queries = new ArrayList<>();
    private final ExecutorService threads;
    private final Heap heap = new Heap();

    /** One query, by one of the connections. */
    private interface Query {
        void run() throws Exception;
    }

    private JdbcClient(Job job) throws SQLException {
        this.job = job;
        threads = Executors.newFixedThreadPool(job.tasks());
        String url =
                "jdbc:postgresql://%s:%d/postgres?user=postgres&sslmode=disable"
                        .formatted(job.host(), job.port());
        for (int i = 0; i < job.tasks(); i++) {
            queries.add(query(DriverManager.getConnection(url)));
        }
    }

    /** Serves. */
    public static void main(String[] arguments) throws Exception {
        JdbcClient client = new JdbcClient(Job.of(arguments));
        boolean inTasks = Boolean.getBoolean("tasks");
        boolean streams = client.job.work().equals("stream");
        Asked asked = new Asked();
        try {
            for (double seconds; (seconds = asked.next()) >= 0; ) {
                Window window = inTasks ? client.byTasks(seconds) : client.byThreads(seconds);
                asked.ran(window, streams ? client.heap.json() : "");
            }
        } catch (Exception e) {
            Asked.failed(e);
        }
        System.exit(0);
    }

    private Window byThreads(double seconds) throws InterruptedException, ExecutionException {
        Window all = new Window(seconds);
        List<Future<Window>> parts = new ArrayList<>();
        for (Query query : queries) {
            parts.add(
                    threads.submit(() -> {
                        Window window = new Window(seconds);
                        long asked;
                        do {
                            asked = System.nanoTime();
                            query.run();
                        } while (window.answered(asked));
                        return window;
                    }));
        }
        for (Future<Window> part : parts) {
            all.add(part.get());
        }
        return all;
    }

    private Window byTasks(double seconds) {
        Window window = new Window(seconds);
        Rondo.run(() ->
                new TaskGroup()
                        .run(group -> {
                            for (Query query : queries) {
                                group.createTask(() -> {
                                    long asked;
                                    do {
                                        asked = System.nanoTime();
                                        toThread(threads, query::run);
                                    } while (window.answered(asked));
                                });
                            }
                        }));
        return window;
    }

    private Query query(Connection connection) throws SQLException {
        if (job.work().startsWith("copy-")) {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            return job.work().equals("copy-in") ? () -> copyIn(copies) : () -> copyOut(copies);
        }
        PreparedStatement statement =
                connection.prepareStatement(job.sql().replaceAll("\\$\\d+", "?"));
        return switch (job.work()) {
            case "point" -> () -> JdbcReads.point(statement);
            case "types" -> () -> JdbcReads.types(statement, job);
            case "series", "one" -> () -> JdbcReads.integers(statement, job);
            case "bytes" -> () -> JdbcReads.bytes(statement, job);
            case "arrays" -> () -> JdbcReads.arrays(statement, job);
            case "stream" -> () -> JdbcReads.stream(statement, job, heap);
            case "batch" -> () -> insert(statement);
            default -> throw new IllegalArgumentException(job.work());
        };
    }

    private static void insert(PreparedStatement statement) throws SQLException {
        statement.getConnection().setAutoCommit(false);
        for (int i = 0; i < Job.INSERTED; i++) {
            for (int column = 0; column < Job.ROW.length; column++) {
                statement.setObject(column + 1, Job.ROW[column]);
            }
            statement.addBatch();
        }
        statement.executeBatch();
        statement.getConnection().commit();
    }

    /** Each row's text is made for itself, as from values that differ. */
    private void copyIn(CopyManager copies) throws Exception {
        var copy = copies.copyIn(job.sql());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Job.COPIED; i++) {
            for (Object value : Job.ROW) {
                text.append(value).append('\t');
            }
            text.setCharAt(text.length() - 1, '\n');
            if (text.length() > 1 << 16 || i == Job.COPIED - 1) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(bytes, 0, bytes.length);
                text.setLength(0);
            }
        }
        if (copy.endCopy() != Job.COPIED) {
            throw new IllegalStateException("not all rows were copied");
        }
    }

    private void copyOut(CopyManager copies) throws SQLException {
        CopyOut copy = copies.copyOut(job.sql());
        long size = 0;
        for (byte[] piece; (piece = copy.readFromCopy()) != null; ) {
            size += piece.length;
        }
        job.check(copy.getHandledRowCount(), size);
    }
}
