package dev.rondo.stream;

import dev.rondo.ExceptionContext;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.struct.Linked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a server, the oldest first, and those of its acceptors that wait since there
 * are as many as may be. Belongs to the loop's thread.
 */
final class Connections {
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final Server server;
    private final Linked<Served> open = new Linked<>();
    private final Parking room;
    private int cut; // by drains
    private @Nullable Duration warned; // when it was last told that there is no room

    Connections(Server server) {
        this.server = server;
        this.room = new Parking("room for a connection in", server);
    }

    int size() {
        return open.size();
    }

    /** Starts the task of one. */
    void begin(ByteStream stream) {
        Served served = new Served(server, stream);
        open.add(served); // first: an eager task may be done when it is created
        boolean begun = false;
        try {
            served.setTask(server.loop().<@Nullable Void>createTask(served));
            begun = true;
        } finally {
            if (!begun) {
                remove(served);
            }
        }
    }

    void remove(Served served) {
        open.remove(served);
        room.wakeAll(); // all: one that waits with a connection needs it more than the others
    }

    /** Suspends while the server serves and there are as many as may be. */
    void awaitRoom() {
        int most = server.options().maxConnections();
        while (server.isServing() && open.size() >= most) {
            warn();
            room.await();
        }
    }

    private void warn() {
        Duration now = Rondo.runningLoop().time();
        if (warned == null || now.minus(warned).compareTo(BETWEEN_WARNINGS) >= 0) {
            warned = now;
            System.getLogger("dev.rondo")
                    .log(
                            System.Logger.Level.WARNING,
                            "server "
                                    + server
                                    + " has as many connections as it may, so new ones wait\n"
                                    + "ServerOptions.withMaxConnections(n) allows more");
        }
    }

    void letIdleOnesGo() {
        open.toList().forEach(Served::letGoIfIdle);
    }

    void cancelAll(String reason) {
        open.toList().forEach(served -> served.cancel(reason));
    }

    void abortAll() {
        open.toList().forEach(Served::abort);
    }

    /** Cancels all for a drain, each once. */
    void cutOff() {
        for (Served served : open.toList()) {
            if (served.cutOff()) {
                cut++;
            }
        }
    }

    /** Returns how many {@link #cutOff} has cancelled. */
    int cut() {
        return cut;
    }

    /** Returns the tasks of the handlers. */
    List<Task<?>> handlers() {
        List<Task<?>> tasks = new ArrayList<>();
        for (Served served : open.toList()) {
            Task<?> task = served.task();
            if (task != null) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /** Refuses a wait for the end of all to a task that is one of them. */
    void refuseHandler(String operation) {
        Task<?> current = Rondo.currentTask().orElse(null);
        if (current != null && handlers().contains(current)) {
            throw new IllegalStateException(
                    "Task "
                            + current.name()
                            + " serves a connection of "
                            + server
                            + ", so "
                            + operation
                            + " would wait for itself\nLet another task call it, one of"
                            + " createTask()");
        }
    }

    void reportStubborn() {
        server.loop()
                .callExceptionHandler(
                        new ExceptionContext(
                                "server "
                                        + server
                                        + " has drained, but handlers go on though they were"
                                        + " cancelled and their connections aborted: "
                                        + handlers()
                                        + "\nLet CancelledError pass when it is caught"));
    }

    List<ConnectionSnapshot> snapshot() {
        return open.toList().stream().map(served -> served.connection().snapshot()).toList();
    }
}
