package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.RunnerOptions;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An object belongs to the loop whose task or callback made it or used it first. */
class OtherLoopTest {
    /**
     * A call on an object that somebody waits on.
     *
     * @param object the object
     * @param binding how it came to be bound
     * @param operation the name of the call
     * @param call the call
     */
    record Call(Object object, Action<?> binding, String operation, Action<?> call) {
        @Override
        public String toString() {
            return object.getClass().getSimpleName() + "." + operation;
        }
    }

    static Stream<Call> calls() {
        return Stream.of(locks(), newerLocks(), conditions(), others(), queues())
                .flatMap(calls -> calls);
    }

    private static Stream<Call> locks() {
        Lock lock = new Lock();
        lock.acquire();
        Semaphore semaphore = new Semaphore(0);
        BoundedSemaphore bounded = new BoundedSemaphore(0);
        return Stream.of(
                new Call(lock, lock::acquire, "acquire()", lock::acquire),
                new Call(lock, lock::acquire, "tryAcquire()", lock::tryAcquire),
                new Call(lock, lock::acquire, "release()", lock::release),
                new Call(semaphore, semaphore::acquire, "acquire()", semaphore::acquire),
                new Call(semaphore, semaphore::acquire, "tryAcquire()", semaphore::tryAcquire),
                new Call(semaphore, semaphore::acquire, "release()", semaphore::release),
                new Call(bounded, bounded::acquire, "release()", bounded::release));
    }

    private static Stream<Call> newerLocks() {
        ReentrantLock reentrant = new ReentrantLock();
        RateLimiter limiter = new RateLimiter(1, Duration.ofDays(1));
        Action<?> hold =
                () -> {
                    reentrant.acquire();
                    new Event().await();
                };
        Action<?> use =
                () -> {
                    limiter.acquire();
                    new Event().await();
                };
        return Stream.of(
                new Call(reentrant, hold, "acquire()", reentrant::acquire),
                new Call(reentrant, hold, "tryAcquire()", reentrant::tryAcquire),
                new Call(reentrant, hold, "release()", reentrant::release),
                new Call(limiter, use, "acquire()", limiter::acquire),
                new Call(limiter, use, "acquireMany()", () -> limiter.acquireMany(1)),
                new Call(limiter, use, "tryAcquire()", limiter::tryAcquire),
                new Call(limiter, use, "tryAcquireMany()", () -> limiter.tryAcquireMany(1)));
    }

    private static Stream<Call> conditions() {
        Condition condition = new Condition();
        Action<?> wait = () -> condition.with(condition::await);
        return Stream.of(
                new Call(condition, wait, "await()", condition::await),
                new Call(condition, wait, "signal()", condition::signal),
                new Call(condition, wait, "signalAll()", condition::signalAll));
    }

    private static Stream<Call> others() {
        Event event = new Event();
        Barrier barrier = new Barrier(2);
        return Stream.of(
                new Call(event, event::await, "await()", event::await),
                new Call(
                        event,
                        event::await,
                        "select()",
                        () -> Select.select(Select.whenSet(event, () -> ""))),
                new Call(event, event::await, "set()", event::set),
                new Call(event, event::await, "clear()", event::clear),
                new Call(barrier, barrier::await, "await()", barrier::await),
                new Call(barrier, barrier::await, "reset()", barrier::reset),
                new Call(barrier, barrier::await, "abort()", barrier::abort));
    }

    private static Stream<Call> queues() {
        Queue<Integer> queue = new Queue<>();
        return Stream.of(
                new Call(queue, queue::get, "get()", queue::get),
                new Call(
                        queue,
                        queue::get,
                        "select()",
                        () -> Select.select(Select.whenItem(queue, item -> item))),
                new Call(queue, queue::get, "put()", () -> queue.put(1)),
                new Call(queue, queue::get, "putNow()", () -> queue.putNow(1)),
                new Call(queue, queue::get, "tryPut()", () -> queue.tryPut(1)),
                new Call(queue, queue::get, "getNow()", queue::getNow),
                new Call(queue, queue::get, "tryGet()", queue::tryGet),
                new Call(queue, queue::get, "join()", queue::join),
                new Call(queue, queue::get, "taskDone()", queue::taskDone),
                new Call(queue, queue::get, "shutdown()", queue::shutdown),
                new Call(queue, queue::get, "producer()", queue::producer),
                new Call(queue, queue::get, "hasNext()", () -> queue.iterator().hasNext()));
    }

    private static String otherLoop(Call call, String shown, String caller) {
        return shown
                + " is bound to a different event loop: "
                + call.operation()
                + " was called in "
                + caller
                + "\nIt belongs to the loop whose task or callback made it or used it first; make"
                + " one for each loop";
    }

