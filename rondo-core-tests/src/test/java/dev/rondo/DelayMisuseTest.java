package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Negative times and NaN, in every function that takes a time. */
class DelayMisuseTest {
    private static Map<String, Consumer<Duration>> byDuration() {
        EventLoop loop = Rondo.runningLoop();
        Future<Integer> done = loop.createFuture();
        done.setResult(1);
        Map<String, Consumer<Duration>> functions = new LinkedHashMap<>();
        functions.put("sleep()", Rondo::sleep);
        functions.put("sleep() ", time -> Rondo.sleep(time, "result"));
        functions.put("sleep()  ", time -> Rondo.sleep(time.toNanos(), TimeUnit.NANOSECONDS));
        functions.put("waitAll()", time -> Rondo.waitAll(List.of(done), time));
        functions.put("waitFirst()", time -> Rondo.waitFirst(List.of(done), time));
        functions.put(
                "waitFirstException()", time -> Rondo.waitFirstException(List.of(done), time));
        functions.put("asCompleted()", time -> Rondo.asCompleted(List.of(done), time));
        functions.put("waitFor()", time -> Rondo.waitFor(done, time));
        functions.put("timeout()", time -> Rondo.timeout(time, () -> {}));
        functions.put("timeout() ", time -> Rondo.timeout(time, () -> 1));
        functions.put("timeout()  ", Timeout::after);
        functions.put(
                "staggeredRace()",
                time -> Rondo.staggeredRace(List.of(() -> 1), Optional.of(time)));
        functions.put("callLater()", time -> Rondo.callLater(time, () -> {}));
        functions.put("callLater() ", time -> loop.callLater(time, () -> {}));
        functions.put("callLater()  ", time -> loop.callLater(time, () -> {}, new Context()));
        functions.put("shutdownDefaultExecutor()", loop::shutdownDefaultExecutor);
        functions.put(
                "shutdownTimeout", time -> RunnerOptions.defaults().withShutdownTimeout(time));
        return functions;
    }

    private static Map<String, DoubleConsumer> bySeconds() {
        EventLoop loop = Rondo.runningLoop();
        Future<Integer> done = loop.createFuture();
        done.setResult(1);
        Map<String, DoubleConsumer> functions = new LinkedHashMap<>();
        functions.put("sleep()", Rondo::sleep);
        functions.put("waitFor()", time -> Rondo.waitFor(done, time));
        functions.put("timeout()", time -> Rondo.timeout(time, () -> {}));
        functions.put("timeout() ", time -> Rondo.timeout(time, () -> 1));
        functions.put("callLater()", time -> Rondo.callLater(time, () -> {}));
        functions.put("callLater() ", time -> loop.callLater(time, () -> {}));
        return functions;
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void negativeDuration() {
        VirtualLoop.run(() ->
                byDuration()
                        .forEach((name, function) ->
                                assertRefused(
                                        () -> function.accept(Duration.ofMillis(-1)),
                                        name.trim()
                                                + " takes no negative delay, but got PT-0.001S")));
    }

    @Test
    void negativeSeconds() {
        VirtualLoop.run(() ->
                bySeconds()
                        .forEach((name, function) ->
                                assertRefused(
                                        () -> function.accept(-0.5),
                                        name.trim()
                                                + " takes no negative delay, but got -0.5"
                                                + " seconds")));
    }

    @Test
    void negativeInfinity() {
        VirtualLoop.run(() ->
                bySeconds()
                        .forEach((name, function) ->
                                assertRefused(
                                        () -> function.accept(Double.NEGATIVE_INFINITY),
                                        name.trim()
                                                + " takes no negative delay, but got -Infinity"
                                                + " seconds")));
    }

    @Test
    void notANumber() {
        VirtualLoop.run(() ->
                bySeconds()
                        .forEach((name, function) ->
                                assertRefused(
                                        () -> function.accept(Double.NaN),
                                        name.trim() + " takes a number of seconds, but got NaN")));
    }

    @Test
    void slowCallbackDurationIsPositive() {
        VirtualLoop.run(() -> {
            for (Duration time : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
                assertRefused(
                        () -> Rondo.runningLoop().setSlowCallbackDuration(time),
                        "slowCallbackDuration must be positive, but got " + time);
            }
        });
    }

    @Test
    void refusedDelayLeavesNothingBehind() {
        VirtualLoop.run(() -> {
            EventLoop loop = Rondo.runningLoop();
            LoopSnapshot before = loop.snapshot();
            byDuration()
                    .forEach((name, function) ->
                            assertThatThrownBy(() -> function.accept(Duration.ofNanos(-1))));
            bySeconds()
                    .forEach((name, function) ->
                            assertThatThrownBy(() -> function.accept(Double.NaN)));
            assertThat(loop.snapshot()).isEqualTo(before);
            assertThat(loop.runInExecutor(() -> "still open").await()).isEqualTo("still open");
        });
    }

    @Test
    void negativeZeroIsZero() {
        VirtualLoop.run(() -> {
            Rondo.sleep(-0.0);
            Rondo.waitFor(Rondo.createTask(() -> 1), 1 - 0.0);
        });
    }

    @Test
    void infinityIsForEver() {
        VirtualLoop.run(() -> {
            Task<Integer> slow =
                    Rondo.createTask(
                            "slow",
                            () -> {
                                Rondo.sleep(1e6);
                                return 1;
                            });
            assertThat(Rondo.waitFor(slow, Double.POSITIVE_INFINITY)).isEqualTo(1);
            Rondo.callLater(Double.POSITIVE_INFINITY, () -> {}).cancel();
        });
    }

    @Test
    void largestDurationIsForEver() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        VirtualLoop.run(() -> {
            Task<Integer> slow =
                    Rondo.createTask(
                            "slow",
                            () -> {
                                Rondo.sleep(1e6);
                                return 1;
                            });
            assertThat(Rondo.waitFor(slow, longest)).isEqualTo(1);
            assertThat(Rondo.<Integer, RuntimeException>timeout(longest, () -> 2)).isEqualTo(2);
            assertThatThrownBy(() ->
                            Rondo.timeout(1e6, () -> Rondo.sleep(Long.MAX_VALUE, TimeUnit.DAYS)))
                    .isInstanceOf(TimeoutException.class);
            Rondo.callLater(longest, () -> {}).cancel();
        });
    }

    @Test
    void pointsOfTimeInThePastAreFine() {
        VirtualLoop.run(() -> {
            List<String> ran = new java.util.ArrayList<>();
            Rondo.runningLoop().callAt(Duration.ofSeconds(-5), () -> ran.add("past"));
            Rondo.sleep(0);
            Rondo.sleep(0);
            assertThat(ran).containsExactly("past");
            assertThatThrownBy(() -> Rondo.timeoutAt(Duration.ofSeconds(-5), () -> Rondo.sleep(1)))
                    .isInstanceOf(TimeoutException.class);
        });
    }
}
