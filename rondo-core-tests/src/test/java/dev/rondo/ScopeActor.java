package dev.rondo;

import static dev.rondo.Rondo.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a {@link ScopeProgram} in a task, and keeps books of its own of who asked the task to end:
 * others, its group, and the scopes that it stands in. It notes where the runtime does otherwise:
 *
 * <ul>
 *   <li>a request is delivered once, at the first wait that begins after it, unless shielded, and
 *       again when a failure hides it;
 *   <li>no wait throws CancelledError without a request;
 *   <li>no task outlives its group;
 *   <li>{@code cancelling()} counts after a scope what it counted before, and what others added;
 *   <li>TimeoutException, or a normal end, never hides what others asked in the scope;
 *   <li>no scope is left by a cancellation that only the scope, or somebody beyond a shield, asked
 *       for.
 * </ul>
 */
final class ScopeActor {
    static final class Failure extends RuntimeException {}

    /** Who may ask a task to end, once, and what became of that. */
    private static final class Source {
        private final int depth;
        private final BooleanSupplier requested;
        private boolean heard;
        private boolean swallowed; // since it was heard
        private boolean takenBack;

        Source(int depth, BooleanSupplier requested) {
            this.depth = depth;
            this.requested = requested;
        }

        boolean isOpen() {
            return requested.getAsBoolean() && !takenBack;
        }

        boolean isUnheard(int at) {
            return depth == at && isOpen() && !heard;
        }

        boolean isOnItsWay() {
            return heard && !swallowed && !takenBack;
        }

        void hear() {
            heard = true;
            swallowed = false;
        }

        void unhear() {
            heard = false;
            swallowed = false;
        }
    }

    /** What all actors of a run share. */
    static final class Stage {
        final List<ScopeActor> actors = new ArrayList<>();
        final List<String> violations = new ArrayList<>();
    }

    private final Stage stage;
    private final TaskGroup owner; // null at the top
    private final List<Source> others = new ArrayList<>(); // those from outside, one a request
    private final List<Source> scopes = new ArrayList<>(); // innermost last
    private final List<Source> heard = new ArrayList<>(); // of others, in that order
    private Task<?> task;
    private boolean joined; // its owner has it in its list
    private int shields;

    private ScopeActor(Stage stage, TaskGroup owner) {
        this.stage = stage;
        this.owner = owner;
        stage.actors.add(this);
        if (owner != null) {
            others.add(new Source(0, this::ownerAborts));
        }
    }

    /** Starts a program in a task of its own. */
    static ScopeActor start(Stage stage, ScopeProgram program) {
        ScopeActor actor = new ScopeActor(stage, null);
        actor.task = createTask(() -> actor.run(program));
        return actor;
    }

    private static ScopeActor startIn(Stage stage, TaskGroup group, ScopeProgram program) {
        ScopeActor actor = new ScopeActor(stage, group);
        try {
            actor.task = group.createTask(() -> actor.run(program));
        } catch (IllegalStateException refused) {
            stage.actors.remove(actor);
            throw refused;
        }
        actor.joined = true;
        return actor;
    }

    Task<?> task() {
        return task;
    }

    /** Cancels it from outside. */
    void cancel() {
        if (task != null && task.cancel("others")) {
            others.add(new Source(0, () -> true));
        }
    }

    private static boolean isAborting(TaskGroup group) {
        return group.toString().contains("cancelling");
    }

