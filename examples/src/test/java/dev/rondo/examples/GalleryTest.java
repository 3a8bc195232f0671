package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.sim.Exploration;
import dev.rondo.sim.ExplorationOptions;
import dev.rondo.sim.Seed;
import dev.rondo.sim.Simulation;
import dev.rondo.sim.SimulationFailure;
import dev.rondo.sim.SimulationOptions;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken program is found out, and says how to repeat it; each mended one holds. */
class GalleryTest {
    private static final int MOST_SEEDS = 1_000;
    private static final Pattern RUN = Pattern.compile("failed in run (\\d+):");
    private static final Pattern SHORTEST =
            Pattern.compile("\nShortest schedule: -Drondo\\.seed=(\\S*)\n");

    static List<String> names() throws IOException {
        return Gallery.names();
    }

    private static SimulationFailure failureOf(String name) {
        return Exploration.find(
                        ExplorationOptions.defaults().withSeeds(MOST_SEEDS), Gallery.broken(name))
                .orElseThrow(() -> new AssertionError(MOST_SEEDS + " seeds did not find " + name));
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static void assertFailsAlike(String name, Seed seed, SimulationFailure failure) {
        SimulationOptions options = SimulationOptions.defaults().withSeed(seed);
        assertThatThrownBy(() -> Simulation.run(options, Gallery.broken(name)))
                .isInstanceOf(SimulationFailure.class)
                .cause()
                .hasSameClassAs(failure.getCause())
                .hasMessage(failure.getCause().getMessage());
    }

    @Test
    void theGalleryHasTheSixBugs() throws IOException {
        assertThat(names())
                .containsExactly(
                        "CheckThenAct",
                        "LeakyPool",
                        "LostItem",
                        "LostWakeup",
                        "MixedReplies",
                        "SplitBrain");
    }

    @ParameterizedTest
    @MethodSource("names")
    void brokenOneIsFoundAndSaysHowToRepeatIt(String name) {
        SimulationFailure failure = failureOf(name);
        assertThat(failure.getMessage())
                .contains("\nReplay with: -Drondo.seed=" + failure.seed() + "\n")
                .containsPattern("\nEvents(, the last \\d+)?:\n +\\d+\\.\\d+ ");
        assertThat(Integer.parseInt(group(RUN, failure.getMessage()))).isLessThan(MOST_SEEDS);
        assertFailsAlike(name, Seed.parse(group(SHORTEST, failure.getMessage())), failure);
    }

    @ParameterizedTest
    @MethodSource("names")
    void mendedOneHolds(String name) {
        Exploration.run(300, Gallery.mended(name));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("names")
    void mendedOneHoldsForLong(String name) {
        Exploration.run(10_000, Gallery.mended(name));
    }
}
