package dev.rondo;

import dev.rondo.kernel.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Runs a body until it succeeds, in the current task.
 *
 * <p>A limit of time is a {@link Timeout} around all of it. A pause that would not end before it is
 * not begun: the failure is known, and waiting would only hide it behind the limit.
 *
 * <p>Only exceptions are tried again. A cancellation is none, also when foreign code answers it
 * with an exception of its own; nor is an {@link Error}, which says that the program is wrong.
 */
final class Retry {
    private static final int KEPT = 16; // failures, of attempts without end

    private final Task<?> task;
    private final RetryOptions options;
    private final long deadlineNanos;
    private final Deque<Throwable> failures = new ArrayDeque<>(); // the newest ones

    private Retry(Task<?> task, RetryOptions options) {
        this.task = task;
        this.options = options;
        this.deadlineNanos =
                options.atMost()
                        .map(limit -> Delay.deadline(now(), Delay.saturated(limit)))
                        .orElse(Long.MAX_VALUE);
    }

    static <T extends @Nullable Object, X extends Throwable> T run(
            RetryOptions options, Body<T, X> body) throws X {
        Retry retry = new Retry(Task.currentFor("retry()", null, body), options);
        Duration limit = options.atMost().orElse(null);
        try {
            return limit == null
                    ? retry.attempts(body)
                    : Timeout.after(limit).run(() -> retry.attempts(body));
        } catch (Throwable last) {
            retry.addEarlierTo(last);
            throw last;
        }
    }

    private long now() {
        return task.loop().kernel().clock().nanoTime();
    }

    private <T extends @Nullable Object, X extends Throwable> T attempts(Body<T, X> body) throws X {
        for (int attempt = 1; ; attempt++) {
            Throwable thrown;
            try {
                return body.run();
            } catch (Throwable e) { // sorted below, as every scope does
                thrown = task.asCancellation(e);
            }
            long pause = pauseAfter(thrown, attempt);
            if (pause < 0) {
                throw Rethrow.<X>asIs(thrown);
            }
            Sleep.sleep(task, pause);
        }
    }

    /** Returns how long to wait after a failure, or -1 if it is the last one. */
    private long pauseAfter(Throwable thrown, int attempt) {
        if (!(thrown instanceof Exception failure)) {
            return -1;
        }
        keep(failure);
        if (attempt == options.attempts() || !options.retried().test(failure)) {
            return -1;
        }
        long pause = options.pauseNanos(attempt, task.loop().kernel().entropy());
        return pause < Deadline.left(deadlineNanos, now()) ? pause : -1;
    }

    private void keep(Exception failure) {
        if (failures.size() == KEPT) {
            failures.removeFirst();
        }
        failures.addLast(failure);
    }

    /** A body may throw one object again and again. */
    private void addEarlierTo(Throwable last) {
        Throwable before = null;
        for (Throwable failure : failures) {
            if (failure != last && failure != before) {
                last.addSuppressed(failure);
            }
            before = failure;
        }
    }
}
