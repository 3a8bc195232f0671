package dev.rondo.process;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.net.NativeDescriptors;
import dev.rondo.process.Launcher.Child;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Starts children on threads of its own, of all loops together: the system keeps who starts one
 * until the program is loaded, which held a loop for 40 ms and more when 16 tasks did it there. The
 * threads end after ten idle seconds and never keep the process alive.
 */
final class Spawner {
    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    // A ForkJoinPool, since the loop gives it its work itself: other executors need a clerk.
    private static final ForkJoinPool POOL =
            new ForkJoinPool(
                    THREADS,
                    Spawner::worker,
                    null,
                    true, // first come, first served
                    THREADS,
                    THREADS,
                    1,
                    null,
                    10,
                    TimeUnit.SECONDS);

    private Spawner() {}

    private static ForkJoinWorkerThread worker(ForkJoinPool pool) {
        ForkJoinWorkerThread worker =
                ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        worker.setName("rondo-spawn-" + NUMBER.incrementAndGet());
        return worker;
    }

    /** Children on their way from the thread to the task, which may have gone. */
    private static final class Handover {
        private static final Object GIVEN_UP = new Object();

        private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

        boolean isGivenUp() {
            return state.get() == GIVEN_UP;
        }

        /** The thread has started them. */
        void bring(List<? extends Child> children) {
            if (!state.compareAndSet(null, children)) {
                children.forEach(Child::undo);
            }
        }

        /** The task takes them. */
        @SuppressWarnings("unchecked") // bring() puts nothing else there
        List<? extends Child> take() {
            return (List<? extends Child>) Objects.requireNonNull(state.getAndSet(GIVEN_UP));
        }

        /** The task has gone: whoever comes second undoes it. */
        void giveUp() {
            if (state.getAndSet(GIVEN_UP) instanceof List<?> children) {
                POOL.execute(() -> children.forEach(child -> ((Child) child).undo()));
            }
        }
    }

    /**
     * Starts children, each one's output the next one's input. Suspends; a cancellation goes
     * through at once and leaves no child behind, some time later.
     */
    static List<Subprocess> start(List<Plan> plans) {
        EventLoop loop = Rondo.runningLoop();
        boolean canWatch = NativeDescriptors.canWatch();
        Handover handover = new Handover();
        Parking ended = new Parking("start of", plans.getFirst().text());
        Future<?> work =
                loop.runInExecutor(
                        POOL,
                        () -> {
                            if (!handover.isGivenUp()) {
                                handover.bring(Launchers.of(plans, canWatch).launch(plans));
                            }
                        });
        work.addDoneCallback(done -> {
            if (!done.cancelled()) {
                done.exception(); // for a task that has gone, it is no news
            }
            ended.wakeAll();
        });
        boolean here = false;
        try {
            while (!work.done()) {
                ended.await();
            }
            work.result();
            here = true;
        } finally {
            if (!here) {
                handover.giveUp();
            }
        }
        return attach(loop, plans, handover.take());
    }

    private static List<Subprocess> attach(
            EventLoop loop, List<Plan> plans, List<? extends Child> children) {
        List<Subprocess> attached = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < plans.size(); i++) {
                Child child = children.get(i);
                Exit exit = new Exit(plans.get(i).text(), child.pid());
                child.attach(loop, exit);
                attached.add(new Subprocess(loop, plans.get(i), child, exit));
            }
            done = true;
            return attached;
        } finally {
            if (!done) { // no descriptors left, or the poller cannot watch any more
                attached.forEach(Subprocess::abandon);
                List<? extends Child> rest = children.subList(attached.size(), children.size());
                POOL.execute(() -> rest.forEach(Child::undo));
            }
        }
    }
}
