package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Debug mode's reports of what held the loop too long, by the loop's clock. */
class SlowCallbackTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final CapturedLog log = new CapturedLog();

    @BeforeEach
    void debug() {
        loop.setDebug(true);
    }

    @AfterEach
    void close() {
        virtual.close();
        log.close();
    }

    private void take(int millis) {
        virtual.clock().skip(Duration.ofMillis(millis));
    }

    private java.util.List<String> warnings() {
        return log.records().stream()
                .filter(record -> record.getLevel() == Level.WARNING)
                .map(java.util.logging.LogRecord::getMessage)
                .toList();
    }

    @Test
    void slowCallbackIsReported() {
        loop.callSoon(() -> take(123));
        virtual.runBriefly();

        assertThat(warnings()).hasSize(1);
        assertThat(warnings().getFirst())
                .matches(
                        "Executing <Handle lambda in .*SlowCallbackTest created .*> took 0.123"
                                + " seconds");
    }

    @Test
    void slowStepOfATaskIsReported() {
        loop.createTask(
                TaskOptions.named("slow"),
                () -> {
                    take(123);
                    Rondo.sleep(0);
                    return "done";
                });
        virtual.runBriefly();

        assertThat(warnings()).hasSize(1);
        assertThat(warnings().getFirst())
                .startsWith("Executing <Task ")
                .contains("name='slow'")
                .endsWith(" took 0.123 seconds");
    }

    @Test
    void everySlowStepIsReportedButNotTheirSum() {
        loop.createTask(() -> {
            take(60);
            Rondo.sleep(0);
            take(60);
            Rondo.sleep(0);
            take(200);
        });
        virtual.runBriefly();

        assertThat(warnings()).hasSize(1);
        assertThat(warnings().getFirst()).endsWith("took 0.200 seconds");
    }

    @Test
    void waitingIsNotHolding() {
        loop.runUntilComplete(() -> Rondo.sleep(Duration.ofSeconds(10), "slept"));
        virtual.runBriefly();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void limitIsATenthOfASecondAtFirst() {
        assertThat(loop.slowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
        loop.callSoon(() -> take(99));
        virtual.runBriefly();
        assertThat(warnings()).isEmpty();

        loop.callSoon(() -> take(100));
        virtual.runBriefly();
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void limitMayBeChanged() {
        loop.setSlowCallbackDuration(Duration.ofMillis(5));
        assertThat(loop.slowCallbackDuration()).isEqualTo(Duration.ofMillis(5));

        loop.callSoon(() -> take(5));
        virtual.runBriefly();

        assertThat(warnings()).hasSize(1);
    }

    @Test
    void limitThatIsNotPositiveIsRefused() {
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
            assertThatThrownBy(() -> loop.setSlowCallbackDuration(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("slowCallbackDuration must be positive");
        }
        assertThat(loop.slowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void outsideOfDebugModeNothingIsReported() {
        loop.setDebug(false);
        assertThat(loop.debug()).isFalse();
        loop.callSoon(() -> take(1000));
        loop.createTask(() -> take(1000));

        virtual.runBriefly();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void debugModeMayBeTurnedOnWhileTheLoopRuns() {
        loop.setDebug(false);
        loop.createTask(() -> {
            loop.setDebug(true);
            Rondo.sleep(0);
            take(300);
        });

        virtual.runBriefly();

        assertThat(loop.debug()).isTrue();
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void reportOfTheLastPassIsNotLost() {
        loop.callSoon(() -> {
            take(123);
            loop.stop();
        });
        loop.runForever();
        loop.close();

        assertThat(warnings()).hasSize(1);
    }

    @Test
    void reportAtTheEndOfARunIsNotLost() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> take(123));
        }

        assertThat(warnings()).hasSize(1);
    }
}
