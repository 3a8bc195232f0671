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
 * parameter, in every order that its tasks and hosts can run in: for programs of a few tasks with a
 * few awaits. Otherwise like {@link SimulationTest}.
 *
 * <p>It fails when there are more orders than it may try, since then it has not shown what it
 * promises.
 *
 * {@snippet :
 * class CounterTest {
 *     @EveryOrder
 *     void noUpdateIsLost(Simulation simulation) {
 *         Counter counter = new Counter();
 *         taskGroup(group -> {
 *             group.createTask(counter::increment);
 *             group.createTask(counter::increment);
 *         });
 *         assertEquals(2, counter.value());
 *     }
 * }
 * }
 */
@Documented
@Test
@ExtendWith(SimulationExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface EveryOrder {
    /** How many orders to try at most. */
    int maxRuns() default 10_000;
}
