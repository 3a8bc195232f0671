package dev.rondo.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that runs as the main task of a fresh loop, on virtual time.
 *
 * <p>{@code @BeforeEach} and {@code @AfterEach} methods run in the same loop, before and after it,
 * as main tasks of their own. All of them, and the test's constructor, can take as parameters the
 * {@link dev.rondo.EventLoop}, the {@link VirtualClock}, a {@link dev.rondo.stream.Network} (a
 * {@link MemoryNetwork} on virtual time, else the system's), a {@link dev.rondo.sim.Seed}, and the
 * {@link TestLoop} that has them all.
 *
 * <p>Beside what its body throws, the test fails on each {@link Finding} that it does not allow,
 * and when a method takes longer than the deadline; the message names every task then, with what it
 * waits on and its stack.
 *
 * {@snippet :
 * class CacheTest {
 *     @RondoTest
 *     void entriesExpire(VirtualClock clock) {
 *         Cache cache = new Cache(Duration.ofHours(1));
 *         cache.put("key", "value");
 *         clock.advance(Duration.ofMinutes(61));
 *         assertTrue(cache.isEmpty());
 *     }
 * }
 * }
 *
 * <p>For parameterised and repeated tests and for whole classes there is {@link InLoop}, which has
 * the same elements; the nearest annotation holds, as a whole.
 */
@Documented
@Test
@ExtendWith(RondoExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface RondoTest {
    /** On which time it runs. */
    Time time() default Time.VIRTUAL;

    /** How many seconds of real time each of its methods may take; 0 for no limit. */
    double deadlineSeconds() default 10;

    /** What does not fail it. */
    Finding[] allow() default {};

    /** Names of tasks that it may leave behind; {@code *} stands for any characters. */
    String[] allowTasks() default {};
}
