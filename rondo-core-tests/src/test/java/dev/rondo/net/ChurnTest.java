package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;

import dev.rondo.Task;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Some hundred connections that both ends drop at random: no descriptor and no task is left. The
 * stress program does it for a minute.
 */
class ChurnTest {
    private static final int CLIENTS = 150;

    private static void misbehave(Connection connection, Random random) {
        switch (random.nextInt(7)) {
            case 0 -> connection.stream().abort();
            case 1 -> connection.close();
            case 2 -> {
                connection.writer().write("last words");
                connection.writer().writeEof();
                connection.reader().read(100);
            }
            case 3 -> connection.stream().write(ByteBuffer.allocate(300_000));
            case 4 -> connection.writer().write(new byte[100_000]);
            case 5 -> connection.reader().readAll();
            default -> OnPoller.passes(random.nextInt(4));
        }
    }

    private static void client(SocketAddress address, Random random) {
        try (Connection connection = Net.openConnection(address)) {
            misbehave(connection, random);
        } catch (StreamException e) {
            // The other end misbehaved first.
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfConnectionsThatBothEndsDrop(OnPoller poller) throws Exception {
        poller.run(() -> {
            Random random = new Random(31);
            runningLoop().setExceptionHandler(Optional.of((loop, report) -> {}));
            Server server =
                    Net.startServer(
                            List.of(SystemSockets.tcp(), SystemSockets.unix()),
                            ListenOptions.defaults(),
                            connection -> misbehave(connection, random));
            List<SocketAddress> addresses = server.addresses();
            List<Task<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SocketAddress address = addresses.get(i % 2);
                clients.add(createTask(() -> client(address, random)));
                if (random.nextInt(3) == 0) {
                    sleep(0);
                }
                if (random.nextInt(3) == 0) {
                    clients.get(random.nextInt(clients.size())).cancel();
                }
                if (random.nextInt(50) == 0) {
                    server.abortClients();
                }
            }
            OnPoller.passes(50);
            server.close();
            clients.forEach(Task::cancel); // the rest wait for each other
            server.abortClients();
            waitAll(clients);
            server.waitClosed();
            OnPoller.passes(20);
        });
    }
}
