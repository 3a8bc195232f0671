package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all loops of this JVM were doing, what each task waited on, and what they have done so far:
 * {@code ./rondo ps} from inside of the program, for a log, a health check or an administrative
 * page. Immutable.
 *
 * {@snippet :
 * for (Inspection.Loop loop : Inspection.take(false).loops()) {
 *     println(loop.thread() + ": " + loop.counters() + "\n" + loop.graph());
 * }
 * }
 *
 * @param loops the loops that ran, those first that began first
 */
public record Inspection(List<Loop> loops) {
    private static final int PART = 10_000; // tasks

    /**
     * One loop.
     *
     * @param number its {@link EventLoop#number}
     * @param thread the name of the thread that had it run; empty if it ended meanwhile
     * @param counters what it had done
     * @param graph what its tasks did. It is taken bit by bit, so that the loop goes on in between:
     *     exact says that the loop stood still for each bit, not that all is of one moment
     */
    public record Loop(long number, String thread, LoopCounters counters, WaitGraph graph) {}

    /** Copies the list. */
    public Inspection {
        loops = List.copyOf(loops);
    }

    /**
     * Looks at all loops that run. Any thread, best one outside of loops, by {@code toThread}: the
     * loop of a task that calls it is looked at in one piece, and it waits for a loop that is held
     * up to a fifth of a second, which on the handoff engine holds its own. See {@link
     * EventLoop#waitGraph(boolean)} for the costs.
     *
     * @param stacks whether each task's stack is taken
     */
    public static Inspection take(boolean stacks) {
        List<Loop> loops = new ArrayList<>();
        for (EventLoop loop : EventLoop.allRunning()) {
            loops.add(
                    new Loop(
                            loop.number(),
                            loop.threadName().orElse(""),
                            loop.counters(),
                            graph(loop, stacks)));
        }
        return new Inspection(loops);
    }

    private static WaitGraph graph(EventLoop loop, boolean stacks) {
        List<WaitGraph.Node> tasks = new ArrayList<>();
        boolean exact = true;
        Optional<String> holder = Optional.empty();
        List<StackTraceElement> holderStack = List.of();
        WaitGraph part;
        long last = 0;
        long newest = loop.counters().tasksMade(); // else one that makes many would never end it
        do {
            part = loop.waitGraph(last, PART, stacks);
            tasks.addAll(part.tasks());
            exact &= part.exact();
            if (holder.isEmpty()) {
                holder = part.holder();
                holderStack = part.holderStack();
            }
            last = part.tasks().isEmpty() ? last : part.tasks().getLast().number();
        } while (!part.tasks().isEmpty() && last < newest);
        return new WaitGraph(part.loop(), exact, holder, holderStack, tasks);
    }
}
