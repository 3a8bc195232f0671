// Uses all processors: a loop on a thread for each, all listening on one port (SO_REUSEPORT). The
// kernel gives each connection to one of them, by a hash of both addresses and ports.
// Prints where it listens (a port may be given) and how 100 connections spread; Ctrl-C ends it.
import static dev.rondo.Rondo.*;
import static dev.rondo.net.Net.*;

import dev.rondo.KeyboardInterrupt;
import dev.rondo.stream.*;

/** What one loop does, all on its own thread; the loops share nothing. */
void serve(String name, int port, CompletableFuture<Integer> bound) {
    ListenOptions options = ListenOptions.defaults().withReusePort(true);
    try {
        run(() -> {
            Server server =
                    startServer(
                            List.of("127.0.0.1"),
                            port,
                            options,
                            c -> c.writer().write(name + "\n"));
            bound.complete(server.port());
            server.serveForever();
        });
    } catch (KeyboardInterrupt e) {
        // Ctrl-C reaches every loop: its connections are closed.
    }
}

Thread startLoop(int number, int port, CompletableFuture<Integer> bound) {
    String name = "loop " + number;
    return Thread.ofPlatform()
            .name(name)
            .start(() -> {
                try {
                    serve(name, port, bound);
                } finally {
                    bound.completeExceptionally(new IllegalStateException(name + " did not start"));
                }
            });
}

Map<String, Integer> spread(int port) {
    Map<String, Integer> answers = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
        try (Connection connection = openConnection("127.0.0.1", port)) {
            answers.merge(connection.reader().nextLine().orElseThrow(), 1, Integer::sum);
        }
    }
    return answers;
}

void main(String[] args) throws Exception {
    int port = args.length == 0 ? 8892 : Integer.parseInt(args[0]);
    int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
    List<Thread> threads = new ArrayList<>();
    for (int number = 1; number <= loops; number++) {
        CompletableFuture<Integer> bound = new CompletableFuture<>();
        threads.add(startLoop(number, port, bound));
        port = bound.get(); // if it was 0, the first one has chosen
    }
    int chosen = port;
    run(() -> IO.println(spread(chosen)));
    IO.println("Serving on 127.0.0.1:" + port);
    for (Thread thread : threads) {
        thread.join();
    }
}
