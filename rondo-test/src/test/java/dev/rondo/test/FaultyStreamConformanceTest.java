package dev.rondo.test;

import dev.rondo.sim.Seed;
import dev.rondo.stream.MemoryStream;
import org.junit.jupiter.api.Nested;

/** Faults that break nothing stay within the contract. */
class FaultyStreamConformanceTest {
    private static void withPair(ByteStreamConformance.Scenario scenario, Faults faults)
            throws Exception {
        RondoTests.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            scenario.run(
                    new FaultyStream(pair.first(), faults),
                    new FaultyStream(pair.second(), faults));
        });
    }

    @Nested
    class WithoutFaults extends ByteStreamConformance {
        @Override
        public void withPair(Scenario scenario) throws Exception {
            FaultyStreamConformanceTest.withPair(scenario, Faults.none());
        }
    }

    @Nested
    class WithHarmlessFaults extends ByteStreamConformance {
        @Override
        public void withPair(Scenario scenario) throws Exception {
            Faults faults = Faults.seeded(Seed.of(4711), Faults.Odds.harmless());
            FaultyStreamConformanceTest.withPair(scenario, faults);
        }

        @Override
        public void settle() {
            dev.rondo.Rondo.sleep(1); // longer than every delay
        }

        @Override
        public boolean holdsBytes() {
            return false; // a trial that is delayed takes nothing
        }
    }
}