    @ParameterizedTest
    @MethodSource("calls")
    void otherLoopIsRefusedWhileTheFirstRests(Call call) {
        VirtualLoop first = new VirtualLoop();
        Task<?> waiter = first.loop().createTask(call.binding());
        first.runBriefly();
        String shown = call.object().toString();
        VirtualLoop.run(() -> {
            assertThatThrownBy(() -> call.call().run())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(otherLoop(call, shown, "Task-1"));
        });
        assertThat(call.object()).hasToString(shown);
        waiter.cancel();
        first.runBriefly();
        first.close();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void otherLoopsAndThreadsAreRefusedWhileTheFirstRuns(Call call) throws InterruptedException {
        VirtualLoop.run(() -> {
            Task<?> waiter = createTask(call.binding());
            sleep(0);
            String shown = call.object().toString();
            AtomicReference<Throwable> ofTask = new AtomicReference<>();
            AtomicReference<Throwable> ofCallback = new AtomicReference<>();
            AtomicReference<Throwable> ofThread = new AtomicReference<>();
            toThread(() ->
                    onAnotherThread(() -> {
                        ofThread.set(catchThrowable(() -> call.call().run()));
                        VirtualLoop.run(() -> {
                            ofTask.set(catchThrowable(() -> call.call().run()));
                            Future<Throwable> thrown = createFuture();
                            callSoon(() ->
                                    thrown.setResult(catchThrowable(() -> call.call().run())));
                            ofCallback.set(thrown.await());
                        });
                    }));
            assertThat(ofTask.get()).hasMessage(otherLoop(call, shown, "Task-1"));
            assertThat(ofCallback.get())
                    .hasMessage(otherLoop(call, shown, "a callback of another loop"));
            assertThat(ofThread.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            shown
                                    + " is bound to a running event loop: "
                                    + call.operation()
                                    + " was called on thread stranger\n"
                                    + "Call it in a task of that loop; from other threads go"
                                    + " through callSoonThreadsafe() or runCoroutineThreadsafe()");
            assertThat(call.object()).hasToString(shown);
            waiter.cancel();
            assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
        });
    }

    private static void onAnotherThread(Runnable code) throws InterruptedException {
        Thread.ofPlatform().name("stranger").start(code).join();
    }

    // ---- Before anybody has waited

    /** Calls on new objects, which need not wait. */
    static Stream<Supplier<Action<?>>> fresh() {
        return Stream.of(
                () -> new Lock()::acquire,
                () -> new Lock()::tryAcquire,
                () -> new Semaphore()::acquire,
                () -> new Semaphore()::release,
                () -> new BoundedSemaphore()::tryAcquire,
                () -> new Event()::set,
                () -> new Event()::clear,
                () -> new Condition()::tryAcquire,
                () -> new Barrier(1)::await,
                () -> new Barrier(1)::abort,
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    return () -> queue.putNow(1);
                },
                () -> new ReentrantLock()::acquire,
                () -> new RateLimiter(1, Duration.ofSeconds(1))::tryAcquire,
                () -> new PriorityQueue<Integer>()::tryGet,
                () -> new LifoQueue<Integer>()::producer,
                () -> new Queue<Integer>()::shutdown);
    }

