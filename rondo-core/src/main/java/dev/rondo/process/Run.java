package dev.rondo.process;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.process.ProcessException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Runs children to their end within limits, and leaves none behind. Two tasks work for it:
 *
 * <pre>
 *   reading  feeds the first and collects what all write; ends early at the output limit
 *   ending   waits for the end of all
 *
 *   both end                  the results
 *   only ending, pipe grace   the results, incomplete: somebody else has the pipes
 *   reading at its limit      stopped, TOO_MUCH_OUTPUT; nothing is read meanwhile
 *   the time limit            stopped, TIME_LIMIT; last words are read
 *   a cancellation            stopped, and it goes through
 * </pre>
 *
 * <p>The limits are those of the last command.
 */
final class Run {
    private final List<Subprocess> children;
    private final Plan limits;
    private final Collected.Budget budget;

    private Run(List<Subprocess> children) {
        this.children = children;
        this.limits = children.getLast().plan();
        this.budget = new Collected.Budget(limits.maxOutput);
    }

    /** Runs commands, each one's output the next one's input, and returns how each has ended. */
    static List<ProcessResult> of(List<Command> commands, Optional<byte[]> input) {
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            Plan plan = commands.get(i).plan().copy();
            plan.endsWithParent = true;
            if (i == 0) {
                connectInput(plan, input.isPresent());
            } else {
                plan.otherwise(0, Stdio.inherit()); // from the one before
            }
            plan.otherwise(1, i == commands.size() - 1 ? Stdio.pipe() : Stdio.inherit());
            plan.otherwise(2, Stdio.pipe());
            plans.add(plan);
        }
        List<Subprocess> children = Spawner.start(plans);
        return new Run(children).run(input.orElse(null));
    }

    private static void connectInput(Plan plan, boolean hasInput) {
        plan.otherwise(0, hasInput ? Stdio.pipe() : Stdio.nothing());
        Plan.Wire wire = plan.wires.get(0);
        if (hasInput && plan.terminal == null && (wire == null || !wire.stdio().isPipe())) {
            throw new IllegalStateException(
                    "The command has an input already: " + plan.text() + "\nUse run() without one");
        }
    }

    private List<ProcessResult> run(byte @Nullable [] input) {
        boolean done = false;
        try {
            if (input != null) {
                children.getFirst().exchange().setInput(input);
            }
            List<ProcessResult> results = runWithTasks();
            done = true;
            return results;
        } finally {
            try {
                if (!done) { // a cancellation, or a failure nobody thought of
                    Rondo.shielded(this::stopAll);
                }
            } finally {
                children.forEach(Subprocess::close);
            }
        }
    }

    private List<ProcessResult> runWithTasks() {
        List<Callable<Boolean>> work = new ArrayList<>();
        children.forEach(child -> work.addAll(child.exchange().work(budget)));
        Task<Boolean> reading =
                Rondo.createTask("pipes of " + limits.text(), () -> Exchange.doAll(work));
        Task<?> ending =
                Rondo.createTask(
                        "end of " + limits.text(),
                        () -> children.forEach(child -> child.awaitEnd()));
        try {
            return outcome(reading, ending);
        } finally {
            end(reading);
            end(ending);
        }
    }

    private List<ProcessResult> outcome(Task<Boolean> reading, Task<?> ending) {
        boolean inTime =
                within(
                        limits.timeLimit,
                        () -> {
                            Rondo.waitFirst(List.of(reading, ending));
                            if (!reading.done() || reading.result()) {
                                ending.await();
                            }
                        });
        if (!inTime) {
            stopAll();
            within(Optional.of(limits.pipeGrace), () -> Rondo.waitAll(List.of(reading)));
            throw exceeded(
                    Reason.TIME_LIMIT,
                    "it took longer than " + limits.timeLimit.orElseThrow() + " and was ended");
        }
        boolean complete =
                within(Optional.of(limits.pipeGrace), () -> Rondo.waitAll(List.of(reading)));
        if (complete && !reading.await()) {
            stopAll();
            throw exceeded(
                    Reason.TOO_MUCH_OUTPUT,
                    "it wrote more than " + limits.maxOutput + " bytes and was ended");
        }
        return children.stream().map(child -> child.result(complete)).toList();
    }

    private ProcessException exceeded(Reason reason, String text) {
        return ProcessException.ended(reason, children.getLast().result(false), text);
    }

    private static boolean within(Optional<Duration> limit, Runnable wait) {
        if (limit.isEmpty()) {
            wait.run();
            return true;
        }
        try {
            Rondo.timeout(limit.get(), () -> wait.run());
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** All at once, since each may take its grace time. */
    private void stopAll() {
        if (children.size() == 1) {
            children.getFirst().stop();
        } else {
            Rondo.taskGroup(group ->
                    children.forEach(child ->
                            group.createTask(() -> {
                                child.stop();
                                return null;
                            })));
        }
    }

    /** Ends a task; what it throws then is of no interest. */
    private static void end(Task<?> task) {
        if (!task.done()) {
            task.cancel();
            Rondo.shielded(() -> {
                Rondo.waitAll(List.of(task));
            });
        } else if (!task.cancelled()) {
            task.exception();
        }
    }
}
