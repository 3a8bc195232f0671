package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.postgres.test.Answer;
import dev.rondo.postgres.test.ScriptedServer;
import dev.rondo.test.RondoTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pauses before something is tried again grow, have a limit, and are not all the same. */
class PausesTest {
    private static Duration ms(long time) {
        return Duration.ofMillis(time);
    }

    @RondoTest
    void aPauseIsFromHalfOfTheWholeToTheWholeWhichDoublesUpToALimit() {
        Pauses pauses = new Pauses(ms(100), ms(1000));
        long[] whole = {100, 200, 400, 800, 1000, 1000};
        for (int failures = 1; failures <= whole.length; failures++) {
            Set<Duration> drawn = new LinkedHashSet<>();
            for (int i = 0; i < 100; i++) {
                Duration pause = pauses.after(failures, Rondo.runningLoop());
                assertThat(pause).isBetween(ms(whole[failures - 1] / 2), ms(whole[failures - 1]));
                drawn.add(pause);
            }
            assertThat(drawn).hasSizeGreaterThan(50);
        }
    }

    @RondoTest
    void theLastPausesAreBoundedHoweverOftenItFailsAndHoweverLongTheyAre() {
        Pauses pauses = new Pauses(ms(10), Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(pauses.after(Integer.MAX_VALUE, Rondo.runningLoop()))
                .isBetween(Duration.ofDays(182), Duration.ofDays(365));
        Pauses none = new Pauses(Duration.ZERO, Duration.ofSeconds(1));
        assertThat(none.after(1, Rondo.runningLoop())).isZero();
        assertThat(none.after(100, Rondo.runningLoop())).isZero();
        Pauses least = new Pauses(Duration.ofNanos(1), Duration.ofNanos(1));
        assertThat(least.after(5, Rondo.runningLoop())).isEqualTo(Duration.ofNanos(1));
    }

    private static List<Duration> attempts(TransactionOptions options) {
        List<Duration> times = new ArrayList<>();
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("update").answer(Answer.error("40001", "could not serialize"));
            assertThatThrownBy(() ->
                            connection.transaction(
                                    options,
                                    () -> {
                                        times.add(Rondo.runningLoop().time());
                                        connection.execute("update");
                                    }))
                    .isInstanceOf(SerializationFailureException.class);
            assertThat(connection.isInTransaction()).isFalse();
        }
        return times;
    }

    @RondoTest
    void aTransactionThatIsTriedAgainWaitsLongerEachTime() {
        List<Duration> times = attempts(TransactionOptions.defaults().withAttempts(4));
        assertThat(times).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(times.get(i).minus(times.get(i - 1)))
                    .isBetween(ms(5L << (i - 1)), ms(10L << (i - 1)).plusMillis(1));
        }
    }

    @RondoTest
    void aTransactionWithoutDelaysIsTriedAgainAtOnce() {
        List<Duration> times =
                attempts(
                        TransactionOptions.defaults()
                                .withAttempts(3)
                                .withDelays(Duration.ZERO, Duration.ZERO));
        assertThat(times).hasSize(3);
        assertThat(times.getLast().minus(times.getFirst())).isLessThan(ms(1));
    }

    @RondoTest
    void delaysThatAreNoneAreRefused() {
        TransactionOptions options = TransactionOptions.defaults();
        assertThatThrownBy(() -> options.withDelays(ms(-1), ms(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firstDelay");
        assertThatThrownBy(() -> options.withDelays(ms(2), ms(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxDelay");
    }

    @RondoTest
    void aTransactionThatIsCancelledInAPauseLeavesNothingOpen() {
        try (ScriptedServer server = ScriptedServer.start();
                Connection connection = Postgres.connect(server.options())) {
            server.when("update").answer(Answer.error("40001", "could not serialize"));
            var options =
                    TransactionOptions.defaults()
                            .withAttempts(9)
                            .withDelays(Duration.ofHours(1), Duration.ofHours(1));
            assertThatThrownBy(() ->
                            Rondo.timeout(
                                    Duration.ofMinutes(1),
                                    () ->
                                            connection.transaction(
                                                    options,
                                                    () -> {
                                                        connection.execute("update");
                                                    })))
                    .isInstanceOf(dev.rondo.TimeoutException.class);
            assertThat(connection.isInTransaction()).isFalse();
            server.when("select 1").answer(Answer.rows("a int4").withRow(1));
            assertThat(connection.fetchValue("select 1")).isEqualTo(1);
        }
    }
}
