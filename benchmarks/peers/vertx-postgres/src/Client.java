// The peer vertx-pg-client, on native epoll and one event loop. Arguments: those of Job;
// see Asked.
import dev.rondo.bench.postgres.Heap;
import dev.rondo.bench.postgres.Job;
import dev.rondo.bench.window.Asked;
import dev.rondo.bench.window.Window;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

public final class Client {
    private static final int FETCHED = 1_000; // rows of a stream at a time
    private static final int LOOKS = 10_000; // rows between two looks at the heap
    private static final Tuple ROW = Tuple.wrap(List.of(Job.ROW));

    private final Job job;
    private final Context context;
    private final List<SqlClient> sources = new ArrayList<>();
    private final Heap heap = new Heap();
    private Window window = new Window(0);

    private Client(Job job, Vertx vertx) throws Exception {
        this.job = job;
        context = vertx.getOrCreateContext();
        var options = new PgConnectOptions()
                .setHost(job.host())
                .setPort(job.port())
                .setUser("postgres")
                .setDatabase("postgres")
                .setCachePreparedStatements(true)
                .setPipeliningLimit(job.way().equals("pipelined") ? job.tasks() / job.connections() : 256);
        if (job.way().equals("pool")) {
            sources.add(PgBuilder.pool()
                    .using(vertx)
                    .connectingTo(options)
                    .with(new PoolOptions().setMaxSize(job.connections()).setEventLoopSize(1))
                    .build());
            return;
        }
        for (int i = 0; i < job.connections(); i++) {
            sources.add(on(() -> PgConnection.connect(vertx, options)));
        }
    }

    private interface Step<T> {
        Future<T> run();
    }

    /** Runs on the event loop, and waits for what comes of it. */
    private <T> T on(Step<T> step) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> step.run().onComplete(done));
        return done.future().toCompletionStage().toCompletableFuture().get(80, TimeUnit.SECONDS);
    }

    public static void main(String[] arguments) throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        if (!vertx.isNativeTransportEnabled()) {
            throw new IllegalStateException("no native transport");
        }
        var client = new Client(Job.of(arguments), vertx);
        boolean streams = client.job.work().equals("stream");
        var asked = new Asked();
        try {
            for (double seconds; (seconds = asked.next()) >= 0; ) {
                double wanted = seconds;
                client.on(() -> client.run(wanted));
                asked.ran(client.window, streams ? client.heap.json() : "");
            }
        } catch (Exception e) {
            Asked.failed(e);
        }
        System.exit(0);
    }

    private Future<Void> run(double seconds) {
        window = new Window(seconds);
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < job.tasks(); i++) {
            Promise<Void> ended = Promise.promise();
            all.add(ended.future());
            ask(sources.get(i % sources.size()), ended);
        }
        return Future.all(all).mapEmpty();
    }

    /** Queries one after the other, until the window ends. */
    private void ask(SqlClient source, Promise<Void> ended) {
        long asked = System.nanoTime();
        query(source).onComplete(done -> {
            if (done.failed()) {
                ended.tryFail(done.cause());
            } else if (window.answered(asked)) {
                ask(source, ended);
            } else {
                ended.complete();
            }
        });
    }

    private Future<Void> query(SqlClient source) {
        return switch (job.work()) {
            case "point" -> {
                int id = 1 + ThreadLocalRandom.current().nextInt(Job.POINTS);
                yield source.preparedQuery(job.sql()).execute(Tuple.of(id)).map(rows -> {
                    Reads.point(rows, id);
                    return null;
                });
            }
            case "batch" -> {
                var connection = (SqlConnection) source;
                var rows = new ArrayList<>(Collections.nCopies(Job.INSERTED, ROW));
                yield connection.begin()
                        .compose(transaction -> connection.preparedQuery(job.sql())
                                .executeBatch(rows)
                                .compose(done -> transaction.commit()));
            }
            case "stream" -> stream((SqlConnection) source);
            default -> source.preparedQuery(job.sql())
                    .execute(job.work().equals("types") ? Tuple.of(-1, true) : Tuple.tuple())
                    .map(rows -> {
                        Reads.check(rows, job);
                        return null;
                    });
        };
    }

    private Future<Void> stream(SqlConnection connection) {
        return connection.begin().compose(transaction -> connection.prepare(job.sql())
                .compose(statement -> {
                    long[] found = new long[2];
                    Promise<Void> ended = Promise.promise();
                    RowStream<Row> rows = statement.createStream(FETCHED, Tuple.tuple());
                    rows.exceptionHandler(ended::tryFail);
                    rows.endHandler(nothing -> ended.tryComplete());
                    rows.handler(row -> {
                        found[1] += row.getInteger(0) + row.getString(1).length();
                        if (++found[0] % LOOKS == 0) {
                            heap.look();
                        }
                    });
                    return ended.future()
                            .compose(nothing -> rows.close())
                            .compose(nothing -> statement.close())
                            .map(nothing -> {
                                job.check(found[0], found[1]);
                                return nothing;
                            });
                })
                .compose(nothing -> transaction.commit()));
    }
}
