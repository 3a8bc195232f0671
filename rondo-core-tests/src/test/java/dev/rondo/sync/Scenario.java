package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Action;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tasks that use one object, any of which may be cancelled at any time, and what must hold when all
 * have ended: nobody is stuck, nothing is lost or there twice.
 */
abstract class Scenario {
    final List<Task<?>> targets = new ArrayList<>(); // that may be cancelled
    private final List<Task<?>> all = new ArrayList<>();
    private int inside;

    /** Returns a maker of every scenario. */
    static List<Supplier<Scenario>> all() {
        List<Supplier<Scenario>> all = new ArrayList<>();
        all.add(OfLock::new);
        all.add(OfSemaphore::new);
        all.add(OfEvent::new);
        all.add(OfCondition::new);
        all.add(OfBarrier::new);
        all.add(OfReentrantLock::new);
        all.add(OfRateLimiter::new);
        all.add(OfSelect::new);
        for (QueueKind kind : QueueKind.values()) {
            all.add(() -> new OfQueue(kind));
        }
        return all;
    }

    /** Creates the tasks. */
    abstract void start();

    /** Checks the object and what the tasks did, when all have ended. */
    abstract void check();

    final void target(Action<?> body) {
        Task<?> task = createTask(body);
        targets.add(task);
        all.add(task);
    }

    final void helper(Action<?> body) {
        all.add(createTask(body));
    }

    /** Is where so many may be at a time. */
    final void beInside(int atMost) {
        assertThat(++inside).isBetween(1, atMost);
        try {
            sleep(0);
        } finally {
            inside--;
        }
    }

    /** Waits until all tasks have ended and checks. The time is virtual: it is over if none can. */
    final void finish() {
        try {
            timeout(1000, () -> waitAll(all));
        } catch (TimeoutException e) {
            throw new AssertionError("Tasks are stuck: " + all, e);
        }
        for (Task<?> task : all) {
            if (task.cancelled()) {
                assertThat(task.cancelling()).as("requests to cancel %s", task).isPositive();
            } else {
                assertThat(task.exception()).as("failure of %s", task).isEmpty();
            }
        }
        check();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName();
    }

    /** Four tasks, each twice inside. */
    private static final class OfLock extends Scenario {
        private final Lock lock = new Lock();

        @Override
        void start() {
            for (int i = 0; i < 4; i++) {
                target(() -> {
                    for (int round = 0; round < 2; round++) {
                        lock.with(() -> beInside(1));
                    }
                });
            }
        }

