package dev.rondo;

import static dev.rondo.Rondo.*;
import static dev.rondo.testing.VirtualLoop.cancelAndExpectCancelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancelling a task that waits in code that is not Rondo's. */
class ForeignCancelTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final LinkedBlockingQueue<String> empty = new LinkedBlockingQueue<>();
    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void onlyWhereForeignWaitsSuspend() {
        assumeTrue(
                virtual.loop().engine().equals("scheduled"),
                "on the handoff engine a foreign wait holds the loop, so nobody can cancel it");
    }

    /** For what a virtual clock refuses, since it takes real time. */
    private static void runOnRealTime(Action<?> body) {
        Rondo.run(() -> {
            createTask(body).await();
        });
    }

    /** Returns a task that waits in foreign code. */
    private static Task<?> begun(Action<?> wait) {
        Task<?> task = createTask(wait);
        sleep(0);
        return task;
    }

    /** Fails if the interrupt flag of the current task is set. */
    private static void foreignWaitThatIsOver() throws InterruptedException {
        new CountDownLatch(0).await();
    }

    private static Arguments wait(String name, Action<?> wait) {
        return Arguments.argumentSet(name, wait);
    }

    static Stream<Arguments> waits() {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        Thread endless = Thread.ofVirtual().start(() -> new CompletableFuture<>().join());
        return Stream.of(
                wait("Thread.join", endless::join),
                wait(
                        "Object.wait",
                        () -> {
                            synchronized (monitor) {
                                monitor.wait();
                            }
                        }),
                wait("CountDownLatch", () -> new CountDownLatch(1).await()),
                wait("Semaphore", () -> new Semaphore(0).acquire()),
                wait("CyclicBarrier", () -> new CyclicBarrier(2).await()),
                wait("Phaser", () -> new Phaser(1).awaitAdvanceInterruptibly(0)),
                wait("Exchanger", () -> new Exchanger<String>().exchange("")),
                wait("LinkedBlockingQueue", () -> new LinkedBlockingQueue<>().take()),
                wait("SynchronousQueue", () -> new SynchronousQueue<String>().put("")),
                wait(
                        "Condition",
                        () -> {
                            lock.lock();
                            try {
                                lock.newCondition().await();
                            } finally {
                                lock.unlock();
                            }
                        }),
                wait("CompletableFuture", () -> new CompletableFuture<>().get()),
                wait("FutureTask", () -> new FutureTask<>(() -> "").get()));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void waitEndsAsCancelled(Action<?> wait) {
        virtual.runInTask(() -> {
            Task<?> task = createTask(wait);
            sleep(1);
            cancelAndExpectCancelled(task);
        });
    }

    @ParameterizedTest
    @MethodSource("waits")
    void timeoutAroundTheWaitThrowsTimeoutException(Action<?> wait) {
        virtual.runInTask(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(2, wait::run));
            assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(2));
            foreignWaitThatIsOver();
            sleep(1);
            assertThat(currentTask().orElseThrow().cancelling()).isZero();
        });
    }

    @Test
    void threadSleepEndsAsCancelled() {
        runOnRealTime(
                () -> cancelAndExpectCancelled(begun(() -> Thread.sleep(Duration.ofHours(1)))));
    }

    @Test
    void timeoutAroundThreadSleepThrowsTimeoutException() {
        runOnRealTime(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(0.001, () -> Thread.sleep(Duration.ofHours(1))));
            foreignWaitThatIsOver();
        });
    }

    @Test
    void interruptibleLockEndsAsCancelled() {
        ReentrantLock lock = new ReentrantLock();
        virtual.runInTask(() -> {
            lock.lock();
            Task<?> task = createTask(lock::lockInterruptibly);
            sleep(1);
            assertThat(lock.hasQueuedThreads()).isTrue();
            cancelAndExpectCancelled(task);
            assertThat(lock.hasQueuedThreads()).isFalse();
        });
    }

    @Test
    void socketReadEndsAsCancelled() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            runOnRealTime(
                    () -> cancelAndExpectCancelled(begun(() -> client.getInputStream().read())));
            assertThat(accepted.getInputStream().read()).isEqualTo(-1); // the interrupt closed it
        }
    }

    @Test
    void socketAcceptEndsAsCancelled() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            runOnRealTime(() -> cancelAndExpectCancelled(begun(server::accept)));
        }
    }

    @Test
    void channelReadAndAcceptEndAsCancelled() throws IOException {
        Pipe pipe = Pipe.open();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            runOnRealTime(() -> {
                Task<?> read = begun(() -> pipe.source().read(ByteBuffer.allocate(1)));
                Task<?> accept = begun(server::accept);
                cancelAndExpectCancelled(read);
                cancelAndExpectCancelled(accept);
            });
        }
        pipe.sink().close();
    }

    @Test
    void wrappedInterruptEndsAsCancelledToo() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        empty.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("queue closed", e);
                    }
                });
    }

    @Test
    void whatADriverMakesOfTheInterruptIsTheCause() {
        virtual.runInTask(() -> {
            Task<?> task = createTask(this::query);
            sleep(1);
            task.cancel("enough");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("enough")
                    .withCauseInstanceOf(SQLException.class);
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void whatADriverMakesOfTheInterruptIsTheCauseOfATimeout() {
        virtual.runInTask(() ->
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(1, this::query))
                        .withCauseInstanceOf(SQLException.class));
    }

    @Test
    void whatADriverMakesOfTheInterruptDoesNotFailAGroup() {
        virtual.runInTask(() -> {
            TaskGroup group = new TaskGroup();
            callLater(java.time.Duration.ofSeconds(1), group::cancel);
            group.run(g -> query());
        });
    }

    @Test
    void whatADriverMakesOfTheInterruptGoesThroughGather() {
        virtual.runInTask(() -> {
            Task<?> task = createTask(this::query);
            Future<?> all = gather(List.of(task));
            sleep(1);
            task.cancel("enough");
            waitAll(List.of(task));
            assertThat(all.exception()).get().isInstanceOf(CancelledError.class);
            assertThat(all.exception().orElseThrow()).hasCauseInstanceOf(SQLException.class);
        });
    }

    @Test
    void whatADriverMakesOfTheInterruptGoesThroughTasksThatAwaitEachOther() {
        virtual.runInTask(() -> {
            Task<?> query = createTask(this::query);
            Task<?> awaiting = createTask(() -> query.await());
            sleep(1);
            awaiting.cancel("enough");
            waitAll(List.of(awaiting));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(awaiting::result)
                    .withMessage("enough")
                    .withCauseInstanceOf(SQLException.class);
        });
    }

    @Test
    void whatADriverMakesOfTheInterruptIsTheCauseOfTheJdksCancellation() {
        virtual.runInTask(() -> {
            Task<?> task = createTask(this::query);
            CompletableFuture<?> early = task.toCompletableFuture();
            sleep(1);
            task.cancel("enough");
            waitAll(List.of(task));
            sleep(0);
            for (Callable<?> get :
                    List.<Callable<?>>of(
                            task::get, early::join, task.toCompletableFuture()::join)) {
                assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(get::call)
                        .havingRootCause()
                        .isInstanceOf(SQLException.class);
            }
            Future<?> back = wrapFuture(task.toCompletableFuture());
            waitAll(List.of(back));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(back::result)
                    .withMessage("enough")
                    .withCauseInstanceOf(SQLException.class);
        });
    }

    /** Drivers often do not even name the cause. */
    private void query() throws SQLException {
        try {
            empty.take();
        } catch (InterruptedException e) {
            throw new SQLException("Statement was aborted");
        }
    }

    @Test
    void failureAfterAWaitThatThrewForTheRequestIsAFailure() {
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        try {
                            sleep(10);
                        } catch (CancelledError e) {
                            throw new IllegalStateException("of its own");
                        }
                    });
            sleep(1);
            task.cancel();
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(task::await);
        });
    }

    @Test
    void socketTimeoutIsNoAnswerToACancellation() {
        SocketTimeoutException failure = new SocketTimeoutException("Read timed out");
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        throw failure;
                    });
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.exception()).containsSame(failure);
        });
    }

    @Test
    void cleanupRunsAndMayWait() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        empty.take();
                    } finally {
                        shielded(() -> sleep(2));
                        log.add("cleaned");
                    }
                });
        assertThat(log).containsExactly("cleaned");
    }

    @Test
    void codeThatSwallowsTheInterruptIsCancelledAtItsNextWait() {
        virtual.runAndCancel(
                1,
                () -> {
                    try {
                        empty.take();
                    } catch (InterruptedException e) {
                        log.add("swallowed");
                    }
                    sleep(1);
                    log.add("never");
                });
        assertThat(log).containsExactly("swallowed");
    }

    @Test
    void codeThatSwallowsTheInterruptAndReturnsKeepsItsResult() {
        virtual.runInTask(() -> {
            Task<String> task =
                    createTask(() -> {
                        try {
                            return empty.take();
                        } catch (InterruptedException e) {
                            return "fallback";
                        }
                    });
            sleep(1);
            task.cancel();
            assertThat(task.await()).isEqualTo("fallback");
        });
    }

    @Test
    void interruptThatWasNotTakenDoesNotLeakIntoLaterWaits() {
        ReentrantLock lock = new ReentrantLock();
        virtual.runInTask(() -> {
            lock.lock();
            Task<String> task =
                    createTask(() -> {
                        lock.lock(); // ignores interrupts
                        lock.unlock();
                        try {
                            sleep(1);
                        } catch (CancelledError e) {
                            log.add("cancelled");
                        }
                        foreignWaitThatIsOver();
                        sleep(1);
                        return "went on";
                    });
            sleep(1);
            task.cancel();
            sleep(1);
            lock.unlock();
            assertThat(task.await()).isEqualTo("went on");
        });
        assertThat(log).containsExactly("cancelled");
    }

    @Test
    void interruptOfAWithdrawnRequestDoesNotLeakIntoLaterWaits() {
        ReentrantLock lock = new ReentrantLock();
        virtual.runInTask(() -> {
            lock.lock();
            Task<String> task =
                    createTask(() -> {
                        lock.lock(); // ignores interrupts
                        lock.unlock();
                        sleep(1);
                        foreignWaitThatIsOver();
                        return "went on";
                    });
            sleep(1);
            task.cancel();
            task.uncancel();
            lock.unlock();
            assertThat(task.await()).isEqualTo("went on");
        });
    }

    @Test
    void timeoutThatALockOutlastsLeavesNoInterrupt() {
        ReentrantLock lock = new ReentrantLock();
        virtual.runInTask(() -> {
            lock.lock();
            Task<String> task =
                    createTask(() -> {
                        String result =
                                timeout(
                                        1,
                                        () -> {
                                            lock.lock(); // ignores interrupts
                                            lock.unlock();
                                            return "locked";
                                        });
                        foreignWaitThatIsOver();
                        sleep(1);
                        return result;
                    });
            sleep(2);
            lock.unlock();
            assertThat(task.await()).isEqualTo("locked");
        });
    }

    @Test
    void uninterruptibleJoinIsCancelledAtItsNextWait() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        virtual.runInTask(() -> {
            Task<?> task =
                    createTask(() -> {
                        log.add(answer.join());
                        sleep(1);
                        log.add("never");
                    });
            sleep(1);
            task.cancel("stop");
            sleep(1);
            assertThat(task.done()).isFalse();
            answer.complete("joined");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("stop");
        });
        assertThat(log).containsExactly("joined");
    }
}
