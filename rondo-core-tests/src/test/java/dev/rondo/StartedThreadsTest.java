package dev.rondo;

import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.Engines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads that the code of a task starts: they run beside the loop, on either engine. In virtual
 * time they do not; see {@code StartedThreadsInVirtualTimeTest}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartedThreadsTest {
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    private final AtomicBoolean otherTaskRan = new AtomicBoolean();

    /** Holds its thread until a task of the loop has run. */
    private void spin() {
        while (!otherTaskRan.get()) {
            Thread.onSpinWait();
        }
    }

    private void startOther() {
        createTask(() -> otherTaskRan.set(true));
    }

    /** A way to have code run by a virtual thread that a task starts, and to wait for its end. */
    interface Way {
        void run(Runnable code) throws Exception;
    }

    private static Arguments way(String name, Way way) {
        return Arguments.argumentSet(name, way);
    }

    private static void awaitOn(Executor executor, Runnable code) {
        await(CompletableFuture.runAsync(code, executor));
    }

    // ---- They run in parallel

    static List<Arguments> waysThatAwait() {
        ExecutorService outside = Executors.newVirtualThreadPerTaskExecutor();
        Executor grandchild =
                code -> Thread.startVirtualThread(() -> Thread.startVirtualThread(code));
        return List.of(
                way("a thread", code -> awaitOn(Thread::startVirtualThread, code)),
                way("a thread of a thread", code -> awaitOn(grandchild, code)),
                way("an executor that was made outside", code -> awaitOn(outside, code)),
                way(
                        "an executor of one thread that it keeps",
                        code -> {
                            try (ExecutorService one =
                                    Executors.newFixedThreadPool(1, Thread.ofVirtual().factory())) {
                                awaitOn(one, code);
                                awaitOn(one, code);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("waysThatAwait")
    void theyComputeWhileTasksRun(Way way) throws Exception {
        run(() -> {
            startOther();
            way.run(this::spin);
        });
    }

    static List<Arguments> waysThatJoin() {
        ExecutorService outside = Executors.newVirtualThreadPerTaskExecutor();
        return List.of(
                way("join", code -> Thread.startVirtualThread(code).join()),
                way("get", code -> outside.submit(code).get()),
                way(
                        "close",
                        code -> {
                            try (ExecutorService closed =
                                    Executors.newVirtualThreadPerTaskExecutor()) {
                                var unused = closed.submit(code);
                            }
                        }));
    }

    @ParameterizedTest
    @MethodSource("waysThatJoin")
    void waitingForThemAsTheJdkDoesSuspendsTheTaskOnly(Way way) throws Exception {
        Engines.assumeScheduled();
        run(() -> {
            startOther();
            way.run(this::spin);
        });
    }

    @Test
    void theyMayBlockBesideTheLoop() {
        CountDownLatch latch = new CountDownLatch(1);
        run(() -> {
            CompletableFuture<Void> ended =
                    CompletableFuture.runAsync(
                            () -> awaitQuietly(latch), Thread::startVirtualThread);
            sleep(0);
            assertThat(ended).isNotDone();
            latch.countDown();
            await(ended);
        });
    }

    @Test
    void oneThatWaitsForTheMonitorOfASuspendedTaskGetsItInItsTurn() throws InterruptedException {
        Engines.assumeScheduled();
        Object monitor = new Object();
        run(() -> {
            Thread thread;
            synchronized (monitor) {
                thread =
                        Thread.startVirtualThread(() -> {
                            synchronized (monitor) {
                                otherTaskRan.set(true);
                            }
                        });
                sleep(0.01);
                assertThat(otherTaskRan).isFalse();
            }
            thread.join();
        });
        assertThat(otherTaskRan).isTrue();
    }

    @Test
    void structuredTaskScopeJoinsItsThreadsWhileTasksRun() {
        Engines.assumeScheduled();
        ChildJvm.Result result =
                new ChildJvm(StructuredScope.class).option("--enable-preview").run();

        assertThat(result.output()).contains("joined, scoped value bound");
        assertThat(result.exitCode()).isZero();
    }

    /** A preview API of this JDK, so it is called by reflection, in a JVM that allows it. */
    static final class StructuredScope {
        private static final ScopedValue<String> VALUE = ScopedValue.newInstance();
        private static final AtomicBoolean OTHER_TASK_RAN = new AtomicBoolean();

        public static void main(String[] arguments) throws Exception {
            run(() -> {
                createTask(() -> OTHER_TASK_RAN.set(true));
                ScopedValue.where(VALUE, "bound").call(() -> joined());
            });
        }

        private static String joined() throws Exception {
            Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
            AtomicReference<String> value = new AtomicReference<>();
            Callable<String> computes =
                    () -> {
                        while (!OTHER_TASK_RAN.get()) {
                            Thread.onSpinWait();
                        }
                        value.set(VALUE.orElse("unbound"));
                        return "";
                    };
            Object scope = type.getMethod("open").invoke(null);
            type.getMethod("fork", Callable.class).invoke(scope, computes);
            type.getMethod("join").invoke(scope);
            type.getMethod("close").invoke(scope);
            System.out.println("joined, scoped value " + value);
            return "";
        }
    }

    // ---- What they are

    @Test
    void theyInheritWhatTheJdkLetsThemInherit() {
        run(() -> {
            INHERITED.set("inherited");
            ScopedValue.where(SCOPED, "bound")
                    .run(() ->
                            assertThat(
                                            await(
                                                    CompletableFuture.supplyAsync(
                                                            () ->
                                                                    INHERITED.get()
                                                                            + " "
                                                                            + SCOPED.orElse(
                                                                                    "unbound"),
                                                            Thread::startVirtualThread)))
                                    .isEqualTo("inherited unbound"));
        });
    }

    @Test
    void awaitInThemIsRefusedWithAdvice() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        run(() -> {
            Future<String> future = createFuture();
            awaitOn(
                    code -> Thread.ofVirtual().name("worker").start(code),
                    () -> thrown.set(failureOf(future::await)));
            future.setResult("done");
        });

        assertThat(thrown.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop")
                .hasMessageContaining("virtual thread worker, which is not a task")
                .hasMessageContaining("createTask()")
                .hasMessageContaining("runCoroutineThreadsafe()");
    }

    @Test
    void futuresCanBeAskedForInThemWithGet() {
        run(() -> {
            Future<String> future = createFuture();
            CompletableFuture<String> got =
                    CompletableFuture.supplyAsync(
                            () -> valueOf(future), Thread::startVirtualThread);
            sleep(0);
            future.setResult("done");
            assertThat(await(got)).isEqualTo("done");
        });
    }

    @Test
    void theyReachTheLoopByTheDoorsForThreads() {
        run(() -> {
            EventLoop loop = runningLoop();
            Future<String> future = createFuture();
            Thread.startVirtualThread(
                    () -> loop.callSoonThreadsafe(() -> future.setResult("called")));
            assertThat(future.await()).isEqualTo("called");
        });
    }

    @Test
    void aLoopWhoseTasksStartedOneIsNeverTakenForQuiet() throws InterruptedException {
        Engines.assumeScheduled();
        run(() -> {
            assertThat(runningLoop().kernel().engine().hasStartedThreads()).isFalse();
            Thread.startVirtualThread(() -> {}).join();
            assertThat(runningLoop().kernel().engine().hasStartedThreads()).isTrue();
            assertThat(OtherThreads.mayCall(runningLoop().kernel())).isTrue();
        });
    }

    @Test
    void theyRunLoopsOfTheirOwn() {
        run(() -> {
            AtomicReference<String> inner = new AtomicReference<>();
            awaitOn(
                    Thread::startVirtualThread,
                    () -> inner.set(run(() -> sleep(Duration.ZERO, "inner"))));
            assertThat(inner).hasValue("inner");
        });
    }

    @Test
    void platformThreadOfATaskRunsALoopOfItsOwn() throws InterruptedException {
        run(() -> {
            AtomicReference<String> inner = new AtomicReference<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() ->
                                    inner.set(
                                            run(() -> {
                                                sleep(0);
                                                return "inner";
                                            })));
            thread.join();
            assertThat(inner.get()).isEqualTo("inner");
            sleep(0);
        });
    }

    @Test
    void loopCannotBeRunInATask() {
        run(() ->
                assertThatThrownBy(() -> run(() -> "inner"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be called from a running event loop"));
    }

    // ---- They outlive the loop

    @Test
    void oneThatOutlivesTheLoopGoesOn() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        AtomicReference<String> end = new AtomicReference<>();
        Thread[] thread = new Thread[1];
        run(() -> {
            thread[0] =
                    Thread.startVirtualThread(() -> {
                        awaitQuietly(latch);
                        Thread.yield();
                        end.set("ended");
                    });
            sleep(0);
        });
        latch.countDown();
        thread[0].join();
        assertThat(end).hasValue("ended");
    }

    @Test
    void oneThatStartsWhenTheLoopClosesGoesOn() throws InterruptedException {
        Thread[] thread = new Thread[1];
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> {
                thread[0] = Thread.startVirtualThread(() -> otherTaskRan.set(true));
                return null;
            });
        }
        thread[0].join();
        assertThat(otherTaskRan).isTrue();
    }

    private static String valueOf(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable failureOf(Runnable code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
