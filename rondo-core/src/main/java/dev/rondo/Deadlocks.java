package dev.rondo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Finds tasks that can never go on, and says so once.
 *
 * <p>Two kinds: tasks that wait for each other in a circle, while others may run; and a loop that
 * nothing can wake. A circle is closed by one wait, so a task that begins to wait for something
 * with an owner looks along a few edges. What it cannot rule out there it leaves to an inspection,
 * which the watchdog asks for when a second has passed: a circle that a timeout ends before is
 * none. Rejected: searching the whole graph from time to time, which costs a loop with many tasks a
 * pause for nothing.
 *
 * <p>The loop's thread, but {@link #suspects}.
 */
final class Deadlocks {
    private static final int EDGES_AT_ONCE = 16; // of a wait that begins
    private static final int MOST_SUSPECTS = 10_000;
    private static final int MOST_VISITS = 5_000; // of an inspection: under a millisecond
    private static final int TASKS_SHOWN = 20;
    private static final int FRAMES_SHOWN = 3;

    private final EventLoop loop;
    private final List<Task<?>> suspected = new ArrayList<>();
    private final Set<Task<?>> told = Collections.newSetFromMap(new WeakHashMap<>());
    private boolean quietTold; // that nothing can wake the loop: once, it is true for ever
    private int edgesLeft;
    private volatile boolean suspects;

    Deadlocks(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns whether an inspection has something to look at. Any thread. */
    boolean suspects() {
        return suspects;
    }

    /** A task begins to wait for something that has owners. */
    void waits(Task<?> task, WaitPoint point) {
        edgesLeft = EDGES_AT_ONCE;
        if (mayLeadTo(task, point) && suspected.size() < MOST_SUSPECTS) {
            suspected.add(task);
            suspects = true;
        }
    }

    private boolean mayLeadTo(Task<?> goal, WaitPoint point) {
        for (Task<?> owner : WaitEdges.owners(point)) {
            if (owner == goal || --edgesLeft <= 0) {
                return true; // or too far to say
            }
            WaitPoint next = owner.waitingOn();
            if (next != null && mayLeadTo(goal, next)) {
                return true;
            }
        }
        return false;
    }

    // ---- Inspection, on the callback strand

    void inspect() {
        List<Task<?>> from = new ArrayList<>(suspected);
        suspected.clear();
        suspects = false;
        boolean found = false;
        Circles<Task<?>> search = new Circles<>(task -> WaitEdges.owners(task.waitingOn()));
        for (List<Task<?>> circle : search.from(from, MOST_VISITS)) {
            if (told.addAll(circle)) {
                found = true;
                say(textOf(circle));
            }
        }
        if (!found && !quietTold && nothingCanWake()) {
            quietTold = true;
            say(textOfQuiet());
        }
        loop.kernel().inspected();
    }

    private void say(String text) {
        loop.callExceptionHandler(new ExceptionContext(text));
    }

    private boolean nothingCanWake() {
        List<Task<?>> tasks = loop.allTasks();
        return !tasks.isEmpty()
                && tasks.stream().allMatch(task -> task.waitingOn() != null)
                && tasks.stream().noneMatch(told::contains)
                && loop.kernel().nextDeadlineNanos() == Long.MAX_VALUE
                && loop.kernel().readyCount() == 0
                && loop.kernel().outstanding() == 0
                && loop.kernel().blocked() == 0
                && !loop.kernel().poller().isWatching()
                && !loop.hasSignalHandlers()
                && !OtherThreads.mayCall(loop.kernel());
    }

    // ---- Words

    private static String textOf(List<Task<?>> circle) {
        StringBuilder text =
                new StringBuilder(
                        circle.size() == 1
                                ? "Deadlock: a task waits for itself"
                                : "Deadlock: "
                                        + circle.size()
                                        + " tasks wait for each other, and none can go on");
        for (int i = 0; i < Math.min(circle.size(), TASKS_SHOWN); i++) {
            Task<?> task = circle.get(i);
            WaitPoint point = task.waitingOn();
            append(text, task, WaitEdges.bond(point, circle.get((i + 1) % circle.size())));
        }
        more(text, circle.size());
        return text.append("\nCancel one of them, or take what they share in one order").toString();
    }

    private String textOfQuiet() {
        List<Task<?>> tasks = loop.allTasks();
        StringBuilder text =
                new StringBuilder(
                        "Deadlock: nothing can wake the loop any more: nothing is ready, no timer,"
                                + " no I/O and no work of a thread is left, and no other thread"
                                + " runs that could call in; "
                                + tasks.size()
                                + (tasks.size() == 1 ? " task waits" : " tasks wait"));
        for (Task<?> task : tasks.subList(0, Math.min(tasks.size(), TASKS_SHOWN))) {
            append(text, task, "");
        }
        more(text, tasks.size());
        return text.toString();
    }

    private static void append(StringBuilder text, Task<?> task, String bond) {
        text.append("\n  ")
                .append(task.name())
                .append(
                        task.waitingOn() instanceof Task<?> awaited
                                ? " awaits " + awaited.name()
                                : " waits for " + Snapshots.shortText(task.waitingOn()))
                .append(bond);
        task.stack().stream()
                .limit(FRAMES_SHOWN)
                .forEach(frame -> text.append("\n    at ").append(frame));
    }

    private static void more(StringBuilder text, int all) {
        if (all > TASKS_SHOWN) {
            text.append("\n  and ").append(all - TASKS_SHOWN).append(" more");
        }
    }
}
