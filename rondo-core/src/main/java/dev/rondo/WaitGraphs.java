package dev.rondo;

import dev.rondo.engine.OwnFrames;
import dev.rondo.engine.Strand;
import dev.rondo.kernel.Kernel;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the {@link WaitGraph}s of a loop, inside of it and from outside, whole and in parts. */
final class WaitGraphs {
    private static final long PATIENCE_MILLIS = 200; // for a loop that is only busy
    private static final int ATTEMPTS = 5;
    private static final long LONGEST_PART_NANOS = 2_000_000; // a loop may pause so long
    private static final int MOST_OWNERS = 1_000; // of one wait in a part: many may share them

    private final EventLoop loop;
    // The loop's thread: where the last part ended, so that the next one need not search.
    private WeakReference<@Nullable Strand> lastOfPart = new WeakReference<>(null);
    // Any thread: the count of steps when the loop did not come to answer, or -1.
    private volatile long heldAtBeats = -1;

    WaitGraphs(EventLoop loop) {
        this.loop = loop;
    }

    /** What is asked for. */
    private record Wanted(long after, int atMost, int owners, boolean stacks, long nanos) {}

    WaitGraph whole(boolean stacks) {
        return find(new Wanted(0, Integer.MAX_VALUE, Integer.MAX_VALUE, stacks, Long.MAX_VALUE));
    }

    WaitGraph part(long after, int atMost, boolean stacks) {
        return find(new Wanted(after, atMost, MOST_OWNERS, stacks, LONGEST_PART_NANOS));
    }

    private WaitGraph find(Wanted wanted) {
        if (!loop.needsThreadsafe()) {
            List<WaitGraph.Node> nodes = new ArrayList<>();
            collect(nodes, wanted, true);
            return graph(nodes, true);
        }
        long beats = loop.kernel().beats();
        if (beats == heldAtBeats && loop.kernel().holder() != null) {
            return fromOutside(wanted); // as a moment ago; no need to wait again
        }
        Walk walk = new Walk(wanted);
        ThreadDoor.enter(loop, walk);
        try {
            return walk.await();
        } catch (java.util.concurrent.TimeoutException e) {
            heldAtBeats = beats;
            return fromOutside(wanted);
        } catch (ExecutionException e) { // of a user's code that tells owners
            return fromOutside(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fromOutside(wanted);
        } finally {
            walk.answer.cancel(false);
        }
    }

    /**
     * A look from another thread, in the loop: a bit of it a pass, so that the loop never pauses
     * for long, and without a hop between threads for each bit.
     */
    private final class Walk implements Runnable {
        private final CompletableFuture<WaitGraph> answer = new CompletableFuture<>();
        private final Wanted wanted;
        private final List<WaitGraph.Node> nodes = new ArrayList<>(); // the loop's thread
        private volatile int collected; // by the loop's thread

        Walk(Wanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public void run() {
            if (answer.isDone()) {
                return; // who asked has helped himself
            }
            try {
                if (collect(nodes, wanted, true)) {
                    collected = nodes.size();
                    loop.kernel().queue(new Handle(loop, this, new Context()));
                } else {
                    answer.complete(graph(nodes, true));
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }

        /** Waits as long as it goes on. */
        WaitGraph await()
                throws InterruptedException,
                        ExecutionException,
                        java.util.concurrent.TimeoutException {
            while (true) {
                int before = collected;
                try {
                    return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (java.util.concurrent.TimeoutException e) {
                    if (collected == before) {
                        throw e; // the loop is held, or closed meanwhile
                    }
                }
            }
        }
    }

    /**
     * The code that holds the loop may change what is looked at, at most for a moment: what it
     * touches is read without order, and looked at again if it does not fit together.
     */
    private WaitGraph fromOutside(Wanted wanted) {
        for (int i = 1; i < ATTEMPTS; i++) {
            try {
                return lookFromOutside(wanted);
            } catch (RuntimeException e) {
                // It changed while it was read.
            }
        }
        return lookFromOutside(wanted);
    }

    private WaitGraph lookFromOutside(Wanted wanted) {
        List<WaitGraph.Node> nodes = new ArrayList<>();
        collect(nodes, wanted, false);
        return graph(nodes, false);
    }

    private WaitGraph graph(List<WaitGraph.Node> nodes, boolean exact) {
        Kernel kernel = loop.kernel();
        Object holder = exact ? null : kernel.holder();
        return new WaitGraph(
                loop.snapshot(),
                exact,
                Optional.ofNullable(holder).map(Snapshots::shortText),
                holder == null ? List.of() : holderStack(kernel),
                nodes);
    }

    /** Adds tasks to those found before; returns whether it stopped since it took long. */
    private boolean collect(List<WaitGraph.Node> nodes, Wanted wanted, boolean inLoop) {
        long begin = Clock.system().nanoTime();
        long after = nodes.isEmpty() ? wanted.after : nodes.getLast().number();
        Strand last = null;
        Strand strand = firstBehind(after, inLoop);
        boolean isLong = false;
        while (strand != null && nodes.size() < wanted.atMost && !isLong) {
            Task<?> task = (Task<?>) strand.owner();
            if (!task.done()) {
                nodes.add(node(task, wanted, begin));
                last = strand;
                isLong = inLoop && Clock.system().nanoTime() - begin > wanted.nanos;
            }
            strand = loop.kernel().strands().after(strand);
        }
        if (inLoop) {
            lastOfPart = new WeakReference<>(last);
        }
        return isLong;
    }

    private @Nullable Strand firstBehind(long after, boolean inLoop) {
        Strand last = inLoop ? lastOfPart.get() : null;
        if (last != null
                && loop.kernel().strands().contains(last)
                && ((Task<?>) last.owner()).number() == after) {
            return loop.kernel().strands().after(last);
        }
        Strand strand = loop.kernel().strands().first();
        while (strand != null && ((Task<?>) strand.owner()).number() <= after) {
            strand = loop.kernel().strands().after(strand);
        }
        return strand;
    }

    private static List<StackTraceElement> holderStack(Kernel kernel) {
        return kernel
                .holderStrand()
                .map(strand -> Arrays.asList(strand.thread().getStackTrace()))
                .orElse(List.of())
                .stream()
                .filter(frame -> !OwnFrames.isOwn(frame))
                .toList();
    }

    private WaitGraph.Node node(Task<?> task, Wanted wanted, long now) {
        List<Long> owners = new ArrayList<>();
        for (Task<?> owner : WaitEdges.owners(task.waitingOn())) {
            if (owners.size() == wanted.owners) {
                break;
            }
            owners.add(owner.number());
        }
        long stepped = loop.kernel().history().timeOf(task.strand().lastStep(), now);
        return new WaitGraph.Node(
                task.number(),
                task.snapshot(),
                owners,
                parent(task),
                Duration.ofNanos(Math.max(0, now - stepped)),
                wanted.stacks ? task.stack() : List.of());
    }

    private static OptionalLong parent(Task<?> task) {
        for (Completion l = task.firstCompletion(); l != null; l = l.next) {
            Task<?> parent = l.parent();
            if (parent != null) {
                return OptionalLong.of(parent.number());
            }
        }
        return OptionalLong.empty();
    }
}
