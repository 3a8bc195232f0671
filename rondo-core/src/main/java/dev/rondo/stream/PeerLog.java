package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionGroup;
import dev.rondo.TimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Tells of what peers do to a server: one line each at level DEBUG, without a stack, and a few a
 * second at most. Anybody on the network can cause them, so they must neither fill a disk nor hide
 * what the program does wrong.
 *
 * <p>Belongs to the loop's thread.
 */
final class PeerLog {
    private static final int LINES_A_SECOND = 10;
    private static final int LONGEST = 300; // characters of a peer's text

    private final EventLoop loop;
    private long second = -1; // of loop time, which the lines are counted in
    private int lines;
    private long leftOut;

    PeerLog(EventLoop loop) {
        this.loop = loop;
    }

    /** Logs that something of a connection failed by its peer's doing. Never suspends. */
    void log(String what, Connection connection, Throwable failure) {
        System.Logger logger = System.getLogger("dev.rondo");
        if (!logger.isLoggable(System.Logger.Level.DEBUG)) {
            return;
        }
        long now = loop.time().toSeconds();
        if (now != second) {
            second = now;
            lines = 0;
        }
        if (++lines > LINES_A_SECOND) {
            leftOut++;
            return;
        }
        String others = leftOut == 0 ? "" : " (and " + leftOut + " that were not logged)";
        leftOut = 0;
        logger.log(
                System.Logger.Level.DEBUG,
                what
                        + " of "
                        + line(StreamInfo.nameOf(connection.stream()))
                        + ": "
                        + failure.getClass().getSimpleName()
                        + ": "
                        + line(String.valueOf(failure.getMessage()))
                        + others);
    }

    /** The first line of a text, in which a peer may have its hand. */
    private static String line(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        String shown = first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "...";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Returns whether a failure of a handler is its peer's doing: a {@link PeerException}, bare or
     * in what the JDK's views of a connection, groups and futures make of it.
     */
    static boolean isPeers(Throwable failure, Connection connection) {
        Deque<Throwable> left = new ArrayDeque<>(List.of(failure));
        while (!left.isEmpty()) {
            Throwable next = left.pop();
            Throwable cause = next.getCause();
            if (next instanceof ExceptionGroup group) {
                left.addAll(group.exceptions());
            } else if (isWrapper(next) && cause != null) {
                left.push(cause);
            } else if (!isPeersOwn(next, connection)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof CompletionException
                || (failure instanceof UncheckedIOException
                        && !(failure instanceof StreamException));
    }

    private static boolean isPeersOwn(Throwable failure, Connection connection) {
        return switch (failure) {
            // A certificate that is refused is mostly that of a server which the handler called,
            // and a mistake in its options; the connection knows its own handshake.
            case TlsException e when e.reason() == TlsException.Reason.CERTIFICATE ->
                    connection.isHandshakeFailure(e);
            case PeerException e -> true;
            case HostUnreachableException e -> !e.operation().startsWith("connect");
            case TimeoutException e -> connection.hasGivenUp(e); // its peer, when it was closed
            case EOFException e -> connection.reader().atEof(); // a DataInputStream's
            default -> false;
        };
    }
}
