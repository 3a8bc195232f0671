package dev.rondo.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that runs as the script of a {@link dev.rondo.sim.Simulation}, which is its
 * parameter, under many seeds.
 *
 * <p>Each run has an instance of the test class of its own, and the {@code @BeforeEach} and
 * {@code @AfterEach} methods run in it, around the test; several run at a time, so whatever is
 * static is shared. The first failure ends it and says the seed, the shortest schedule found, the
 * event log, and the line that replays it: {@code -Drondo.seed=...} runs that seed alone, {@code
 * -Drondo.seeds=...} another number of them. A run whose assumption fails is not one that fails; if
 * all are such, the test is aborted.
 *
 * {@snippet :
 * class TransferTest {
 *     @SimulationTest(seeds = 1000)
 *     void noMoneyIsLost(Simulation simulation) {
 *         simulation.host("bank", host -> new Bank(host).serve());
 *         simulation.host("client", host -> new Client(host).pay()).join();
 *     }
 * }
 * }
 *
 * <p>{@link EveryOrder} tries all orders instead; {@link dev.rondo.sim.Exploration} is the same
 * without JUnit.
 */
@Documented
@Test
@ExtendWith(SimulationExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface SimulationTest {
    /** How many seeds to run. */
    int seeds() default 1_000;

    /** The first of them; the others follow it. */
    long firstSeed() default 0;

    /** How many run at a time; 0 for as many as there are processors. */
    int threads() default 0;

    /** How many runs may be spent to make a failing one shorter. */
    int shrinkRuns() default 500;

    /** After how many steps a program counts as one that runs for ever. */
    long maxSteps() default 5_000_000;

    /** After how many days of virtual time it does. */
    int timeLimitDays() default 365;
}
