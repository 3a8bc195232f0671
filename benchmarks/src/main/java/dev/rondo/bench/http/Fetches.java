package dev.rondo.bench.http;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.wrapFuture;

import dev.rondo.TaskGroup;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientOptions;
import dev.rondo.http.client.PoolLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;

/**
 * Clients: the same requests by Rondo's own, or by the JDK's in tasks of Rondo.
 *
 * <p>Arguments: rondo|jdk URL get|down|up REQUESTS AT-ONCE WARM-SECONDS RUNS. Prints nanoseconds of
 * each run and of the processor, on a line each.
 */
public final class Fetches {
    private static final byte[] UPLOAD = RondoServer.content("16m");

    private final String url;
    private final String how;
    private final int requests;
    private final int atOnce;

    private Fetches(String[] arguments) {
        url = arguments[1];
        how = arguments[2];
        requests = Integer.parseInt(arguments[3]);
        atOnce = Integer.parseInt(arguments[4]);
    }

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        Fetches fetches = new Fetches(arguments);
        double warm = Double.parseDouble(arguments[5]);
        int runs = Integer.parseInt(arguments[6]);
        run(() -> {
            if (arguments[0].equals("rondo")) {
                PoolLimits limits = PoolLimits.defaults().withConnections(fetches.atOnce);
                try (var client = new Client(ClientOptions.defaults().withLimits(limits))) {
                    fetches.measure(() -> fetches.byRondo(client), warm, runs);
                }
            } else {
                try (var client =
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                    fetches.measure(() -> fetches.byJdk(client), warm, runs);
                }
            }
        });
    }

    private void measure(Runnable one, double warm, int runs) {
        long end = System.nanoTime() + (long) (warm * 1e9);
        do {
            once(one);
        } while (System.nanoTime() < end);
        for (int i = 0; i < runs; i++) {
            long processor = processorNanos();
            long begin = System.nanoTime();
            once(one);
            long took = System.nanoTime() - begin;
            IO.println(took + " " + (processorNanos() - processor));
        }
    }

    private static long processorNanos() {
        return java.lang.management.ManagementFactory.getPlatformMXBean(
                        com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /** So many requests, by as many tasks as run at once. */
    private void once(Runnable one) {
        int[] left = {requests};
        new TaskGroup()
                .run(group -> {
                    for (int i = 0; i < atOnce; i++) {
                        group.createTask(() -> {
                            while (left[0]-- > 0) {
                                one.run();
                            }
                        });
                    }
                });
    }

    private long byRondo(Client client) {
        return switch (how) {
            case "get" -> client.get(url).bytes().length;
            case "down" -> {
                long count = 0;
                try (var response = client.get(url).send()) {
                    for (ByteBuffer piece : response.body().pieces()) {
                        count += piece.remaining();
                    }
                }
                yield count;
            }
            case "up" -> client.post(url).body(UPLOAD).bytes().length;
            default -> throw new IllegalArgumentException(how);
        };
    }

    private long byJdk(HttpClient client) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (how.equals("up")) {
            request.POST(HttpRequest.BodyPublishers.ofByteArray(UPLOAD));
        }
        if (how.equals("down")) {
            long[] count = new long[1];
            wrapFuture(
                            client.sendAsync(
                                    request.build(),
                                    HttpResponse.BodyHandlers.ofByteArrayConsumer(piece ->
                                            count[0] += piece.map(p -> p.length).orElse(0))))
                    .await();
            return count[0];
        }
        return wrapFuture(
                        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray()))
                .await()
                .body()
                .length;
    }
}
