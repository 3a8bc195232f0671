package dev.rondo.sim;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A test of programs that are run under many seeds. */
interface Explored {
    /** Returns the programs, by what they show. */
    Map<String, Simulation.Body<?>> programs();

    @TestFactory
    default Stream<DynamicTest> holdUnderFewSeeds() {
        return Programs.underFewSeeds(programs());
    }

    @Tag("slow")
    @TestFactory
    default Stream<DynamicTest> holdUnderManySeeds() {
        return Programs.underManySeeds(programs());
    }
}
