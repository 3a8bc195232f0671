package dev.rondo.stress;

import static dev.rondo.Rondo.asCompleted;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gatherExceptions;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.shield;
import static dev.rondo.Rondo.shielded;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.Rondo.waitFirst;

import dev.rondo.CancelledError;
import dev.rondo.ContextVar;
import dev.rondo.Future;
import dev.rondo.Handle;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import dev.rondo.TimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Work with tasks, futures, scopes and callbacks. */
final class TaskWork {
    static final List<Work> ALL =
            List.of(
                    TaskWork::tree,
                    TaskWork::groups,
                    TaskWork::deadlines,
                    TaskWork::gathering,
                    TaskWork::racing,
                    TaskWork::shields,
                    TaskWork::futures,
                    TaskWork::callbacks);

    private static final ContextVar<Integer> VALUE = ContextVar.of("value", 0);

    private TaskWork() {}

    /** A tree of tasks, each of which keeps its context and returns its value. */
    private static void tree(Dice dice, Shared shared) {
        int size = node(dice, shared, 3);
        Violation.unless(size >= 1, "a tree of " + size);
    }

    private static int node(Dice dice, Shared shared, int depth) {
        int value = dice.upTo(1_000_000);
        VALUE.set(value);
        List<Task<Integer>> children = new ArrayList<>();
        for (int i = depth == 0 ? 0 : dice.upTo(3); i > 0; i--) {
            Dice own = dice.split();
            shared.tasks++;
            children.add(
                    createTask(
                            TaskOptions.named("node").withEagerStart(own.chance(20)),
                            () -> node(own, shared, depth - 1)));
        }
        int size = 1;
        try {
            sleep(dice.time(1));
            for (Task<Integer> child : children) {
                size += child.await();
            }
        } finally {
            Violation.unless(VALUE.get() == value, "a task lost its context");
            children.forEach(Task::cancel); // those that a cancellation left behind
        }
        return size;
    }

    /** Groups whose children fail, are cancelled or just end; none outlives its group. */
    private static void groups(Dice dice, Shared shared) {
        List<Task<?>> children = new ArrayList<>();
        try {
            taskGroup(group -> {
                for (int i = dice.upTo(4); i >= 0; i--) {
                    Dice own = dice.split();
                    shared.tasks++;
                    children.add(group.createTask(() -> child(own, shared)));
                }
                sleep(dice.time(1));
                if (dice.chance(10)) {
                    children.getFirst().cancel();
                }
                if (dice.chance(10)) {
                    throw new Planned();
                }
            });
        } finally {
            Violation.unless(children.stream().allMatch(Task::done), "a task outlived its group");
        }
    }

    private static void child(Dice dice, Shared shared) {
        sleep(dice.time(2));
        if (dice.chance(15)) {
            throw new Planned();
        }
        if (dice.chance(20)) {
            groups(dice, shared);
        }
    }

    /** Timeouts in timeouts; each ends with its value or its own exception. */
    private static void deadlines(Dice dice, Shared shared) {
        for (int i = 0; i < 5; i++) {
            try {
                int value =
                        timeout(
                                dice.time(2),
                                () -> {
                                    sleep(dice.time(1));
                                    try {
                                        timeout(dice.time(1), () -> sleep(dice.time(3)));
                                    } catch (TimeoutException e) {
                                        shared.timeouts++;
                                    }
                                    return 42;
                                });
                Violation.unless(value == 42, "a timeout's body returned " + value);
            } catch (TimeoutException e) {
                shared.timeouts++;
            }
        }
    }

    /** A gathering of tasks, some of which fail; all are done with it. */
    private static void gathering(Dice dice, Shared shared) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Dice own = dice.split();
            int number = i;
            shared.tasks++;
            tasks.add(
                    createTask(() -> {
                        sleep(own.time(2));
                        if (own.chance(20)) {
                            throw new Planned();
                        }
                        return number;
                    }));
        }
        Future<List<Object>> all = gatherExceptions(tasks);
        List<Object> results = all.await();
        for (int i = 0; i < tasks.size(); i++) {
            Object result = results.get(i);
            Violation.unless(
                    tasks.get(i).done() && (result instanceof Planned || result.equals(i)),
                    "gathered " + result + " for " + tasks.get(i));
        }
    }

    /** Waits for the first, then for all in the order of their ends. */
    private static void racing(Dice dice, Shared shared) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Dice own = dice.split();
            shared.tasks++;
            tasks.add(createTask(() -> sleep(own.time(3))));
        }
        try {
            Violation.unless(!waitFirst(tasks).done().isEmpty(), "a race without a winner");
            int ended = 0;
            for (Task<Void> task : asCompleted(tasks)) {
                Violation.unless(task.done(), "completed, but not done: " + task);
                ended++;
            }
            Violation.unless(ended == 4, ended + " of 4 tasks came in");
        } finally {
            tasks.forEach(Task::cancel);
        }
    }

    /** What is shielded ends, whatever happens to who waits for it. */
    private static void shields(Dice dice, Shared shared) {
        boolean[] ended = {false};
        shared.tasks++;
        Task<?> inner =
                createTask(() -> {
                    sleep(dice.time(1));
                    ended[0] = true;
                });
        try {
            shield(inner).await();
        } catch (CancelledError e) {
            shielded(() -> waitAll(List.of(inner)));
            Violation.unless(ended[0], "a shielded task was cancelled: " + inner);
            throw e;
        }
        Violation.unless(ended[0], "a shielded task is not done: " + inner);
    }

    /** A future between two tasks, with callbacks that each run once. */
    private static void futures(Dice dice, Shared shared) {
        Future<Integer> future = createFuture();
        int number = dice.upTo(1_000);
        for (int i = dice.upTo(3); i > 0; i--) {
            shared.called++;
            future.addDoneCallback(f -> shared.ran++);
        }
        Dice own = dice.split();
        shared.tasks++;
        Task<?> setter =
                createTask(() -> {
                    try {
                        sleep(own.time(1));
                    } finally {
                        if (!future.done()) {
                            future.setResult(number);
                        }
                    }
                });
        try {
            int result = future.await();
            Violation.unless(result == number, "a future of " + number + " gave " + result);
        } finally {
            setter.cancel();
            future.cancel();
        }
    }

    /** Callbacks now and later, some of which are cancelled. */
    private static void callbacks(Dice dice, Shared shared) {
        for (int i = 0; i < 20; i++) {
            Handle handle =
                    dice.chance(50)
                            ? runningLoop().callSoon(() -> shared.ran++)
                            : runningLoop().callLater(dice.time(2), () -> shared.ran++);
            if (dice.chance(30)) {
                handle.cancel();
            } else {
                shared.called++;
            }
            if (dice.chance(20)) {
                sleep(0);
            }
        }
    }
}