    private static Throwable thrownOnAnotherThread(Action<?> call) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        onAnotherThread(() -> thrown.set(catchThrowable(call::run)));
        return thrown.get();
    }

    @ParameterizedTest
    @MethodSource("fresh")
    void otherThreadsAreRefusedAnObjectThatATaskMade(Supplier<Action<?>> maker)
            throws InterruptedException {
        VirtualLoop.run(() -> {
            Action<?> call = maker.get();
            Throwable thrown = toThread(() -> thrownOnAnotherThread(call));
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(" is bound to a running event loop: ")
                    .hasMessageContaining("() was called on thread stranger\n")
                    .hasMessageEndingWith("callSoonThreadsafe() or runCoroutineThreadsafe()");
            assertThat(String.valueOf(catchThrowable(call::run))).doesNotContain("is bound");
        });
    }

    @ParameterizedTest
    @MethodSource("fresh")
    void otherThreadsAreRefusedAnObjectThatATaskHasUsed(Supplier<Action<?>> maker)
            throws InterruptedException {
        Action<?> call = maker.get(); // outside of a loop: it is nobody's
        VirtualLoop.run(() -> {
            catchThrowable(call::run);
            Throwable thrown = toThread(() -> thrownOnAnotherThread(call));
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(" is bound to a running event loop: ");
        });
        assertThat(String.valueOf(thrownOnAnotherThread(call))).doesNotContain("is bound");
    }

    private static void putMany(Queue<Integer> queue, AtomicInteger refused) {
        for (int item = 0; item < 1000; item++) {
            try {
                queue.putNow(item);
            } catch (IllegalStateException e) {
                refused.incrementAndGet();
            }
        }
    }

    @Test
    void queueIsIntactAfterFourThreadsWereRefused() {
        VirtualLoop.run(() -> {
            Queue<Integer> queue = new Queue<>();
            AtomicInteger refused = new AtomicInteger();
            taskGroup(g -> {
                for (int i = 0; i < 4; i++) {
                    g.createTask(() -> toThread(() -> putMany(queue, refused)));
                }
            });
            assertThat(refused).hasValue(4000);
            assertThat(queue).hasToString("<Queue size=0>");
        });
    }

    @Test
    void objectThatIsMadeAndFilledBeforeTheLoopRunsWorksInIt() {
        Queue<String> queue = new Queue<>();
        queue.putNow("first");
        Lock lock = new Lock();
        lock.acquire();
        VirtualLoop.run(() -> {
            assertThat(queue.get()).isEqualTo("first");
            createTask(() -> queue.put("second"));
            assertThat(queue.get()).isEqualTo("second");
            lock.release();
        });
        assertThat(lock.tryAcquire()).isTrue();
    }

    @Test
    void callbackThatUsesAnObjectBindsIt() throws InterruptedException {
        Event event = new Event();
        VirtualLoop.run(() -> {
            callSoon(event::set);
            sleep(0);
            Throwable thrown = toThread(() -> thrownOnAnotherThread(event::clear));
            assertThat(thrown).hasMessageStartingWith("<Event set> is bound to a running");
        });
    }

    @Test
    void loopsMayShareAnObjectOneAfterTheOther() {
        Lock lock = new Lock();
        VirtualLoop.run(() -> lock.with(() -> sleep(0)));
        VirtualLoop.run(() -> lock.with(() -> sleep(0)));
        assertThat(lock.locked()).isFalse();
    }

    @Test
    void objectOfAClosedLoopCanBeUsedByAnother() {
        Lock lock = new Lock();
        Queue<String> queue = new Queue<>();
        for (int run = 0; run < 2; run++) {
            VirtualLoop.run(() -> {
                Task<?> holder = createTask(() -> lock.with(() -> sleep(1)));
                Task<String> getter = createTask(queue::get);
                sleep(0);
                lock.with(() -> queue.put("item")); // waits: the lock is bound to this loop
                assertThat(holder.done()).isTrue();
                assertThat(getter.await()).isEqualTo("item");
            });
        }
    }

    @Test
    void waitersOfAClosedLoopAreForgotten() {
        Queue<String> queue = new Queue<>();
        Semaphore semaphore = new Semaphore(0);
        Barrier barrier = new Barrier(2);
        VirtualLoop first = new VirtualLoop();
        first.loop().createTask(queue::get);
        first.loop().createTask(semaphore::acquire);
        first.loop().createTask(barrier::await);
        first.runBriefly();
        first.close(); // reports its tasks, which never go on
        queue.putNow("item");
        semaphore.release();
        assertThat(queue.getNow()).isEqualTo("item");
        assertThat(semaphore.tryAcquire()).isTrue();
        VirtualLoop.run(() -> {
            Task<Integer> meeting = createTask(() -> barrier.await());
            sleep(0);
            assertThat(meeting.done()).isFalse();
            assertThat(barrier.await()).isEqualTo(1);
            assertThat(meeting.await()).isZero();
        });
    }

    @Test
    void callSoonThreadsafeIsTheWayInForOtherThreads() throws InterruptedException {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            Queue<String> queue = new Queue<>();
            CountDownLatch go = new CountDownLatch(1);
            Thread producer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    go.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                                loop.callSoonThreadsafe(() -> queue.putNow("item"));
                            });
            Task<String> getter = createTask(queue::get);
            sleep(0);
            go.countDown();
            assertThat(getter.await()).isEqualTo("item");
            toThread(() -> producer.join());
        });
    }

    @Test
    void runnerThatRunsTwiceKeepsItsObjects() {
        VirtualLoop virtual = new VirtualLoop();
        Lock lock = new Lock();
        try (var runner =
                new dev.rondo.Runner(
                        RunnerOptions.defaults().withLoopFactory(() -> virtual.loop()))) {
            for (int run = 0; run < 2; run++) {
                runner.run(() -> {
                    lock.acquire();
                    Task<?> other = createTask(lock::acquire);
                    sleep(0);
                    lock.release();
                    other.await();
                    lock.release();
                });
            }
        }
    }
}
