package dev.rondo.stress;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.toThread;
import static dev.rondo.Rondo.waitAll;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.LoopSnapshot;
import dev.rondo.Runner;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A loop of its own with some rounds of random work, and the checks after each. */
final class Wave {
    private static final int ROUNDS = 5;
    private static final int MOST_WORK = 80; // tasks of a round, not counting what they create
    private static final int OUTSIDERS = 2; // threads that call the loop
    private static final Duration PATIENCE = Duration.ofSeconds(30); // for what takes milliseconds

    private final Dice dice;
    private final Tally tally;
    private volatile List<Task<?>> working = List.of(); // the loop's thread writes, any reads

    Wave(long seed, Tally tally) {
        this.dice = new Dice(seed);
        this.tally = tally;
    }

    /** Runs it to its end. Throws a {@link Violation} if something must not be as it is. */
    void run() throws InterruptedException {
        AtomicReference<@Nullable ExceptionContext> heard = new AtomicReference<>();
        try (Runner runner = new Runner()) {
            EventLoop loop = runner.loop();
            loop.setExceptionHandler(
                    Optional.of((l, context) -> {
                        if (!context.exception().map(Planned::is).orElse(false)) {
                            heard.compareAndSet(null, context);
                        }
                    }));
            runner.run(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    round(loop);
                    tally.rounds++;
                }
            });
        }
        ExceptionContext first = heard.get();
        if (first != null) {
            throw new Violation(
                    "the exception handler heard: " + first.message(),
                    first.exception().orElse(null));
        }
    }

    private void round(EventLoop loop) throws InterruptedException {
        Shared shared = new Shared(loop);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> outsiders = startOutsiders(shared, stop, failure);
        List<Task<?>> tasks = startWork(shared);
        List<Task<?>> all = new ArrayList<>(tasks);
        all.add(currentTask().orElseThrow());
        working = all;
        try {
            cancelSome(tasks, shared);
            awaitAll(loop, tasks);
        } finally {
            stop.set(true);
        }
        for (Thread outsider : outsiders) {
            toThread(() -> outsider.join());
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new Violation("a thread outside failed: " + thrown, thrown);
        }
        tasks.forEach(Wave::checkOutcome);
        settle(loop, shared);
        shared.checkAtRest();
        tally.add(shared);
        working = List.of();
    }

    private List<Thread> startOutsiders(
            Shared shared, AtomicBoolean stop, AtomicReference<@Nullable Throwable> failure) {
        List<Thread> outsiders = new ArrayList<>();
        for (int i = 0; i < OUTSIDERS; i++) {
            Dice own = dice.split();
            outsiders.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("outsider-" + i)
                            .start(() -> {
                                try {
                                    ThreadWork.callFromOutside(own, shared, stop);
                                } catch (Throwable e) { // carried to the wave
                                    failure.compareAndSet(null, e);
                                }
                            }));
        }
        return outsiders;
    }

    private List<Task<?>> startWork(Shared shared) {
        List<Work> kinds = new ArrayList<>(TaskWork.ALL);
        kinds.addAll(SyncWork.ALL);
        kinds.addAll(ThreadWork.ALL);
        if (shared.blockingSuspends) {
            kinds.addAll(ForeignWork.ALL);
        }
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 5 + dice.upTo(MOST_WORK); i > 0; i--) {
            int kind = dice.upTo(kinds.size() - 1);
            Dice own = dice.split();
            tasks.add(createTask("work-" + kind, () -> kinds.get(kind).run(own, shared)));
        }
        shared.tasks += tasks.size();
        return tasks;
    }

    private void cancelSome(List<Task<?>> tasks, Shared shared) {
        for (int i = dice.upTo(tasks.size() / 3); i > 0; i--) {
            if (dice.pick(tasks).cancel("stress")) {
                shared.cancels++;
            }
            sleep(dice.time(1));
        }
    }

    private static void awaitAll(EventLoop loop, List<Task<?>> tasks) {
        if (!waitAll(tasks, PATIENCE).pending().isEmpty()) {
            throw new Violation("tasks do not end, a lost wake-up?" + describe(loop.allTasks()));
        }
    }

    private static void checkOutcome(Task<?> task) {
        if (!task.cancelled()) {
            Throwable failure = task.exception().orElse(null);
            if (failure != null && !Planned.is(failure)) {
                throw new Violation(task + " failed", failure);
            }
        }
    }

    /** Waits for the callbacks and jobs that the work has left behind, and for nothing else. */
    private static void settle(EventLoop loop, Shared shared) {
        Duration deadline = loop.time().plus(PATIENCE);
        while (!isSettled(loop, shared)) {
            if (loop.time().compareTo(deadline) > 0) {
                throw new Violation(
                        "the loop does not come to rest: "
                                + loop.snapshot()
                                + ", callbacks "
                                + shared.ran
                                + " of "
                                + shared.called
                                + describe(loop.allTasks()));
            }
            sleep(0.001);
        }
    }

    private static boolean isSettled(EventLoop loop, Shared shared) {
        LoopSnapshot now = loop.snapshot();
        return now.tasks() == 1
                && now.ready() == 0
                && now.timers() == 0
                && now.outstanding() == 0
                && shared.ran == shared.called
                && shared.sent.get() == shared.heard.get();
    }

    /** Returns what the tasks of the round were last seen at. Any thread. */
    String describe() {
        return describe(working);
    }

    private static String describe(List<Task<?>> tasks) {
        return tasks.stream()
                .filter(task -> !task.done())
                .map(task ->
                        "\n  "
                                + task.snapshot()
                                + task.stack().stream()
                                        .map(frame -> "\n      at " + frame)
                                        .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }
}
