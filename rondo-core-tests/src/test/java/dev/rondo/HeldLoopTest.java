package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Outside of debug mode, too, code that holds the loop is reported while it does, with its stack.
 */
class HeldLoopTest {
    private static void hold(CapturedLog log) {
        while (log.messages().isEmpty()) {
            Thread.onSpinWait(); // until the watchdog has seen it
        }
    }

    private static List<String> messages(Duration watchdog, Action<RuntimeException> body) {
        CapturedLog log = new CapturedLog();
        try (log;
                EventLoop loop =
                        EventLoop.create(
                                LoopOptions.defaults().withDebug(false).withWatchdog(watchdog))) {
            loop.runUntilComplete(body);
            return List.copyOf(log.messages());
        }
    }

    @Test
    void heldLoopIsReportedOnceWithTheStackThatHoldsItAndWhenItGoesOn() {
        CapturedLog log = new CapturedLog();
        try (log;
                EventLoop loop =
                        EventLoop.create(
                                LoopOptions.defaults()
                                        .withDebug(false)
                                        .withWatchdog(Duration.ofMillis(1)))) {
            loop.runUntilComplete(() -> {
                Rondo.createTask("spinner", () -> hold(log)).await();
                while (log.messages().size() < 2) {
                    Rondo.sleep(0.001);
                }
            });
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().getFirst())
                    .contains("name='spinner'")
                    .contains(" has held the loop for ")
                    .contains("at dev.rondo.HeldLoopTest.hold(HeldLoopTest.java:");
            assertThat(log.messages().getLast())
                    .startsWith("The loop goes on; ")
                    .contains("name='spinner'");
        }
    }

    @Test
    void nothingIsSaidOfALoopThatIsNotHeld() {
        assertThat(messages(Duration.ofMillis(1), () -> Rondo.sleep(0.3))).isEmpty();
    }
}
