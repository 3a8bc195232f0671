package dev.rondo.test;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.sim.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that use the kit in a way that it was not made for get an answer that helps. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class KitMisuseTest {
    private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
    private static final String INSIDE = "A test cannot run inside a task or callback, nor end";

    // ---- From inside

    @Test
    void taskCannotEndItsTest() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RondoTests.run(test -> test.close()))
                .withMessageStartingWith(INSIDE);
    }

    @Test
    void callbackCannotRunATest() {
        assertThatThrownBy(() ->
                        RondoTests.run(test -> {
                            callSoon(() -> test.run(() -> {}));
                            sleep(1);
                        }))
                .hasMessageContaining(INSIDE);
    }

    // ---- Interrupts

    @Test
    void interruptedTestNamesItsTasksAndCanTearDown() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        List<Object> seen = new ArrayList<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try (TestLoop test = new TestLoop(TestOptions.defaults())) {
                                try {
                                    test.run(() -> {
                                        begun.countDown();
                                        while (true) {
                                            sleep(0);
                                        }
                                    });
                                } catch (AssertionError e) {
                                    seen.add(String.valueOf(e.getMessage()));
                                    seen.add(Thread.interrupted());
                                }
                                test.run(() -> seen.add("torn down"));
                            }
                        });
        begun.await();
        thread.interrupt();
        thread.join();
        assertThat(seen).hasSize(3);
        assertThat(seen.getFirst())
                .asString()
                .startsWith("The test was interrupted; its tasks:\n  Task-")
                .contains("KitMisuseTest");
        assertThat(seen.subList(1, 3)).containsExactly(true, "torn down");
    }

    // ---- Options

    @Test
    void namesOfAllowedTasksAreNoRegularExpressions() {
        TestOptions options =
                TestOptions.defaults().withAllowTasks("[", "\\E", "a(b", "line*", "**");
        for (String name : List.of("[", "\\E", "a(b", "line 1\nline 2", "")) {
            assertThat(options.allowsTask(name)).as(name).isTrue();
        }
        assertThat(TestOptions.defaults().withAllowTasks("a.c", "x*z").allowsTask("abc")).isFalse();
        assertThat(TestOptions.defaults().withAllowTasks("a.c", "x*z").allowsTask("xyzz")).isTrue();
    }

    @Test
    void deadlineMayBeEndless() throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    java.util.concurrent.locks.LockSupport.parkNanos(250_000_000);
                    late.countDown();
                });
        TestOptions options = TestOptions.defaults().withTime(Time.REAL).withDeadline(ENDLESS);
        RondoTests.run(options, () -> dev.rondo.Rondo.toThread(() -> late.await()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "-1", "NaN"})
    void malformedDeadlineIsRefused(String seconds) {
        System.setProperty("rondo.test.deadlineSeconds", seconds);
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RondoTests.run(() -> {}))
                    .withMessage(
                            "-Drondo.test.deadlineSeconds must be a number of seconds, 0 for no"
                                    + " limit, but is "
                                    + seconds);
        } finally {
            System.clearProperty("rondo.test.deadlineSeconds");
        }
    }

    // ---- The clock

    @Test
    void clockEnds() {
        RondoTests.run(test -> {
            VirtualClock clock = test.clock();
            for (Duration time : List.of(ENDLESS, Duration.ofNanos(Long.MAX_VALUE))) {
                assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(time));
                assertThatIllegalArgumentException().isThrownBy(() -> clock.skip(time));
            }
            assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(1e300));
            assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Double.NaN));
            clock.advance(9e9);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(9_000_000_000L));
        });
    }

    @Test
    void clockOfAnotherLoopIsRefused() {
        VirtualClock other = new VirtualClock();
        other.newLoop().close();
        RondoTests.run(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> other.advance(5))
                    .withMessageContaining("is not that of this loop");
            assertThatIllegalStateException()
                    .isThrownBy(other::waitUntilBlocked)
                    .withMessageContaining("is not that of this loop");
        });
    }

    @Test
    void cleanUpMaySleepThoughTheClockWasStopped() {
        List<String> steps = new ArrayList<>();
        assertThatThrownBy(() ->
                        RondoTests.run(test -> {
                            test.clock().setAutojump(false);
                            createTask(
                                    "leaked",
                                    () -> {
                                        try {
                                            sleep(100);
                                        } finally {
                                            sleep(1);
                                            steps.add("cleaned up");
                                        }
                                    });
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LEAKED_TASKS")
                .hasMessageContaining("leaked WAITING");
        assertThat(steps).containsExactly("cleaned up");
    }

    @Test
    void whatWasFoundIsSaidThoughTheEndFails() {
        assertThatThrownBy(() ->
                        RondoTests.run(
                                TestOptions.defaults().withDeadline(Duration.ofMillis(300)),
                                () ->
                                        createTask(
                                                "leaked",
                                                () -> {
                                                    try {
                                                        sleep(100);
                                                    } finally {
                                                        long begin = System.nanoTime();
                                                        while (System.nanoTime() - begin
                                                                < 600_000_000) {
                                                            Thread.onSpinWait();
                                                        }
                                                    }
                                                })))
                .hasMessageContaining("leaked WAITING")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    // ---- The seed

    static class FailingTwice {
        private static final RuntimeException FAILURE = new RuntimeException("one and the same");

        @RondoTest
        void test(Seed seed) {
            throw FAILURE;
        }

        @AfterEach
        void tearDown() {
            throw FAILURE;
        }
    }

    @Test
    void seedIsSaidOnce() {
        assertThat(TestKit.failure(FailingTwice.class).getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .startsWith("Replay with");
    }
}
