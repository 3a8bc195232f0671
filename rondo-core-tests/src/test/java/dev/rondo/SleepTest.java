package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.test.Steps;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Rondo#sleep}. */
class SleepTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void returnsItsResultAfterItsTime() {
        Task<String> task =
                loop.createTask(() -> {
                    sleep(Duration.ofMillis(50));
                    assertThat(virtual.now()).isEqualTo(Duration.ofMillis(50));
                    return sleep(Duration.ofMillis(50), "yeah");
                });
        assertThat(loop.runUntilComplete(task)).isEqualTo("yeah");
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void unitIsTheCallers() {
        loop.runUntilComplete(() -> {
            sleep(100, TimeUnit.MILLISECONDS);
            assertThat(virtual.now()).isEqualTo(Duration.ofMillis(100));
            sleep(2, TimeUnit.MINUTES);
            assertThat(virtual.now()).isEqualTo(Duration.ofMillis(120_100));
        });
    }

    @Test
    void zeroLetsTheOthersRunOnce() {
        AtomicInteger result = new AtomicInteger();
        loop.runUntilComplete(() -> {
            callSoon(result::incrementAndGet);
            assertThat(result).hasValue(0);
            int number = sleep(Duration.ZERO, 10);
            assertThat(result).hasValue(1);
            result.addAndGet(number);
        });
        assertThat(result).hasValue(11);
        assertThat(virtual.now()).isZero();
    }

    @Test
    void zeroTakesOnePass() {
        Steps steps = new Steps();
        loop.createTask(() -> {
            steps.expect(1);
            sleep(0);
            steps.expect(3);
        });
        loop.createTask(() -> {
            steps.expect(2);
            sleep(Duration.ZERO);
            steps.finish(4);
        });
        virtual.runOnce();
        assertThat(steps.count()).isEqualTo(2);
        virtual.runOnce();
        assertThat(steps.count()).isEqualTo(4);
    }

    @Test
    void sleepersWakeInTheOrderOfTheirDeadlines() {
        List<Integer> order = new ArrayList<>();
        for (int delay : List.of(3, 1, 2, 1)) {
            loop.createTask(() -> {
                sleep(delay);
                order.add(delay);
            });
        }
        loop.runUntilComplete(() -> sleep(5));
        assertThat(order).containsExactly(1, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, -1e-9, Double.NEGATIVE_INFINITY})
    void timeMustBeANumberAndNotNegative(double seconds) {
        loop.runUntilComplete(() -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sleep(seconds))
                    .withMessageContaining("sleep()");
        });
        assertThat(virtual.now()).isZero();
    }

    @Test
    void durationMustNotBeNegative() {
        loop.runUntilComplete(() -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sleep(Duration.ofNanos(-1)))
                    .withMessageContaining("sleep()");
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, 1e300})
    void longestSleepLastsUntilItIsCancelled(double seconds) {
        Task<?> task = loop.createTask(() -> sleep(seconds));
        loop.runUntilComplete(() -> sleep(Duration.ofDays(365)));
        assertThat(task.done()).isFalse();
        task.cancel();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(task));
    }

    @Test
    void longDurationIsNoOverflow() {
        Task<?> task = loop.createTask(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        virtual.runBriefly();
        assertThat(task.done()).isFalse();
        task.cancel();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(task));
    }

    @Test
    void needsATask() {
        assertThatIllegalStateException()
                .isThrownBy(() -> sleep(1))
                .withMessageContaining("no running event loop");
    }

    @Test
    void cannotBeCalledInACallback() {
        List<Throwable> thrown = new ArrayList<>();
        loop.callSoon(() -> {
            try {
                sleep(1);
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        });
        virtual.runOnce();
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("callback"));
    }
}
