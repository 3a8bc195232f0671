package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Rondo#asCompleted}. */
class AsCompletedTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    private void run(Action<?> body) {
        loop.runUntilComplete(body);
    }

    private static Task<String> sleeper(long millis, String name) {
        return createTask(name, () -> sleep(Duration.ofMillis(millis), name));
    }

    private void logAll(Iterable<Task<String>> tasks) {
        tasks.forEach(task -> log.add(task.await()));
    }

    // ---- Order

    @Test
    void futuresComeInTheOrderInWhichTheyGetDone() {
        run(() -> {
            Task<String> a = sleeper(10, "a");
            Task<String> b = sleeper(20, "b");
            Task<String> c = sleeper(150, "c");
            logAll(asCompleted(List.of(b, c, a)));
        });
        assertThat(log).containsExactly("a", "b", "c");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void futuresAreTheOnesThatWereGiven() {
        run(() -> {
            Task<String> a = sleeper(20, "a");
            Task<String> b = sleeper(10, "b");
            List<Future<?>> got = new ArrayList<>();
            asCompleted(List.of(a, b)).forEach(got::add);
            assertThat(got).containsExactly(b, a);
        });
    }

    @Test
    void futuresThatAreDoneComeFirst() {
        run(() -> {
            Task<String> late = sleeper(10, "late");
            Future<String> done = createFuture();
            done.setResult("done");
            List<String> got = new ArrayList<>();
            for (Future<String> future : asCompleted(List.of(late, done))) {
                assertThat(future.done()).isTrue();
                got.add(future.result());
            }
            assertThat(got).containsExactly("done", "late");
        });
    }

    @Test
    void failuresAndCancellationsAreForTheReader() {
        run(() -> {
            Task<String> fails =
                    createTask(() -> {
                        throw new IllegalStateException("boom");
                    });
            Task<String> cancelled = sleeper(100, "never");
            callLater(0.01, cancelled::cancel);
            Iterator<Task<String>> all = asCompleted(List.of(cancelled, fails)).iterator();
            assertThatIllegalStateException().isThrownBy(all.next()::await).withMessage("boom");
            assertThatExceptionOfType(CancelledError.class).isThrownBy(all.next()::await);
        });
    }

    @Test
    void futureGivenTwiceComesOnce() {
        run(() -> {
            Task<String> ham = sleeper(1, "ham");
            Task<String> spam = sleeper(2, "spam");
            logAll(asCompleted(List.of(ham, ham, spam)));
        });
        assertThat(log).containsExactly("ham", "spam");
    }

    @Test
    void nothingIsOverAtOnce() {
        run(() -> {
            Iterator<Task<String>> none = asCompleted(List.<Task<String>>of()).iterator();
            assertThat(none.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(none::next);
        });
    }

    @Test
    void iterationCanBeResumed() {
        run(() -> {
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(sleeper(i, "" + i));
            }
            Iterable<Task<String>> all = asCompleted(tasks);
            for (Task<String> task : all) {
                log.add(task.await());
                if (log.size() == 2) {
                    break;
                }
            }
            assertThat(log).hasSize(2);
            logAll(all);
        });
        assertThat(log).containsExactly("0", "1", "2", "3");
    }

    @Test
    void otherTasksRunWhileItWaits() {
        run(() -> {
            Task<String> slow = sleeper(100, "slow");
            callLater(0.05, () -> log.add("meanwhile"));
            logAll(asCompleted(List.of(slow)));
        });
        assertThat(log).containsExactly("meanwhile", "slow");
    }

    // ---- Several readers

    @Test
    void firstReaderGetsTheFirstThatCompletes() {
        run(() -> {
            Iterator<Task<String>> all =
                    asCompleted(List.of(sleeper(50, "a"), sleeper(100, "b"))).iterator();
            Task<?> one =
                    createTask(() -> {
                        log.add("one got " + all.next().await());
                    });
            Task<?> two =
                    createTask(() -> {
                        log.add("two got " + all.next().await());
                    });
            waitAll(List.of(two, one));
        });
        assertThat(log).containsExactly("one got a", "two got b");
    }

    @Test
    void readersShareFuturesThatCompleteTogether() {
        run(() -> {
            Iterator<Task<String>> all =
                    asCompleted(List.of(sleeper(50, "a"), sleeper(50, "b"))).iterator();
            Task<String> one = createTask(() -> all.next().await());
            Task<String> two = createTask(() -> all.next().await());
            assertThat(gather(one, two).await()).containsExactly("a", "b");
        });
    }

    @Test
    void readerForWhomNothingIsLeftIsTold() {
        run(() -> {
            Iterator<Task<String>> all = asCompleted(List.of(sleeper(50, "a"))).iterator();
            Task<String> one = createTask(() -> all.next().await());
            Task<String> two = createTask(() -> all.next().await());
            assertThat(one.await()).isEqualTo("a");
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(two::await);
        });
    }

    @Test
    void cancelledReaderTakesNothingAlong() {
        run(() -> {
            Iterator<Task<String>> all =
                    asCompleted(List.of(sleeper(50, "a"), sleeper(100, "b"))).iterator();
            Task<?> one =
                    createTask(() -> {
                        log.add("one got " + all.next().await());
                    });
            Task<?> two =
                    createTask(() -> {
                        log.add("two got " + all.next().await());
                    });
            sleep(0.01);
            one.cancel();
            waitAll(List.of(one, two));
            assertThat(one.cancelled()).isTrue();
            assertThat(all.next().await()).isEqualTo("b");
        });
        assertThat(log).containsExactly("two got a");
    }

    @Test
    void cancelledReaderLeavesTheFuturesRunning() {
        run(() -> {
            Task<String> slow = sleeper(100, "slow");
            Task<?> reader = createTask(() -> logAll(asCompleted(List.of(slow))));
            sleep(0);
            reader.cancel();
            waitAll(List.of(reader));
            assertThat(reader.cancelled()).isTrue();
            assertThat(slow.await()).isEqualTo("slow");
        });
        assertThat(log).isEmpty();
    }

    // ---- Timeouts

    @Test
    void timeoutIsThrownWhenTheTimeIsOver() {
        run(() -> {
            List<Task<String>> tasks = List.of(sleeper(100, "a"), sleeper(150, "b"));
            Iterable<Task<String>> all = asCompleted(tasks, Duration.ofMillis(120));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> logAll(all));
            assertThat(virtual.now()).isEqualTo(Duration.ofMillis(120));
            assertThat(tasks.get(1).done()).isFalse();
            waitAll(tasks);
        });
        assertThat(log).containsExactly("a");
    }

    @Test
    void timeCountsFromTheCallAndNotFromEachWait() {
        run(() -> {
            List<Task<String>> tasks = List.of(sleeper(100, "a"), sleeper(200, "b"));
            Iterator<Task<String>> all = asCompleted(tasks, Duration.ofMillis(120)).iterator();
            all.next();
            sleep(Duration.ofMillis(15));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(all::next);
            assertThat(virtual.now()).isEqualTo(Duration.ofMillis(120));
            waitAll(tasks);
        });
    }

    @Test
    void whatIsDoneComesAlsoAfterTheTimeout() {
        run(() -> {
            List<Task<String>> tasks = List.of(sleeper(100, "a"), sleeper(150, "b"));
            Iterator<Task<String>> all = asCompleted(tasks, Duration.ofMillis(120)).iterator();
            sleep(Duration.ofMillis(130));
            assertThat(all.next()).isSameAs(tasks.get(0));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(all::next);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(all::next);
            assertThat(all.hasNext()).isTrue();
            waitAll(tasks);
            assertThat(all.next()).isSameAs(tasks.get(1));
            assertThat(all.hasNext()).isFalse();
        });
    }

    @Test
    void futureThatIsDoneInTheMomentOfTheTimeoutStillComes() {
        run(() -> {
            Future<String> future = createFuture();
            Iterator<Future<String>> all =
                    asCompleted(List.of(future), Duration.ofSeconds(1)).iterator();
            callLater(1, () -> future.setResult("in time"));
            assertThat(all.next().result()).isEqualTo("in time");
            assertThat(all.hasNext()).isFalse();
        });
    }

    @Test
    void everyReaderThatWaitsIsTold() {
        run(() -> {
            List<Task<String>> tasks = List.of(sleeper(500, "a"), sleeper(500, "b"));
            Iterator<Task<String>> all = asCompleted(tasks, Duration.ofMillis(120)).iterator();
            Task<?> one = createTask(() -> all.next());
            Task<?> two = createTask(() -> all.next());
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(one::await);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(two::await);
            assertThat(virtual.now()).isEqualTo(Duration.ofMillis(120));
            waitAll(tasks);
        });
    }

    @Test
    void timeoutThatIsNotNeededLeavesNoTimer() {
        run(() -> {
            logAll(asCompleted(List.of(sleeper(10, "a")), Duration.ofSeconds(1)));
            assertThat(loop.snapshot().timers()).isZero();
        });
        assertThat(log).containsExactly("a");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void timeoutOfZeroTakesOnlyWhatIsReady() {
        run(() -> {
            Task<String> slow = sleeper(10, "slow");
            Future<String> done = createFuture();
            done.setResult("");
            Iterator<Future<String>> all =
                    asCompleted(List.<Future<String>>of(slow, done), Duration.ZERO).iterator();
            assertThat(all.next()).isSameAs(done);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(all::next);
            assertThat(virtual.now()).isZero();
            slow.await();
        });
    }

    @Test
    void timeoutMustNotBeNegative() {
        run(() -> {
            List<Task<String>> tasks = List.of(sleeper(1, "a"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> asCompleted(tasks, Duration.ofNanos(-1)));
            waitAll(tasks);
        });
    }

    // ---- Loops

    @Test
    void needsARunningLoop() {
        Future<String> future = loop.createFuture();
        assertThatIllegalStateException()
                .isThrownBy(() -> asCompleted(List.of(future)))
                .withMessageContaining("no running event loop");
    }

    @Test
    void futuresOfAnotherLoopAreRefused() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<String> theirs = other.loop().createFuture();
            run(() ->
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> asCompleted(List.of(theirs)))
                            .withMessageContaining("different loop"));
        }
    }

    @Test
    void callbackMayAskButNotWait() {
        run(() -> {
            Iterator<Task<String>> all = asCompleted(List.of(sleeper(1, "a"))).iterator();
            callSoon(() -> {
                log.add("" + all.hasNext());
                try {
                    all.next();
                } catch (IllegalStateException e) {
                    log.add("refused");
                }
            });
            sleep(0.01);
            assertThat(all.next().result()).isEqualTo("a");
        });
        assertThat(log).containsExactly("true", "refused");
    }
}
