package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.server.PhaseWatch.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhaseWatchTest {
    private static final Site.Limits LIMITS = new Site.Limits(75, 10, 12, 60, 5);

    private final PhaseWatch watch = new PhaseWatch(LIMITS);

    /** Returns the first tick that says something else than to go on; 0 if none of so many does. */
    private int ticksUntil(Verdict verdict, int most, boolean moves) {
        for (int tick = 1; tick <= most; tick++) {
            Verdict said = watch.tick(moves);
            if (said != Verdict.GO_ON) {
                assertThat(said).isEqualTo(verdict);
                return tick;
            }
        }
        return 0;
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE, CLOSE, 76",
        "HEAD, TIME_OUT, 11",
        "BODY, TIME_OUT, 13",
        "WRITING, ABORT, 61",
        "LINGERING, ABORT, 6",
        "HANDLING, GO_ON, 0",
        "TAKEN, GO_ON, 0",
    })
    void eachPhaseHasItsLimitAndWhatFollows(Phase phase, Verdict verdict, int ticks) {
        watch.enter(phase);
        assertThat(ticksUntil(verdict, 1000, false)).isEqualTo(ticks);
    }

    @ParameterizedTest
    @CsvSource({"IDLE, 76", "HEAD, 11", "BODY, 13", "WRITING, 0", "LINGERING, 6"})
    void onlyAWriterIsSparedByBytesThatLeave(Phase phase, int ticks) {
        watch.enter(phase);
        Verdict verdict =
                phase == Phase.IDLE
                        ? Verdict.CLOSE
                        : phase == Phase.LINGERING ? Verdict.ABORT : Verdict.TIME_OUT;
        assertThat(ticksUntil(verdict, 1000, true)).isEqualTo(ticks);
    }

    @Test
    void enteringAPhaseBeginsItAndTellsTheOneBefore() {
        assertThat(watch.enter(Phase.HEAD)).isEqualTo(Phase.IDLE);
        assertThat(ticksUntil(Verdict.TIME_OUT, 9, false)).isZero();
        assertThat(watch.enter(Phase.HEAD)).isEqualTo(Phase.HEAD);
        assertThat(ticksUntil(Verdict.TIME_OUT, 20, false)).isEqualTo(11);
        assertThat(watch.phase()).isEqualTo(Phase.HEAD);
    }

    @Test
    void lingeringIsBoundedInAllHoweverMuchComes() {
        watch.enter(Phase.LINGERING);
        int ticks = 0;
        while (watch.tick(false) == Verdict.GO_ON) {
            watch.moved();
            ticks++;
        }
        assertThat(ticks).isEqualTo(30);
    }

    @Test
    void aBodyThatComesSlowlyButNotTooSlowlyGoesOn() {
        watch.beginRequest();
        for (int tick = 0; tick < 1000; tick++) {
            watch.enter(Phase.BODY);
            watch.received(240);
            assertThat(watch.tick(false)).isEqualTo(Verdict.GO_ON);
            watch.enter(Phase.HANDLING);
        }
    }

    @Test
    void aBodyThatDripsTimesOutAndTheNextRequestBeginsAnew() {
        for (int request = 0; request < 3; request++) {
            watch.beginRequest();
            int ticks = 0;
            do {
                watch.enter(Phase.BODY);
                watch.received(239);
                ticks++;
            } while (watch.tick(false) == Verdict.GO_ON);
            assertThat(ticks).isEqualTo(13);
        }
    }

    @Test
    void aBodyThatHasComeFastMayPauseForItsLimit() {
        watch.beginRequest();
        watch.enter(Phase.BODY);
        watch.received(1_000_000);
        assertThat(ticksUntil(Verdict.TIME_OUT, 100, false)).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({"PT0.001S, 2", "PT1S, 2", "PT1.5S, 3", "PT75S, 76", "P999999999D, 2147483647"})
    void limitsAreTicksAndOneMore(Duration limit, int ticks) {
        assertThat(Sweep.ticks(limit)).isEqualTo(ticks);
    }
}
