package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Permits that come evenly, on virtual time. */
class RateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Long> times = new ArrayList<>(); // in ns
    private final List<String> log = new ArrayList<>();

    private static long now() {
        return runningLoop().time().toNanos();
    }

    private Task<?> taker(RateLimiter limiter, String name, int count) {
        return createTask(() -> {
            limiter.acquireMany(count);
            log.add(name + " at " + runningLoop().time().toMillis());
        });
    }

    @Test
    void burstIsThereAtOnceAndThenPermitsComeEvenly() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(3, SECOND);
            for (int i = 0; i < 9; i++) {
                limiter.acquire();
                times.add(now());
            }
            assertThat(times)
                    .containsExactly(
                            0L,
                            0L,
                            0L,
                            333_333_334L,
                            666_666_667L,
                            1_000_000_000L,
                            1_333_333_334L,
                            1_666_666_667L,
                            2_000_000_000L);
        });
    }

    @Test
    void thirdsDoNotAddUpToADrift() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(3, SECOND, 1);
            for (int i = 0; i < 30_001; i++) {
                limiter.acquire();
            }
            assertThat(now()).isEqualTo(10_000_000_000_000L);
        });
    }

    @Test
    void whoComesLateMakesNobodyAfterItLater() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 2);
            limiter.acquireMany(2);
            sleep(0.15); // half of the second permit is there too
            limiter.acquire();
            limiter.acquire();
            assertThat(now()).isEqualTo(200_000_000L);
        });
    }

    @Test
    void permitsAreKeptUpToTheBurst() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 4);
            assertThat(limiter.snapshot()).isEqualTo(new RateLimiterSnapshot(10, SECOND, 4, 4, 0));
            limiter.acquireMany(4);
            assertThat(limiter.tryAcquire()).isFalse();
            sleep(0.25);
            assertThat(limiter).hasToString("<RateLimiter 10 per PT1S available=2/4>");
            assertThat(limiter.tryAcquireMany(3)).isFalse();
            assertThat(limiter.tryAcquireMany(2)).isTrue();
            sleep(1000);
            assertThat(limiter.tryAcquireMany(4)).isTrue();
            assertThat(limiter.tryAcquire()).isFalse();
        });
    }

    @Test
    void waitersAreServedInTheOrderOfTheirCalls() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 5);
            limiter.acquireMany(5);
            Task<?> large = taker(limiter, "large", 5);
            Task<?> small = taker(limiter, "small", 1);
            sleep(0.2);
            assertThat(limiter).hasToString("<RateLimiter 10 per PT1S available=2/5 waiters=2>");
            assertThat(limiter.tryAcquire()).isFalse(); // nobody passes who waits
            large.await();
            small.await();
            assertThat(log).containsExactly("large at 500", "small at 600");
        });
    }

    @Test
    void cancelledWaitTakesNoneAndThoseBehindComeEarlier() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 5);
            limiter.acquireMany(5);
            Task<?> large = taker(limiter, "large", 5);
            Task<?> small = taker(limiter, "small", 1);
            Task<?> last = taker(limiter, "last", 1);
            sleep(0.15);
            large.cancel();
            assertThatThrownBy(large::await).isInstanceOf(CancelledError.class);
            last.await();
            small.await();
            assertThat(log).containsExactly("small at 150", "last at 200");
        });
    }

    @Test
    void lastWaiterThatIsCancelledLeavesNoTimer() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(1, SECOND);
            limiter.acquire();
            Task<?> task = taker(limiter, "a", 1);
            sleep(0);
            assertThat(runningLoop().timers()).hasSize(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(runningLoop().timers()).isEmpty();
        });
    }

    @Test
    void permitThatWasHandedOverIsNotLostByACancellation() {
        VirtualLoop virtual = new VirtualLoop();
        virtual.runInTask(() -> {
            RateLimiter limiter = new RateLimiter(1, SECOND);
            limiter.acquire();
            Task<?> task =
                    createTask(() -> {
                        limiter.acquire();
                        log.add("acquired");
                        sleep(1);
                    });
            runningLoop().callAt(SECOND, () -> log.add("due"));
            sleep(0);
            runningLoop().callAt(SECOND, task::cancel); // after it was woken
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("due", "acquired");
            assertThat(limiter.snapshot().available()).isZero();
        });
    }

    /** Against the definition: a list of when each permit of the bucket was taken. */
    @Test
    void agreesWithABucketThatIsFilledStepByStep() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int permits = 1 + random.nextInt(7);
            int burst = 1 + random.nextInt(5);
            long period = 1 + random.nextInt(100);
            VirtualLoop.run(() -> {
                RateLimiter limiter = new RateLimiter(permits, Duration.ofNanos(period), burst);
                long level = burst * period; // in units of which `permits` come each nanosecond
                long last = now();
                for (int i = 0; i < 200; i++) {
                    sleep(Duration.ofNanos(random.nextInt(40)));
                    level = Math.min(burst * period, level + (now() - last) * permits);
                    last = now();
                    int count = 1 + random.nextInt(burst);
                    assertThat(limiter.snapshot().available()).isEqualTo((int) (level / period));
                    boolean there = level >= count * period;
                    assertThat(limiter.tryAcquireMany(count)).isEqualTo(there);
                    level -= there ? count * period : 0;
                }
            });
        }
    }

    @Test
    void noStretchOfTimeHasMoreThanTheRateAllows() {
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(7, SECOND, 3);
            Deque<Long> taken = new ArrayDeque<>();
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < 500; i++) {
                sleep(random.nextInt(4) == 0 ? random.nextDouble() : 0);
                limiter.acquire();
                taken.addLast(now());
                if (taken.size() == 11) { // 3 + 7 in a second are allowed, one more is not
                    assertThat(taken.getLast() - taken.removeFirst())
                            .isGreaterThanOrEqualTo(1_000_000_000L);
                }
            }
        });
    }

    @Test
    void largestAndSmallestValuesDoNotOverflow() {
        VirtualLoop.run(() -> {
            RateLimiter fast = new RateLimiter(Integer.MAX_VALUE, Duration.ofNanos(1));
            for (int i = 0; i < 10; i++) {
                fast.acquireMany(Integer.MAX_VALUE);
            }
            assertThat(now()).isEqualTo(9);
            RateLimiter slow = new RateLimiter(1, Duration.ofDays(365 * 100));
            slow.acquire();
            slow.acquire();
            assertThat(now()).isEqualTo(Duration.ofDays(365 * 100).toNanos() + 9);
            RateLimiter many = new RateLimiter(1_000_000, Duration.ofDays(1), Integer.MAX_VALUE);
            assertThat(many.tryAcquireMany(Integer.MAX_VALUE)).isTrue();
            assertThat(many.snapshot().available()).isZero();
        });
    }

    @Test
    void whatNeedsLongerThanTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(1, Duration.ofDays(365), 200))
                .withMessage(
                        "200 permits at 1 per PT8760H take more than 146 years\n"
                                + "Choose a shorter period or a smaller burst");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(1, Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(0, SECOND, 1))
                .withMessage("permits, period and burst must be > 0, but they are 0, PT1S and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(1, SECOND, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimiter(1, Duration.ZERO));
        assertThatThrownBy(() -> new RateLimiter(1, null)).hasMessage("period");
        VirtualLoop.run(() -> {
            RateLimiter limiter = new RateLimiter(10, SECOND, 4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.acquireMany(5))
                    .withMessage(
                            "acquireMany() takes from 1 to 4 permits, but got 5: <RateLimiter 10 per"
                                    + " PT1S available=4/4>\n"
                                    + "More are never there at once; make the burst larger");
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquireMany(0));
        });
    }

    @Test
    void outsideOfALoopThereIsNoTime() {
        RateLimiter limiter = new RateLimiter(1, SECOND);
        assertThatIllegalStateException()
                .isThrownBy(limiter::tryAcquire)
                .withMessage(
                        "tryAcquire() on <RateLimiter 1 per PT1S available=1/1> was called outside"
                                + " of a loop, whose time it needs\nCall it in a task or callback");
    }

    @Test
    void beginsAnewWithAnotherLoop() {
        RateLimiter limiter = new RateLimiter(1, Duration.ofHours(1));
        for (int i = 0; i < 2; i++) {
            VirtualLoop.run(() -> {
                sleep(5);
                assertThat(limiter.tryAcquire()).isTrue();
                createTask(limiter::acquire); // still waits when the loop is closed
                sleep(0);
            });
        }
    }
}
