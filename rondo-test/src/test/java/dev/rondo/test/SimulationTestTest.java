package dev.rondo.test;

import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.sim.Simulation;
import dev.rondo.sim.SimulationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** JUnit's tests as scripts of simulations. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SimulationTestTest {
    /** Two tasks that lose an update if one reads between the other's read and write. */
    private static int count() {
        int[] value = new int[1];
        taskGroup(group -> {
            for (int i = 0; i < 2; i++) {
                group.createTask(() -> {
                    int read = value[0];
                    sleep(0);
                    value[0] = read + 1;
                });
            }
        });
        return value[0];
    }

    static class Passing {
        static final AtomicInteger RUNS = new AtomicInteger();
        private final List<String> steps = new ArrayList<>();

        @BeforeEach
        void setUp(Simulation simulation) {
            assertThat(simulation.time()).isZero();
            steps.add("set up");
        }

        @SimulationTest(seeds = 50)
        void test(Simulation simulation) {
            sleep(60);
            assertThat(simulation.time()).isEqualTo(Duration.ofMinutes(1));
            steps.add("test");
            assertThat(steps).containsExactly("set up", "test");
            RUNS.incrementAndGet();
        }

        @AfterEach
        void tearDown() {
            assertThat(steps).contains("set up");
            sleep(1);
        }

        @Nested
        class Inside {
            @SimulationTest(seeds = 10)
            void nested(Simulation simulation) {
                assertThat(steps).containsExactly("set up");
                RUNS.incrementAndGet();
            }
        }
    }

    @Test
    void everySeedHasAnInstanceWithItsSetUpInTheSimulation() {
        Passing.RUNS.set(0);
        TestKit.passes(Passing.class, 2);
        assertThat(Passing.RUNS).hasValue(60);
    }

    static class LosingAnUpdate {
        @SimulationTest(seeds = 100)
        void test(Simulation simulation) {
            assertThat(count()).isEqualTo(2);
        }
    }

    @Test
    void aFailureSaysHowToReplayIt() {
        Throwable failure = TestKit.failure(LosingAnUpdate.class);
        assertThat(failure)
                .isInstanceOf(SimulationFailure.class)
                .hasMessageStartingWith("The simulation failed in run ")
                .hasMessageContaining("\nReplay with: -Drondo.seed=")
                .hasMessageContaining("\nShortest schedule: -Drondo.seed=")
                .hasMessageContaining("\nEvents");
    }

    @Test
    void aSeedIsReplayedAlone() {
        System.setProperty("rondo.seed", "4711");
        try {
            Passing.RUNS.set(0);
            TestKit.passes(Passing.class, 2);
            assertThat(Passing.RUNS).hasValue(2);
        } finally {
            System.clearProperty("rondo.seed");
        }
    }

    @Test
    void theNumberOfSeedsCanBeSaidForAWholeRun() {
        System.setProperty("rondo.seeds", "3");
        try {
            Passing.RUNS.set(0);
            TestKit.passes(Passing.class, 2);
            assertThat(Passing.RUNS).hasValue(6);
        } finally {
            System.clearProperty("rondo.seeds");
        }
    }

    static class InEveryOrder {
        static final AtomicInteger RUNS = new AtomicInteger();

        @EveryOrder
        void test(Simulation simulation) {
            RUNS.incrementAndGet();
            gather(List.of(dev.rondo.Rondo.createTask(() -> sleep(0))));
        }
    }

    @Test
    void everyOrderIsTried() {
        InEveryOrder.RUNS.set(0);
        TestKit.passes(InEveryOrder.class, 1);
        assertThat(InEveryOrder.RUNS).hasValueGreaterThan(0);
    }

    static class LosingAnUpdateInSomeOrder {
        @EveryOrder
        void test(Simulation simulation) {
            assertThat(count()).isEqualTo(2);
        }
    }

    @Test
    void anOrderThatFailsIsFound() {
        assertThat(TestKit.failure(LosingAnUpdateInSomeOrder.class))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("-Drondo.seed=order:");
    }

    static class WithTooManyOrders {
        @EveryOrder(maxRuns = 3)
        void test(Simulation simulation) {
            count();
        }
    }

    @Test
    void tooManyOrdersAreAFailure() {
        assertThat(TestKit.failure(WithTooManyOrders.class))
                .hasMessageStartingWith("There are more than 3 orders");
    }

    static class WithoutSimulation {
        @SimulationTest
        void test() {}
    }

    @Test
    void aTestThatTakesNoSimulationIsRefused() {
        assertThat(TestKit.failure(WithoutSimulation.class))
                .hasMessageStartingWith("A simulated test takes the simulation: void test(");
    }
}
