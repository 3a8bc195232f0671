package dev.rondo.sync;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A lock that its task may acquire again. */
class ReentrantLockTest {
    private static final ReentrantLockSnapshot FREE =
            new ReentrantLockSnapshot(Optional.empty(), 0, 0);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> log = new ArrayList<>();

    private Task<?> use(String name) {
        return createTask(
                name,
                () ->
                        lock.with(() -> {
                            log.add(name + " in");
                            sleep(1);
                            lock.with(() -> sleep(1));
                            log.add(name + " out");
                        }));
    }

    @Test
    void taskThatHasItAcquiresItAgainWithoutSuspending() {
        VirtualLoop.run(() -> {
            createTask(() -> log.add("another task"));
            String value = lock.with(() -> lock.with(() -> lock.snapshot().holds() + " holds"));
            assertThat(value).isEqualTo("2 holds");
            assertThat(log).isEmpty();
            assertThat(lock.snapshot()).isEqualTo(FREE);
        });
    }

    @Test
    void othersWaitUntilItIsReleasedAsOftenAsItWasAcquired() {
        VirtualLoop.run(() -> {
            Task<?> a = use("a");
            Task<?> b = use("b");
            sleep(1.5);
            assertThat(lock).hasToString("<ReentrantLock locked by a holds=2 waiters=1>");
            assertThat(lock.tryAcquire()).isFalse();
            a.await();
            b.await();
            assertThat(log).containsExactly("a in", "a out", "b in", "b out");
            assertThat(lock).hasToString("<ReentrantLock unlocked>");
        });
    }

    @Test
    void tasksGetItInTheOrderOfTheirCallsAndNobodyComesBetween() {
        VirtualLoop.run(() -> {
            lock.acquire();
            Task<?> a = use("a");
            Task<?> b = use("b");
            sleep(0);
            lock.release();
            assertThat(lock.tryAcquire()).isFalse(); // it is a's, which has not run yet
            assertThat(lock.snapshot())
                    .isEqualTo(new ReentrantLockSnapshot(Optional.of("a"), 1, 1));
            a.await();
            b.await();
            assertThat(log).containsExactly("a in", "a out", "b in", "b out");
        });
    }

    @Test
    void releaseByAnotherTaskIsRefused() {
        VirtualLoop.run(() -> {
            Task<?> a = use("a");
            sleep(0);
            Task<?> b = createTask("b", lock::release);
            assertThatIllegalStateException()
                    .isThrownBy(b::await)
                    .withMessage(
                            "Task b releases <ReentrantLock locked by a holds=1>, which Task a has\n"
                                    + "Only the task that acquired it may release it; where another"
                                    + " is to, use a Lock or a Semaphore");
            a.await();
        });
    }

    @Test
    void releaseOfAFreeLockIsRefused() {
        VirtualLoop.run(() ->
                assertThatIllegalStateException()
                        .isThrownBy(lock::release)
                        .withMessage(
                                "ReentrantLock is not acquired: release() on <ReentrantLock"
                                        + " unlocked>\n"
                                        + "lock.with(() -> ...) acquires and releases in pairs"));
    }

    @Test
    void callbackCannotOwnIt() {
        VirtualLoop.run(() -> {
            for (Runnable call :
                    List.<Runnable>of(lock::acquire, lock::tryAcquire, lock::release)) {
                Future<Throwable> thrown = createFuture();
                callSoon(() -> thrown.setResult(catchThrowable(call::run)));
                assertThat(thrown.await())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("only a task can own it");
            }
        });
    }

    @Test
    void lockOfATaskThatEndedIsReportedAndCanBeFreed() {
        VirtualLoop.run(() -> {
            createTask("gone", lock::acquire).await();
            assertThatIllegalStateException()
                    .isThrownBy(lock::acquire)
                    .withMessage(
                            "Task gone ended without releasing <ReentrantLock locked by gone"
                                    + " holds=1>\n"
                                    + "Use lock.with(() -> ...), which releases whatever happens;"
                                    + " release() by any task sets it free now");
            assertThat(lock.tryAcquire()).isFalse();
            assertThat(lock.owners()).isEmpty();
            lock.release();
            lock.acquire();
            assertThat(lock.isHeld()).isTrue();
            lock.release();
        });
    }

    private Task<?> deserter(String name) {
        return createTask(
                name,
                () -> {
                    lock.acquire();
                    sleep(1);
                });
    }

    @Test
    void thoseInLineFailWhenItsTaskEndsWithoutReleasingIt() {
        VirtualLoop.run(() -> {
            deserter("gone");
            Task<?> a = use("a");
            Task<?> b = use("b");
            Task<?> cancelled = use("c");
            sleep(0);
            cancelled.cancel();
            for (Task<?> each : List.of(a, b)) {
                assertThatIllegalStateException()
                        .isThrownBy(each::await)
                        .withMessageStartingWith(
                                "Task gone ended without releasing <ReentrantLock locked by gone"
                                        + " holds=1>\n");
            }
            assertThat(cancelled.cancelled()).isTrue();
            lock.release(); // by any task, as when nobody waited
            use("d").await();
            assertThat(log).containsExactly("d in", "d out");
        });
    }

    @Test
    void taskThatGotItInLineAndEndsWithItFailsThoseBehindIt() {
        VirtualLoop.run(() -> {
            Task<?> a = use("a");
            deserter("gone");
            Task<?> b = use("b");
            assertThatIllegalStateException()
                    .isThrownBy(b::await)
                    .withMessageStartingWith("Task gone ended without releasing");
            assertThat(a.done()).isTrue();
            assertThat(Rondo.runningLoop().time()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void releaseRightAfterTheEndOfItsTaskHandsItOver() {
        VirtualLoop.run(() -> {
            Task<?> gone = deserter("gone");
            Task<?> a = use("a");
            gone.await(); // before those in line hear of it
            lock.release();
            a.await();
            assertThat(log).containsExactly("a in", "a out");
            assertThat(lock.snapshot()).isEqualTo(FREE);
        });
    }

    @Test
    void taskThatUsesItOftenCarriesNothingOfThoseThatWaited() {
        VirtualLoop.run(() -> {
            Task<?> busy =
                    createTask(() -> {
                        for (int i = 0; i < 100; i++) {
                            lock.with(() -> sleep(1));
                            sleep(0);
                        }
                        assertThat(Rondo.currentTask().orElseThrow().toString())
                                .doesNotContain("cb=");
                    });
            for (int i = 0; i < 100; i++) {
                lock.with(() -> sleep(1));
                sleep(0);
            }
            busy.await();
        });
    }

    @Test
    void isHeldSaysWhetherTheCallerHasIt() {
        VirtualLoop.run(() -> {
            lock.with(() -> {
                assertThat(lock.isHeld()).isTrue();
                assertThat(createTask(lock::isHeld).await()).isFalse();
                assertThat(lock.locked()).isTrue();
            });
            assertThat(lock.isHeld()).isFalse();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void ownerIsInTheWaitGraph() {
        VirtualLoop.run(() -> {
            Task<?> a = use("a");
            Task<?> b = use("b");
            sleep(0);
            assertThat(lock.owners()).isEqualTo(List.of(a));
            assertThat(Rondo.runningLoop().waitGraph().toString()).contains("b", "ReentrantLock");
            a.await();
            b.await();
        });
    }
}
