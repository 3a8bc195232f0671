package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;

import dev.rondo.EventLoop;
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
import java.util.ArrayList;
import java.util.List;

/**
 * A loop with a server on TCP and on a socket file, and clients that connect and drop at random:
 * they abort, close, half-close, are cancelled anywhere, while the handlers do the same. At its end
 * no socket and no task may be left.
 */
final class Churn extends Churning {
    private static final int AT_ONCE = 100; // clients
    // A full one drops connections, which try again only after 1 s, 3 s, 7 s ...
    private static final int BACKLOG = 10 * AT_ONCE;

    private final Dice dice;
    private final int count;
    private int connected; // the loop's thread

    Churn(long seed, int connections) {
        this.dice = new Dice(seed);
        this.count = connections;
    }

    @Override
    int count() {
        return connected;
    }

    @Override
    boolean isExpected(Throwable failure) {
        return failure instanceof StreamException || Planned.is(failure);
    }

    @Override
    void churn(EventLoop loop) {
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
            clients.removeIf(Churning::hasEnded);
        }
        awaitAll(loop, clients);
        server.close();
        server.closeClients();
        server.abortClients();
        end(server, server::waitClosed);
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
