package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.net.Net;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A loop with a server on TCP and on a socket file, and clients that connect and drop at random:
 * they abort, close, half-close, are cancelled anywhere, while the handlers do the same. At its end
 * no socket and no task may be left.
 */
final class Churn implements Churning {
    private static final int AT_ONCE = 100; // clients
    // A full one drops connections, which try again only after 1 s, 3 s, 7 s ...
    private static final int BACKLOG = 10 * AT_ONCE;
    private static final Duration PATIENCE = Duration.ofSeconds(30); // for what takes milliseconds

    private final Dice dice;
    private final int count;
    private int connected; // the loop's thread
    private String poller = "";

    Churn(long seed, int connections) {
        this.dice = new Dice(seed);
        this.count = connections;
    }

    @Override
    public int run() {
        Set<String> before = OpenSockets.now();
        AtomicReference<@Nullable ExceptionContext> heard = new AtomicReference<>();
        try (Runner runner = new Runner()) {
            EventLoop loop = runner.loop();
            loop.setExceptionHandler(
                    Optional.of((l, report) -> {
                        if (!report.exception().map(Churn::isExpected).orElse(false)) {
                            heard.compareAndSet(null, report);
                        }
                    }));
            runner.run(() -> {
                churn(loop);
                checkNothingIsLeft(loop, before);
                poller = loop.poller().toString();
            });
        }
        ExceptionContext first = heard.get();
        if (first != null) {
            throw new Violation(
                    "the exception handler heard: " + first.message(),
                    first.exception().orElse(null));
        }
        checkSockets(before);
        return connected;
    }

    @Override
    public String poller() {
        return poller;
    }

    private static boolean isExpected(Throwable failure) {
        return failure instanceof StreamException || Planned.is(failure);
    }

    private void churn(EventLoop loop) {
        Path folder = newFolder();
        Server server =
                Net.startServer(
                        List.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                UnixDomainSocketAddress.of(folder.resolve("socket"))),
                        ListenOptions.defaults().withBacklog(BACKLOG),
                        this::handle);
        List<SocketAddress> addresses = server.addresses();
        List<Task<?>> clients = new ArrayList<>();
        while (connected < count) {
            while (clients.size() < AT_ONCE) {
                Dice own = dice.split();
                clients.add(
                        createTask(
                                "client",
                                () -> ChurnClient.run(own, addresses, () -> connected++)));
            }
            disturb(server, clients);
            sleep(dice.time(1));
            clients.removeIf(Churn::hasEnded);
        }
        if (!waitAll(clients, PATIENCE).pending().isEmpty()) {
            throw new Violation("clients do not end: " + loop.snapshot());
        }
        clients.removeIf(Churn::hasEnded);
        server.close();
        server.closeClients();
        server.abortClients();
        Task<?> closed = createTask("closed", server::waitClosed);
        if (!waitAll(List.of(closed), PATIENCE).pending().isEmpty()) {
            throw new Violation("the server does not end: " + server);
        }
        delete(folder);
    }

    private void disturb(Server server, List<Task<?>> clients) {
        for (int i = dice.upTo(8); i > 0; i--) {
            dice.pick(clients).cancel("churn");
        }
        if (dice.chance(2)) {
            server.abortClients();
        } else if (dice.chance(2)) {
            server.closeClients();
        }
    }

    private static boolean hasEnded(Task<?> client) {
        if (client.done() && !client.cancelled()) {
            client.exception()
                    .ifPresent(failure -> {
                        throw new Violation("a client failed", failure);
                    });
        }
        return client.done();
    }

    private void handle(Connection connection) {
        switch (dice.upTo(7)) {
            case 0 -> {} // closes at once
            case 1 -> connection.stream().abort();
            case 2 -> throw new Planned();
            case 3 -> connection.writer().write(new byte[300_000]);
            case 4 -> sleep(dice.time(3));
            case 5 -> connection.reader().readAll();
            default -> echo(connection);
        }
    }

    private static void echo(Connection connection) {
        for (byte[] data = connection.reader().read(10_000);
                data.length > 0;
                data = connection.reader().read(10_000)) {
            connection.writer().write(data);
            connection.writer().drain();
        }
    }

    /** Tasks that send the last bytes and the selector's closing take some passes. */
    static void checkNothingIsLeft(EventLoop loop, Set<String> before) {
        Duration deadline = loop.time().plus(PATIENCE);
        while (loop.allTasks().size() > 1) {
            Violation.unless(
                    loop.time().compareTo(deadline) < 0, "tasks are left: " + loop.allTasks());
            sleep(0.001);
        }
        for (int i = 0; i < 3; i++) {
            sleep(0);
        }
        checkSockets(before);
    }

    static void checkSockets(Set<String> before) {
        Set<String> left = OpenSockets.now();
        left.removeAll(before);
        Violation.unless(left.isEmpty(), "sockets are left open: " + left);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("rondo-churn");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.delete(folder); // empty, if the server removed its file
        } catch (IOException e) {
            throw new Violation("the socket file is left", e);
        }
    }
}
