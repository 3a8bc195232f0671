package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.Start;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code staggeredRace}: attempts that start one after the other until one succeeds. */
@ParameterizedClass
@EnumSource
class StaggeredRaceTest {
    private static final Optional<Duration> NO_DELAY = Optional.empty();
    private static final Optional<Duration> SHORT = Optional.of(Duration.ofMillis(100));

    private final Start start;
    private final List<String> log = new ArrayList<>();

    StaggeredRaceTest(Start start) {
        this.start = start;
    }

    private static Task<?> self() {
        return currentTask().orElseThrow();
    }

    private Callable<String> succeeds(String name, double seconds) {
        return () -> {
            log.add(name + " at " + runningLoop().time().toMillis());
            try {
                sleep(seconds);
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
            return name;
        };
    }

    private Callable<String> fails(String name, double seconds) {
        return () -> {
            succeeds(name, seconds).call();
            throw new IOException(name);
        };
    }

    private static void assertWon(RaceResult<String> result, int index, String value) {
        assertThat(result.winner()).contains(index);
        assertThat(result.value()).contains(value);
        assertThat(result.failures().get(index)).isEmpty();
        assertThat(self().cancelling()).isZero();
    }

    private static void assertNoWinner(RaceResult<?> result) {
        assertThat(result.winner()).isEmpty();
        assertThat(result.value()).isEmpty();
    }

    // ---- Who wins

    @Test
    void withoutAttemptsNobodyWins() {
        start.run(() -> {
            RaceResult<String> result = staggeredRace(List.<Callable<String>>of(), NO_DELAY);
            assertNoWinner(result);
            assertThat(result.failures()).isEmpty();
        });
    }

    @Test
    void firstSuccessWinsAndTheOthersDoNotStart() {
        start.run(() -> {
            var result = staggeredRace(List.of(succeeds("a", 0), succeeds("b", 0)), NO_DELAY);
            assertWon(result, 0, "a");
            assertThat(result.failures()).hasSize(1);
            assertThat(log).containsExactly("a at 0");
        });
    }

    @Test
    void failureStartsTheNextAttemptAtOnce() {
        start.run(() -> {
            var result = staggeredRace(List.of(fails("a", 0), succeeds("b", 0)), NO_DELAY);
            assertWon(result, 1, "b");
            assertThat(result.failures()).hasSize(2);
            assertThat(result.failures().getFirst().orElseThrow())
                    .isInstanceOf(IOException.class)
                    .hasMessage("a");
            assertThat(log).containsExactly("a at 0", "b at 0");
        });
    }

    @Test
    void delayStartsTheNextAttemptAndTheLoserIsCancelled() {
        start.run(() -> {
            var result = staggeredRace(List.of(succeeds("a", 10), succeeds("b", 0)), SHORT);
            assertWon(result, 1, "b");
            assertThat(result.failures()).hasSize(2);
            assertThat(result.failures().getFirst().orElseThrow())
                    .isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("a at 0", "b at 100", "a cancelled");
        });
    }

    @Test
    void whenAllFailNobodyWins() {
        start.run(() -> {
            var result = staggeredRace(List.of(fails("a", 0), fails("b", 0)), NO_DELAY);
            assertNoWinner(result);
            assertThat(result.failures())
                    .extracting(failure -> failure.orElseThrow().getMessage())
                    .containsExactly("a", "b");
        });
    }

    @Test
    void ofTwoThatSucceedInOnePassTheFirstWins() {
        start.run(() -> {
            Future<String> event = createFuture();
            List<Callable<String>> attempts =
                    List.of(
                            () -> event.await() + " 0",
                            () -> shield(event).await() + " 1",
                            () -> {
                                event.setResult("set");
                                return Rondo.<String>createFuture().await();
                            });
            RaceResult<String> result = staggeredRace(attempts, SHORT);
            assertWon(result, 0, "set 0");
            assertThat(result.failures()).hasSize(3);
            // The second had its value too, but came too late: only the winner has no failure.
            assertThat(result.failures().subList(1, 3))
                    .allSatisfy(failure ->
                            assertThat(failure.orElseThrow()).isInstanceOf(CancelledError.class));
        });
    }

    @Test
    void slowWinnerIsNotOvertakenByLaterAttempts() {
        start.run(() -> {
            var result =
                    staggeredRace(
                            List.of(succeeds("a", 0.25), succeeds("b", 5), succeeds("c", 5)),
                            SHORT);
            assertWon(result, 0, "a");
            assertThat(runningLoop().time()).hasMillis(250);
            assertThat(log)
                    .containsExactly(
                            "a at 0", "b at 100", "c at 200", "b cancelled", "c cancelled");
        });
    }

    @Test
    void failureOfAnOlderAttemptDoesNotHurryTheNext() {
        start.run(() -> {
            var result =
                    staggeredRace(
                            List.of(fails("a", 0.15), succeeds("b", 5), succeeds("c", 0.01)),
                            SHORT);
            assertWon(result, 2, "c");
            assertThat(log).containsExactly("a at 0", "b at 100", "c at 200", "b cancelled");
        });
    }

    @Test
    void failureBeforeTheDelayIsOverHurriesTheNext() {
        start.run(() -> {
            var result = staggeredRace(List.of(fails("a", 0.03), succeeds("b", 0)), SHORT);
            assertWon(result, 1, "b");
            assertThat(log).containsExactly("a at 0", "b at 30");
        });
    }

    @Test
    void delayOfZeroStartsAllAtOnce() {
        start.run(() -> {
            var result =
                    staggeredRace(
                            List.of(succeeds("a", 3), succeeds("b", 2), succeeds("c", 1)),
                            Optional.of(Duration.ZERO));
            assertWon(result, 2, "c");
            assertThat(log).startsWith("a at 0", "b at 0", "c at 0");
        });
    }

    @Test
    void winnerMayHaveNoValue() {
        start.run(() -> {
            RaceResult<String> result =
                    staggeredRace(List.<Callable<String>>of(() -> null), NO_DELAY);
            assertThat(result.winner()).contains(0);
            assertThat(result.value()).isEmpty();
        });
    }

    @Test
    void attemptThatIsCancelledOnItsOwnIsAFailure() {
        start.run(() -> {
            List<Callable<String>> attempts =
                    List.of(
                            () -> {
                                self().cancel("on its own");
                                sleep(1);
                                return "never";
                            },
                            succeeds("b", 0));
            RaceResult<String> result = staggeredRace(attempts, NO_DELAY);
            assertWon(result, 1, "b");
            assertThat(result.failures().getFirst().orElseThrow())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("on its own");
        });
    }

    @Test
    void losersAreWaitedFor() {
        start.run(() -> {
            Callable<String> slowToEnd =
                    () -> {
                        try {
                            return succeeds("a", 10).call();
                        } finally {
                            sleep(1);
                            log.add("cleaned");
                        }
                    };
            assertWon(staggeredRace(List.of(slowToEnd, succeeds("b", 0)), SHORT), 1, "b");
            assertThat(log).endsWith("a cancelled", "cleaned");
            assertThat(allTasks()).containsExactly(self());
        });
    }

    // ---- The caller is cancelled

    @Test
    void cancelOfTheCallerIsPassedOnEveryTime() {
        start.run(() -> {
            Timeout outer = Timeout.never();
            Timeout inner = Timeout.never();
            Callable<String> stubborn =
                    () -> {
                        inner.reschedule(Duration.ofSeconds(-1));
                        swallowACancel("1");
                        outer.reschedule(Duration.ofSeconds(-1));
                        swallowACancel("2");
                        return succeeds("a", 3600).call();
                    };
            Task<?> task =
                    createTask(() ->
                            outer.run(() ->
                                    inner.run(() -> {
                                        try {
                                            staggeredRace(List.of(stubborn), NO_DELAY);
                                        } catch (CancelledError e) {
                                            log.add("cancelled 3");
                                            throw e;
                                        }
                                    })));
            sleep(1);
            allTasks().getLast().cancel(); // the attempt, which refused twice
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(task::await);
            assertThat(log)
                    .containsExactly(
                            "cancelled 1", "cancelled 2", "a at 0", "a cancelled", "cancelled 3");
        });
    }

    private void swallowACancel(String name) {
        try {
            sleep(10);
        } catch (CancelledError e) {
            log.add("cancelled " + name);
        }
    }

    @Test
    void cancelOfTheCallerEndsAllAttempts() {
        start.run(() -> {
            Task<?> task =
                    createTask(() ->
                            staggeredRace(List.of(succeeds("a", 5), succeeds("b", 5)), SHORT));
            sleep(1);
            task.cancel("outside");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("outside");
            assertThat(log).containsExactly("a at 0", "b at 100", "a cancelled", "b cancelled");
        });
    }

    @Test
    void cancelOfTheCallerWhileTheLosersEndDoesNotLoseTheResult() {
        start.run(() -> {
            Callable<String> slowToEnd =
                    () -> {
                        try {
                            return succeeds("a", 10).call();
                        } finally {
                            sleep(2);
                        }
                    };
            Task<?> task =
                    createTask(() -> {
                        var result = staggeredRace(List.of(slowToEnd, succeeds("b", 0)), SHORT);
                        log.add("winner " + result.value().orElseThrow());
                        assertThat(self().cancelling()).isEqualTo(1);
                        sleep(1);
                        log.add("never");
                    });
            sleep(1);
            task.cancel("outside");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("outside");
            assertThat(log).endsWith("winner b");
        });
    }

    // ---- Refusals

    @Test
    void negativeDelayIsRefusedBeforeAnythingStarts() {
        start.run(() ->
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                staggeredRace(
                                        List.of(succeeds("a", 0)),
                                        Optional.of(Duration.ofSeconds(-1))))
                        .withMessageContaining("staggeredRace() takes no negative delay"));
        assertThat(log).isEmpty();
    }

    @Test
    void needsATask() {
        assertThatIllegalStateException()
                .isThrownBy(() -> staggeredRace(List.of(succeeds("a", 0)), NO_DELAY))
                .withMessageContaining("no running event loop: staggeredRace()");
        assertThat(log).isEmpty();
    }
}
