package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.ExceptionContext;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import java.time.Duration;

/**
 * Accepts the connections of one of a server's listeners, as a task.
 *
 * <p>A burst is accepted up to 100 at a time, then other tasks have their turn. Where the system
 * has no descriptors or memory left it pauses for a second and goes on; where the server has as
 * many connections as it may, it waits until one has ended.
 */
final class Acceptor {
    private static final Duration PAUSE = Duration.ofSeconds(1); // asyncio's ACCEPT_RETRY_DELAY
    private static final int BURST = 100; // accepts in a row; asyncio's backlog, which bounds it

    private final Server server;
    private final Listener listener;

    Acceptor(Server server, Listener listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Makes the task. */
    Task<?> start() {
        return server.loop()
                .createTask(
                        TaskOptions.named("accept " + listener.address()),
                        () -> {
                            try {
                                run();
                            } finally {
                                server.acceptorEnded();
                            }
                            return null;
                        });
    }

    /** Accepts until the server or the listener is closed. */
    private void run() {
        for (int inARow = 1; acceptOne(); inARow++) {
            if (inARow % BURST == 0) {
                Rondo.sleep(0);
            }
        }
    }

    /** Returns false when there is nothing to come. */
    private boolean acceptOne() {
        try {
            server.awaitRoom(); // who comes meanwhile waits in the system
            serve(listener.accept());
        } catch (StreamClosedException e) {
            if (server.isServing()) {
                report("accept ended: the listener was closed, but not by its server", e);
            }
            return false;
        } catch (ConnectionResetException e) {
            // It went away between its arrival and accept.
        } catch (RuntimeException e) { // nothing that a listener throws must end its server
            report(
                    e instanceof TooManyFilesException
                            ? "accept: out of file descriptors; pausing"
                            : "accept failed; pausing",
                    e);
            Rondo.sleep(PAUSE);
        }
        return server.isServing();
    }

    private void serve(ByteStream stream) {
        try {
            server.awaitRoom(); // the last place may have gone to another listener's
        } catch (CancelledError e) {
            stream.abort();
            throw e;
        }
        if (!server.isServing()) { // closed while it waited
            stream.abort();
            return;
        }
        try {
            server.serve(stream);
        } catch (CancelledError | KeyboardInterrupt e) {
            stream.abort();
            throw e;
        } catch (RuntimeException | Error e) { // a task factory's must not end the server
            stream.abort();
            report("accept: no task for the connection " + stream, e);
        }
    }

    private void report(String what, Throwable failure) {
        server.loop().callExceptionHandler(new ExceptionContext(what, failure));
    }
}