    private boolean ownerAborts() {
        return joined && isAborting(owner);
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            stage.violations.add(rule + ", at " + runningLoop().time() + " in " + currentTask());
        }
    }

    // ---- The program

    private void run(ScopeProgram program) throws Throwable {
        task = currentTask().orElseThrow();
        execute(program);
    }

    private void execute(ScopeProgram program) throws Throwable {
        switch (program) {
            case ScopeProgram.Wait wait -> pause(wait);
            case ScopeProgram.Fail ignored -> throw new Failure();
            case ScopeProgram.Spawn spawn -> {
                if (owner != null) {
                    startIn(stage, owner, spawn.body());
                }
            }
            case ScopeProgram.Sequence sequence -> {
                for (ScopeProgram step : sequence.steps()) {
                    execute(step);
                }
            }
            case ScopeProgram.Deadline deadline -> deadline(deadline);
            case ScopeProgram.Group group -> group(group);
            case ScopeProgram.Handle handle -> {
                try {
                    execute(handle.body());
                } catch (TimeoutException | ExceptionGroup e) {
                    // and goes on
                }
            }
            case ScopeProgram.Swallow swallow -> {
                try {
                    execute(swallow.body());
                } catch (CancelledError e) {
                    all().filter(source -> source.heard).forEach(source -> source.swallowed = true);
                }
            }
            case ScopeProgram.Uncancel ignored -> uncancel();
            case ScopeProgram.CleanUp cleanUp -> cleanUp(cleanUp);
            case ScopeProgram.Shield shield -> shield(shield);
        }
    }

    private void pause(ScopeProgram.Wait wait) {
        boolean mustThrow = hasUnheard();
        Duration time = Duration.ofSeconds(wait.seconds());
        try {
            if (wait.forAFuture()) {
                Future<String> future = createFuture();
                callLater(
                        time,
                        () -> {
                            if (!future.done()) {
                                future.setResult("");
                            }
                        });
                future.await();
            } else {
                sleep(time);
            }
        } catch (CancelledError e) {
            check(hasUnheard(), "no wait is cancelled without a request");
            hear();
            throw e;
        }
        check(!mustThrow, "a wait after a request throws");
    }

    private Stream<Source> all() {
        return Stream.concat(others.stream(), scopes.stream());
    }

    private boolean hasUnheard() {
        return all().anyMatch(source -> source.isUnheard(shields));
    }

    private void hear() {
        others.stream().filter(source -> source.isUnheard(shields)).forEach(heard::add);
        all().filter(source -> source.isUnheard(shields)).forEach(Source::hear);
    }

    private void uncancel() {
        if (!heard.isEmpty()) {
            int before = task.cancelling();
            heard.removeLast().takenBack = true;
            check(task.uncancel() == before - 1, "uncancel() takes one back");
        }
    }

    private void cleanUp(ScopeProgram.CleanUp cleanUp) throws Throwable {
        try {
            execute(cleanUp.body());
        } catch (CancelledError e) {
            try {
                execute(cleanUp.last());
            } catch (Exception replaced) {
                // a well-behaved program rethrows the cancellation
            }
            throw e;
        }
        execute(cleanUp.last());
    }

    private void shield(ScopeProgram.Shield shield) throws Throwable {
        shields++;
        try {
            Rondo.<Void, Throwable>shielded(() -> {
                execute(shield.body());
                return null;
            });
        } finally {
            shields--;
        }
    }

    // ---- Scopes

    private void deadline(ScopeProgram.Deadline deadline) throws Throwable {
        Timeout limit = Timeout.after(Duration.ofSeconds(deadline.seconds()));
        Entry entry = new Entry();
        boolean[] converted = new boolean[1];
        try {
            limit.<Void, Throwable>run(() -> {
                Source source = new Source(shields, limit::expired);
                scopes.add(source);
                try {
                    execute(deadline.body());
                } catch (CancelledError e) {
                    converted[0] = true;
                    throw e;
                } finally {
                    scopes.remove(source);
                }
                return null;
            });
        } catch (TimeoutException e) {
            check(
                    !converted[0] || entry.nothingFromOutside(),
                    "a TimeoutException hides no request of others");
            throw e;
        } catch (CancelledError e) {
            if (limit.expired()) {
                hear(); // by this very error, what came after the last wait
            }
            entry.checkSomethingFromOutside();
            throw e;
        } finally {
            entry.checkCount();
        }
        entry.checkNothingHeard();
    }

    private void group(ScopeProgram.Group program) throws Throwable {
        TaskGroup group = new TaskGroup();
        Entry entry = new Entry();
        try {
            group.run(g -> groupBody(g, program));
        } catch (ExceptionGroup e) {
            entry.expectAgain();
            throw e;
        } catch (CancelledError e) {
            hear(); // in the group's own wait, or by this very error
            entry.checkSomethingFromOutside();
            throw e;
        } finally {
            entry.checkCount();
            check(
                    stage.actors.stream().allMatch(a -> a.owner != group || a.task.done()),
                    "no task outlives its group");
        }
        entry.checkNothingHeard();
    }

    private void groupBody(TaskGroup group, ScopeProgram.Group program) throws Throwable {
        Source source = new Source(shields, () -> isAborting(group));
        scopes.add(source);
        try {
            if (program.cancelAfter() >= 0) {
                callLater(Duration.ofSeconds(program.cancelAfter()), group::cancel);
            }
            for (ScopeProgram body : program.tasks()) {
                startIn(stage, group, body);
            }
            execute(program.body());
        } finally {
            scopes.remove(source);
        }
    }

    /** The books when a scope begins. */
    private final class Entry {
        private final int cancelling = task.cancelling();
        private final long open = openFromOutside();
        private final Set<Source> settled = // by identity
                all().filter(source -> source.heard).collect(Collectors.toSet());

        /** All that have asked the task to end, from outside of the scope. */
        private long openFromOutside() {
            return all().filter(Source::isOpen).count();
        }

        /** Those whose requests concern the scope. */
        private Stream<Source> concerned() {
            return all().filter(source -> source.depth == shields && !settled.contains(source));
        }

        void checkCount() {
            check(
                    task.cancelling() - cancelling == openFromOutside() - open,
                    "cancelling() is as before, but for what others added");
        }

        boolean nothingFromOutside() {
            return concerned().noneMatch(Source::isOpen);
        }

        void checkSomethingFromOutside() {
            check(
                    concerned().anyMatch(source -> source.heard || source.takenBack),
                    "a cancellation that leaves a scope is one of others");
        }

        void checkNothingHeard() {
            check(
                    concerned().noneMatch(Source::isOnItsWay),
                    "a scope in which a request of others was heard does not end normally");
        }

        /** The scope's failures hid what was heard in it: it comes again. */
        void expectAgain() {
            concerned().filter(source -> !source.takenBack).forEach(Source::unhear);
            heard.removeIf(source -> !source.heard);
        }
    }
}
