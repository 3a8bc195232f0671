package dev.rondo;

import java.lang.ref.ReferenceQueue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What nobody has asked for yet: exceptions of futures and coroutines that never ran. Each is
 * reported once, when the garbage collector finds that nobody can ask any more, and at the latest
 * when the loop closes.
 */
final class Reports {
    private final EventLoop loop;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    // The loop's thread.
    private final Set<FailureReport> failures = new LinkedHashSet<>();
    // Any thread: the cleaner's takes out, the loop's puts in.
    private final Set<NeverAwaited.Forgotten> coroutines = ConcurrentHashMap.newKeySet();

    Reports(EventLoop loop) {
        this.loop = loop;
    }

    FailureReport track(Future<?> future, Throwable exception) {
        String kind = future.kind();
        String gone =
                "<"
                        + kind
                        + " finished exception="
                        + Snapshots.shortText(exception)
                        + future.details()
                        + ">";
        Context ran = future instanceof Task<?> task ? task.context() : new Context();
        return track(
                future,
                new FailureReport(
                        future,
                        kind + " exception was never retrieved",
                        exception,
                        gone,
                        ran,
                        future.created(),
                        collected));
    }

    FailureReport track(Object failed, String message, Throwable exception) {
        return track(
                failed,
                new FailureReport(failed, message, exception, "", new Context(), null, collected));
    }

    private FailureReport track(Object failed, FailureReport report) {
        if (loop.isClosed()) {
            NeverAwaited.CLEANER.register(failed, () -> logUnlessDismissed(report));
        } else {
            failures.add(report);
        }
        return report;
    }

    private static ExceptionContext contextOf(FailureReport report) {
        if (report.get() instanceof Future<?> future) {
            return new ExceptionContext(report.message(), report.exception()).withFuture(future);
        }
        String gone = report.gone();
        String text = report.message() + (gone.isEmpty() ? "" : "\nfuture: " + gone);
        return new ExceptionContext(text, report.exception()).withCreated(report.created());
    }

    /** For what failed when its loop was closed already. Called by the cleaner's thread. */
    private static void logUnlessDismissed(FailureReport report) {
        if (!report.dismissed()) {
            Failures.logger()
                    .log(System.Logger.Level.ERROR, contextOf(report).text(), report.exception());
        }
    }

    /** Says that somebody has the exception now. Any thread. */
    void dismiss(FailureReport report) {
        report.dismiss();
        if (loop.kernel().inLoop()) {
            failures.remove(report); // other threads leave that to collect() and reportAll()
        }
    }

    void watch(NeverAwaited.Forgotten watch) {
        coroutines.add(watch);
    }

    void forget(NeverAwaited.Forgotten watch) {
        coroutines.remove(watch);
    }

    /** Reports what the garbage collector found since the last call. Loop; runs no user code. */
    void collect() {
        for (var found = collected.poll(); found != null; found = collected.poll()) {
            if (found instanceof FailureReport report
                    && failures.remove(report)
                    && !report.dismissed()) {
                loop.failures().reportSoon(contextOf(report), report.ran());
            }
        }
    }

    /** Reports all that is left, tasks first; the loop closes. */
    void reportAll() {
        for (Task<?> task : loop.allTasks()) {
            loop.callExceptionHandler(
                    new ExceptionContext("Task was destroyed but it is pending!").withFuture(task));
        }
        List<FailureReport> left = List.copyOf(failures);
        failures.clear();
        for (FailureReport report : left) {
            if (!report.dismissed()) {
                loop.callExceptionHandler(contextOf(report));
            }
        }
        for (NeverAwaited.Forgotten watch :
                coroutines.stream()
                        .sorted(java.util.Comparator.comparingLong(NeverAwaited.Forgotten::number))
                        .toList()) {
            if (watch.settle()) {
                loop.callExceptionHandler(watch.context());
            }
        }
        coroutines.clear();
    }
}
