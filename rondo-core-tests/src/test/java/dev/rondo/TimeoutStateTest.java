package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The states of a {@link Timeout}: moving its deadline, its texts, and what it refuses. */
class TimeoutStateTest {
    private static final Duration SHORT = Duration.ofMillis(10);

    private final List<String> log = new ArrayList<>();

    private static Duration now() {
        return runningLoop().time();
    }

    private static void expire(Timeout limit, Action<?> body) {
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> limit.run(body));
    }

    // ---- Moving the deadline

    @Test
    void deadlineCanBeMovedAndTakenAway() {
        VirtualLoop.run(() -> {
            Duration first = now().plusSeconds(10);
            Timeout limit = Timeout.at(first);
            Task<?> task = createTask(() -> limit.run(() -> sleep(50)));
            sleep(0);
            assertThat(limit.when()).contains(first);
            limit.reschedule(first.plusSeconds(20));
            assertThat(limit.when()).contains(first.plusSeconds(20));
            limit.reschedule(Optional.empty());
            assertThat(limit.when()).isEmpty();
            sleep(40);
            task.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
            assertThat(limit.expired()).isFalse();
        });
    }

    @Test
    void laterDeadlineReplacesTheEarlierOne() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            expire(
                    limit,
                    () -> {
                        limit.reschedule(now().plusSeconds(5));
                        sleep(60);
                    });
            assertThat(now()).hasSeconds(5);
        });
    }

    @Test
    void earlierDeadlineReplacesTheLaterOne() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ofSeconds(50));
            Task<?> task = createTask(() -> expire(limit, () -> sleep(60)));
            sleep(1);
            limit.reschedule(now().plusSeconds(1));
            task.await();
            assertThat(now()).hasSeconds(2);
            sleep(100);
        });
    }

    @Test
    void scopeWithoutADeadlineCanBeGivenOne() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            expire(
                    limit,
                    () -> {
                        limit.reschedule(now().plusSeconds(3));
                        sleep(60);
                    });
            assertThat(now()).hasSeconds(3);
        });
    }

    @Test
    void deadlineInThePastEndsTheBodyAtOnce() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            expire(
                    limit,
                    () -> {
                        limit.reschedule(Duration.ofSeconds(-1));
                        assertThat(limit.expired()).isFalse();
                        sleep(0);
                    });
            assertThat(now()).isZero();
        });
    }

    @Test
    void deadlineMovedInThePassInWhichItCameDoesNotFire() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Timeout limit = Timeout.after(SHORT);
                limit.run(() -> {
                    callSoon(() -> limit.reschedule(now().plusSeconds(5)));
                    virtual.clock().skip(Duration.ofSeconds(1)); // both are ready in one pass
                    sleep(2);
                    log.add("complete");
                });
                assertThat(limit.expired()).isFalse();
            });
        }
        virtual.assertNoReports();
        assertThat(log).containsExactly("complete");
    }

    @Test
    void deadlineTakenAwayInThePassInWhichItCameDoesNotFire() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ZERO); // ready now
            limit.run(() -> {
                limit.reschedule(Optional.empty());
                sleep(5);
            });
            assertThat(limit.expired()).isFalse();
        });
    }

    @Test
    void bodyThatEndsInThePassInWhichTheDeadlineCameLeavesNothing() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Timeout limit = Timeout.after(SHORT);
                limit.run(() -> {
                    Future<String> value = createFuture();
                    callSoon(() -> value.setResult("value"));
                    value.await();
                    virtual.clock().skip(Duration.ofSeconds(1));
                });
                assertThat(limit.expired()).isFalse();
                sleep(1);
                assertThat(currentTask().orElseThrow().cancelling()).isZero();
            });
        }
        virtual.assertNoReports();
    }

    // ---- Refusals

    @Test
    void cannotBeMovedBeforeItBegins() {
        Timeout limit = Timeout.after(SHORT);
        assertThatIllegalStateException()
                .isThrownBy(() -> limit.reschedule(Duration.ofMillis(20)))
                .withMessage("Timeout has not been entered");
        assertThat(limit.when()).isEmpty();
    }

    @Test
    void cannotBeMovedWhileItExpires() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            limit.run(() -> {
                assertThatExceptionOfType(CancelledError.class).isThrownBy(() -> sleep(1));
                assertThat(limit.expired()).isTrue();
                assertThatIllegalStateException()
                        .isThrownBy(() -> limit.reschedule(Duration.ofMillis(20)))
                        .withMessage("Cannot change state of expiring Timeout");
            });
        });
    }

    @Test
    void cannotBeMovedWhenItHasExpired() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            expire(limit, () -> sleep(1));
            assertThatIllegalStateException()
                    .isThrownBy(() -> limit.reschedule(Optional.empty()))
                    .withMessage("Cannot change state of expired Timeout");
        });
    }

    @Test
    void cannotBeMovedWhenItIsOver() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            limit.run(() -> sleep(0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> limit.reschedule(Duration.ofMillis(20)))
                    .withMessage("Cannot change state of finished Timeout");
        });
    }

    @Test
    void cannotBeMovedFromAnotherThread() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            limit.run(() ->
                    assertThatIllegalStateException()
                            .isThrownBy(() -> toThread(() -> limit.reschedule(SHORT)))
                            .withMessageContaining("callSoonThreadsafe()"));
        });
    }

    @Test
    void cannotBeEnteredAgainInItsBody() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            limit.run(() ->
                    assertThatIllegalStateException()
                            .isThrownBy(() -> limit.run(() -> log.add("never")))
                            .withMessage(
                                    "Timeout has already been entered\n"
                                            + "Make a new one for every use"));
        });
        assertThat(log).isEmpty();
    }

    @Test
    void cannotBeEnteredAgainAfterItsEnd() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            limit.run(() -> sleep(0));
            assertThatIllegalStateException()
                    .isThrownBy(() -> limit.run(() -> log.add("never")))
                    .withMessageContaining("has already been entered");
        });
        assertThat(log).isEmpty();
    }

    @Test
    void needsATaskToRunIn() {
        Timeout limit = Timeout.after(SHORT);
        assertThatIllegalStateException()
                .isThrownBy(() -> limit.run(() -> log.add("never")))
                .withMessageStartingWith("no running event loop: timeout()");
        VirtualLoop.run(() -> {
            Future<Throwable> refusal = createFuture();
            callSoon(() ->
                    refusal.setResult(catchThrowable(() -> limit.run(() -> log.add("never")))));
            assertThat(refusal.await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("timeout() was called in a callback");
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> limit.reschedule(SHORT))
                .withMessage("Timeout has not been entered");
        assertThat(log).isEmpty();
        VirtualLoop.run(() -> limit.run(() -> log.add("used at last")));
        assertThat(log).containsExactly("used at last");
    }

    // ---- Texts

    @Test
    void activeOneShowsItsDeadline() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(Duration.ofSeconds(10));
            assertThat(limit).hasToString("<Timeout [created]>");
            limit.run(() -> assertThat(limit).hasToString("<Timeout [active] when=PT10S>"));
        });
    }

    @Test
    void activeOneWithoutADeadlineSaysSo() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.never();
            limit.run(() -> assertThat(limit).hasToString("<Timeout [active] when=never>"));
        });
    }

    @Test
    void expiredOneSaysSo() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            expire(
                    limit,
                    () -> {
                        try {
                            sleep(1);
                        } finally {
                            assertThat(limit).hasToString("<Timeout [expiring]>");
                        }
                    });
            assertThat(limit).hasToString("<Timeout [expired]>");
        });
    }

    @Test
    void finishedOneSaysSo() {
        VirtualLoop.run(() -> {
            Timeout limit = Timeout.after(SHORT);
            limit.run(() -> sleep(0));
            assertThat(limit).hasToString("<Timeout [finished]>");
        });
    }
}
