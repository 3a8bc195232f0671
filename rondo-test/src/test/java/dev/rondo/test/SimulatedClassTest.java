package dev.rondo.test;

import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.sim.Simulation;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Classes of simulated tests of all the kinds that JUnit has. */
class SimulatedClassTest {
    @InLoop
    static class Mixed {
        private int setUps;

        @BeforeEach
        void setUp() {
            setUps++;
        }

        @Test
        void inALoop(VirtualClock clock) {
            sleep(60);
            assertThat(setUps).isOne();
        }

        @SimulationTest(seeds = 3)
        void onThreads(Simulation simulation) {
            sleep(60);
            assertThat(setUps).isOne();
        }

        @SimulationTest(seeds = 3, threads = 1)
        void onOneThread(Simulation simulation) {
            sleep(60);
        }

        @EveryOrder
        void inEveryOrder(Simulation simulation) {
            sleep(60);
        }
    }

    @Test
    void simulatedTestsMayStandInAClassOfTestsInALoop() {
        TestKit.passes(Mixed.class, 4);
    }

    abstract static class Base {
        private int value;

        abstract int value();

        @BeforeEach
        void setUp(Simulation simulation) {
            value = value();
        }

        @Nested
        class Inside {
            @SimulationTest(seeds = 3)
            void test(Simulation simulation) {
                assertThat(value).isEqualTo(7);
            }
        }
    }

    static class Derived extends Base {
        @Override
        int value() {
            return 7;
        }
    }

    @Test
    void nestedClassesMayBeInherited() {
        TestKit.passes(Derived.class, 1);
    }

    static class FailingInTearDown {
        static final AssertionError FAILURE = new AssertionError("one and the same");
        static final AtomicInteger TEAR_DOWNS = new AtomicInteger();

        @SimulationTest(seeds = 1, shrinkRuns = 0)
        void test(Simulation simulation) {
            throw FAILURE;
        }

        @AfterEach
        void one() {
            TEAR_DOWNS.incrementAndGet();
            throw FAILURE;
        }

        @AfterEach
        void two() {
            TEAR_DOWNS.incrementAndGet();
            throw FAILURE;
        }
    }

    @Test
    void everyTearDownIsCalledThoughOneFails() {
        FailingInTearDown.TEAR_DOWNS.set(0);
        assertThat(TestKit.failure(FailingInTearDown.class))
                .hasCause(FailingInTearDown.FAILURE)
                .hasMessageContaining("one and the same");
        assertThat(FailingInTearDown.TEAR_DOWNS.get() % 2).isZero();
    }

    // ---- Assumptions

    static class Assuming {
        static final AtomicInteger RUNS = new AtomicInteger();

        @SimulationTest(seeds = 40)
        void sometimes(Simulation simulation) {
            assumeTrue(simulation.random(2) == 0);
            RUNS.incrementAndGet();
        }

        @SimulationTest(seeds = 40)
        void never(Simulation simulation) {
            assumeTrue(false, "not on this system");
        }
    }

    @Test
    void runsWhoseAssumptionsFailAreNoFailures() {
        Assuming.RUNS.set(0);
        var results = TestKit.run(Assuming.class);
        assertThat(results.testEvents().failed().count()).isZero();
        assertThat(results.testEvents().succeeded().count()).isOne();
        assertThat(results.testEvents().aborted().count()).isOne();
        assertThat(Assuming.RUNS).hasValueBetween(1, 39);
    }

    // ---- What cannot be

    static class WithConstructor {
        WithConstructor(Simulation simulation) {
            simulation.time();
        }

        @SimulationTest(seeds = 1)
        void test(Simulation simulation) {}
    }

    @Test
    void constructorHasNoSimulation() {
        assertThat(TestKit.failure(WithConstructor.class))
                .hasMessageContaining("There is no simulation yet")
                .hasMessageContaining("@BeforeEach");
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class WithSetUpForAll {
        @BeforeAll
        void setUp() {}

        @SimulationTest(seeds = 1)
        void test(Simulation simulation) {}
    }

    @Test
    void setUpOfJUnitsInstanceIsRefused() {
        assertThat(TestKit.failure(WithSetUpForAll.class))
                .hasMessageContaining("has an instance of its own")
                .hasMessageContaining("setUp() would not be called");
    }
}