        @Override
        void check() {
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(false, Optional.empty(), 0));
        }
    }

    /** Four tasks, each twice inside and there once more. */
    private static final class OfReentrantLock extends Scenario {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        void start() {
            for (int i = 0; i < 4; i++) {
                target(() -> {
                    for (int round = 0; round < 2; round++) {
                        lock.with(() -> lock.with(this::enter));
                    }
                });
            }
        }

        private void enter() {
            assertThat(lock.snapshot().holds()).isEqualTo(2);
            beInside(1);
        }

        @Override
        void check() {
            assertThat(lock.snapshot())
                    .isEqualTo(new ReentrantLockSnapshot(Optional.empty(), 0, 0));
        }
    }

    /** Four tasks that take two permits each of a limiter that keeps three. */
    private static final class OfRateLimiter extends Scenario {
        private final RateLimiter limiter = new RateLimiter(1, Duration.ofNanos(1), 3);
        private final Duration begin = Rondo.runningLoop().time();
        private int taken;

        @Override
        void start() {
            for (int i = 0; i < 4; i++) {
                target(() -> {
                    limiter.acquireMany(2);
                    taken += 2;
                    assertThat((long) taken)
                            .isLessThanOrEqualTo(
                                    3 + Rondo.runningLoop().time().minus(begin).toNanos());
                    sleep(0);
                });
            }
        }

        @Override
        void check() {
            assertThat(limiter.snapshot().waiters()).isZero();
            sleep(Duration.ofNanos(3));
            assertThat(limiter.tryAcquireMany(3)).isTrue(); // nobody is thought to be on the way
        }
    }

    /** Two who select from two queues, an event and a future, and one who gets from one of them. */
    private static final class OfSelect extends Scenario {
        private final Queue<Integer> left = new Queue<>(1);
        private final Queue<Integer> right = new Queue<>();
        private final Event stop = new Event();
        private final Future<String> never = Rondo.createFuture();
        private final List<Integer> put = new ArrayList<>();
        private final List<Integer> got = new ArrayList<>();

        @Override
        void start() {
            target(this::consume);
            target(this::consume);
            target(() ->
                    untilShutDown(() -> {
                        got.add(left.get());
                        sleep(0);
                    }));
            target(() ->
                    untilShutDown(() -> {
                        for (int item = 0; item < 3; item++) {
                            left.put(item);
                            put.add(item);
                        }
                    }));
            helper(() -> {
                for (int item = 10; item < 13; item++) {
                    right.put(item);
                    put.add(item);
                    sleep(0);
                }
                sleep(1);
                stop.set();
                left.shutdown();
            });
        }

        private static void untilShutDown(Runnable body) {
            try {
                body.run();
            } catch (QueueShutDownException e) {
                // whoever is left over ends this way
            }
        }

        private void consume() {
            boolean more = true;
            while (more) {
                more =
                        Select.select(
                                Select.whenItemOrEnd(
                                        left, item -> item.map(got::add).orElse(false)),
                                Select.whenItem(right, item -> got.add(item)),
                                Select.whenSet(stop, () -> false),
                                Select.whenDone(never, nothing -> false));
                sleep(0);
            }
        }

        @Override
        void check() {
            while (!left.isEmpty()) {
                got.add(left.getNow());
            }
            while (!right.isEmpty()) {
                got.add(right.getNow());
            }
            assertThat(got).containsExactlyInAnyOrderElementsOf(put).doesNotHaveDuplicates();
            assertThat(left.snapshot().getters() + right.snapshot().getters()).isZero();
            assertThat(stop.snapshot().waiters()).isZero();
            assertThat(never.done()).isFalse();
        }
    }

    /** Five tasks, each twice inside; two permits. */
    private static final class OfSemaphore extends Scenario {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

        @Override
        void start() {
            for (int i = 0; i < 5; i++) {
                target(() -> {
                    for (int round = 0; round < 2; round++) {
                        semaphore.with(() -> beInside(2));
                    }
                });
            }
        }

        @Override
        void check() {
            assertThat(semaphore.snapshot().value()).isEqualTo(2);
            assertThat(semaphore.snapshot().waiters()).isZero();
            assertThat(semaphore.locked()).isFalse();
        }
    }

    /** Four tasks that wait until a fifth sets and clears it. */
    private static final class OfEvent extends Scenario {
        private final Event event = new Event();

        @Override
        void start() {
            for (int i = 0; i < 4; i++) {
                target(event::await);
            }
            helper(() -> {
                for (int i = 0; i < 4; i++) {
                    sleep(0);
                    event.set();
                    event.clear();
                }
                sleep(1);
                event.set(); // for those that came between
            });
        }

        @Override
        void check() {
            assertThat(event.snapshot()).isEqualTo(new EventSnapshot(true, 0));
        }
    }

    /** Three consumers, one signal an item: a lost one leaves an item and somebody who waits. */
    private static final class OfCondition extends Scenario {
        private final Condition condition = new Condition();
        private int items;
        private int consumed;
        private boolean closed;

        @Override
        void start() {
            for (int i = 0; i < 3; i++) {
                target(() -> condition.with(this::consume));
            }
            helper(() -> {
                for (int i = 0; i < 4; i++) {
                    condition.with(() -> {
                        items++;
                        condition.signal();
                        sleep(0); // who is signalled has to wait for the lock
                    });
                    sleep(0);
                }
                sleep(1); // until nothing moves
                condition.with(() -> {
                    assertThat(items == 0 || condition.snapshot().waiters() == 0).isTrue();
                    closed = true;
                    condition.signalAll();
                });
            });
        }

        private void consume() {
            while (true) {
                condition.awaitUntil(() -> items > 0 || closed);
                assertThat(condition.locked()).isTrue();
                if (items == 0) {
                    return;
                }
                items--;
                consumed++;
            }
        }

        @Override
        void check() {
            assertThat(items + consumed).isEqualTo(4);
            assertThat(condition.snapshot())
                    .isEqualTo(
                            new ConditionSnapshot(new LockSnapshot(false, Optional.empty(), 0), 0));
        }
    }

    /** Four tasks at a barrier for three: who is left over is let go at the end. */
    private static final class OfBarrier extends Scenario {
        private final Barrier barrier = new Barrier(3);
        private final List<Integer> passed = new ArrayList<>();
        private int broken;

        @Override
        void start() {
            for (int i = 0; i < 4; i++) {
                target(() -> {
                    sleep(0);
                    try {
                        passed.add(barrier.await());
                    } catch (BrokenBarrierException e) {
                        broken++;
                    }
                });
            }
            helper(() -> {
                sleep(1);
                barrier.abort();
                barrier.reset();
            });
        }

        @Override
        void check() {
            long cancelled = targets.stream().filter(Task::cancelled).count();
            assertThat(passed.size() + broken + cancelled).isEqualTo(4);
            if (cancelled <= 1) {
                assertThat(passed).containsExactlyInAnyOrder(0, 1, 2);
            } else {
                assertThat(passed).isEmpty();
            }
            assertThat(barrier.snapshot()).isEqualTo(new BarrierSnapshot(3, 0, false));
        }
    }

    /** Two producers of three items each and three consumers around one place. */
    private static final class OfQueue extends Scenario {
        private final Queue<Integer> queue;
        private final List<Integer> put = new ArrayList<>();
        private final List<Integer> got = new ArrayList<>();

        OfQueue(QueueKind kind) {
            queue = kind.create(1);
        }

        @Override
        void start() {
            for (int i = 0; i < 2; i++) {
                int first = 10 * i;
                QueueProducer<Integer> out = queue.producer();
                target(() -> {
                    try (out) {
                        for (int item = first; item < first + 3; item++) {
                            out.put(item);
                            put.add(item);
                        }
                    }
                });
            }
            target(this::consume);
            target(this::consume);
            helper(this::consume);
            helper(() -> {
                sleep(1);
                queue.join();
            });
        }

        private void consume() {
            for (int item : queue) {
                got.add(item);
                queue.taskDone();
                sleep(0);
            }
        }

        @Override
        void check() {
            assertThat(got).containsExactlyInAnyOrderElementsOf(put).doesNotHaveDuplicates();
            assertThat(queue.snapshot()).isEqualTo(new QueueSnapshot(0, 1, 0, 0, 0, 0, 0, true));
        }

        @Override
        public String toString() {
            return super.toString() + " " + queue.getClass().getSimpleName();
        }
    }
}
