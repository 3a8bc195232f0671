package dev.rondo.test;

import dev.rondo.ExceptionContext;
import dev.rondo.Task;
import dev.rondo.sim.TaskDump;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collects what a test left behind and makes one error of it. */
final class Findings {
    private static final String NEVER_AWAITED = "was never awaited"; // as core words it

    private final TestOptions options;
    private final boolean failed; // the test did, and leaves things behind for that
    private final StringBuilder text = new StringBuilder();
    private final List<Throwable> causes = new ArrayList<>();

    Findings(TestOptions options, boolean failed) {
        this.options = options;
        this.failed = failed;
    }

    void tasks(Collection<Task<?>> left) {
        List<Task<?>> leaked =
                left.stream().filter(task -> !options.allowsTask(task.name())).toList();
        if (!leaked.isEmpty() && !failed) {
            add(Finding.LEAKED_TASKS, "tasks that did not end:" + TaskDump.of(leaked));
        }
    }

    void streams(Collection<?> open) {
        if (!open.isEmpty() && !failed) {
            add(Finding.UNCLOSED_STREAMS, "not closed:" + lines(open));
        }
    }

    void blocked(String holder) {
        if (!failed) {
            add(Finding.BLOCKED_LOOP, "the loop was held by:" + holder);
        }
    }

    void reports(Collection<ExceptionContext> reports) {
        for (boolean neverAwaited : List.of(true, false)) {
            List<ExceptionContext> some =
                    reports.stream()
                            .filter(r -> r.message().contains(NEVER_AWAITED) == neverAwaited)
                            .toList();
            if (!some.isEmpty()) {
                Finding kind = neverAwaited ? Finding.NEVER_AWAITED : Finding.UNHANDLED_EXCEPTIONS;
                if (add(kind, "the exception handler heard:" + lines(some))) {
                    some.forEach(report -> report.exception().ifPresent(causes::add));
                }
            }
        }
    }

    private boolean add(Finding finding, String what) {
        if (options.allow().contains(finding)) {
            return false;
        }
        text.append('\n').append(finding).append(": ").append(what);
        text.append("\n  ").append(finding.advice());
        return true;
    }

    private static String lines(Collection<?> things) {
        return things.stream()
                .map(thing ->
                        thing instanceof ExceptionContext context
                                ? line(context)
                                : String.valueOf(thing))
                .map(line -> "\n  " + line.replace("\n", "\n    "))
                .collect(Collectors.joining());
    }

    private static String line(ExceptionContext context) {
        return context.message()
                + context.exception().map(e -> ": " + e).orElse("")
                + context.future().map(f -> "\n" + f).orElse("");
    }

    /** Returns the error, its first failure as the cause, or empty if nothing was found. */
    Optional<AssertionError> error() {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        AssertionError error =
                new AssertionError(
                        "The test left something behind" + text,
                        causes.isEmpty() ? null : causes.getFirst());
        causes.stream().skip(1).forEach(error::addSuppressed);
        return Optional.of(error);
    }
}
