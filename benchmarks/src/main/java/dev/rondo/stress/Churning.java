package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;

import dev.rondo.Action;
import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Runner;
import dev.rondo.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A loop in which clients of a server come and go at random. At its end no socket and no task may
 * be left, and the exception handler must have heard of nothing but what was planned.
 */
abstract class Churning {
    private static final Duration PATIENCE = Duration.ofSeconds(60); // for what takes milliseconds

    private String poller = "";

    /** Lets them come and go in the loop. */
    abstract void churn(EventLoop loop);

    /** Returns how many have come. */
    abstract int count();

    /** Returns whether the exception handler may hear of a failure. */
    abstract boolean isExpected(Throwable failure);

    /** Runs it and returns how many came; throws a {@link Violation} if something is left. */
    final int run() {
        Set<String> before = OpenSockets.now();
        AtomicReference<@Nullable ExceptionContext> heard = new AtomicReference<>();
        try (Runner runner = new Runner()) {
            EventLoop loop = runner.loop();
            loop.setExceptionHandler(
                    Optional.of((l, report) -> {
                        if (!report.exception().map(this::isExpected).orElse(false)) {
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
        return count();
    }

    /** Returns which poller it ran on. */
    final String poller() {
        return poller;
    }

    /** Returns whether a client has ended; throws its failure. */
    static boolean hasEnded(Task<?> client) {
        if (client.done() && !client.cancelled()) {
            client.exception()
                    .ifPresent(failure -> {
                        throw new Violation("a client failed", failure);
                    });
        }
        return client.done();
    }

    /** Waits until all clients have ended. */
    static void awaitAll(EventLoop loop, List<Task<?>> clients) {
        if (!waitAll(clients, PATIENCE).pending().isEmpty()) {
            throw new Violation("clients do not end: " + loop.snapshot());
        }
        clients.removeIf(Churning::hasEnded);
    }

    /** Ends a server, which must not take long. */
    static void end(Object server, Action<?> ending) {
        Task<?> ended = createTask("end", ending);
        if (!waitAll(List.of(ended), PATIENCE).pending().isEmpty()) {
            throw new Violation("the server does not end: " + server);
        }
        ended.await();
    }

    /** Tasks that send the last bytes and the selector's closing take some passes. */
    private static void checkNothingIsLeft(EventLoop loop, Set<String> before) {
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

    private static void checkSockets(Set<String> before) {
        Set<String> left = OpenSockets.now();
        left.removeAll(before);
        Violation.unless(left.isEmpty(), "sockets are left open: " + left);
    }
}
