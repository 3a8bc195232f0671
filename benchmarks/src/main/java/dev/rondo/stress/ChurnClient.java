package dev.rondo.stress;

import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;

import dev.rondo.ExceptionGroup;
import dev.rondo.TimeoutException;
import dev.rondo.net.Net;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** What one end of a churned connection does: a random thing, and then it drops the connection. */
final class ChurnClient {
    private static final int LARGE = 4_000_000; // more than the system's buffers
    // Both may write and wait for the other to read.
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofMillis(3);

    private ChurnClient() {}

    /** Connects, says so, and misbehaves. */
    static void run(Dice dice, List<SocketAddress> addresses, Runnable connected) {
        Connection connection;
        try {
            connection = Net.openConnection(dice.pick(addresses));
        } catch (StreamException e) {
            return;
        }
        connected.run();
        try {
            timeout(PATIENCE, () -> use(connection, dice));
        } catch (RuntimeException e) {
            checkExpected(e);
        } finally {
            connection.stream().abort();
        }
    }

    private static void checkExpected(Throwable failure) {
        switch (failure) {
            case StreamException e -> {} // the other end misbehaved first
            case TimeoutException e -> {}
            case ExceptionGroup e -> e.exceptions().forEach(ChurnClient::checkExpected);
            default -> throw new Violation("a client failed", failure);
        }
    }

    private static void use(Connection connection, Dice dice) {
        switch (dice.upTo(9)) {
            case 0 -> {} // aborts at once
            case 1 -> connection.close();
            case 2 -> ask(connection, dice);
            case 3 -> halfClose(connection);
            case 4 -> connection.stream().write(ByteBuffer.allocate(dice.upTo(LARGE)));
            case 5 -> timeout(SOON, () -> connection.reader().readAll());
            case 6 -> connection.writer().write(new byte[dice.upTo(100_000)]);
            case 7 -> bothWays(connection);
            case 8 -> closeDuringARead(connection);
            default -> sleep(dice.time(2));
        }
    }

    private static void ask(Connection connection, Dice dice) {
        for (int i = dice.upTo(5); i >= 0; i--) {
            connection.writer().write("question\n");
            connection.reader().readLine();
        }
        connection.close();
    }

    private static void halfClose(Connection connection) {
        connection.writer().write("last words\n");
        connection.writer().writeEof();
        connection.reader().readAll();
        connection.close();
    }

    private static void bothWays(Connection connection) {
        taskGroup(group -> {
            group.createTask(() -> connection.stream().write(ByteBuffer.allocate(LARGE / 10)));
            group.createTask(() -> {
                timeout(SOON, () -> connection.reader().readAll());
            });
        });
    }

    private static void closeDuringARead(Connection connection) {
        taskGroup(group -> {
            group.createTask(() -> {
                connection.reader().readAll();
            });
            sleep(0);
            connection.stream().close();
        });
    }
}
