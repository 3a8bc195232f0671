package dev.rondo.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Has tests of any kind run in a fresh loop each, as {@link RondoTest} does: beside
 * {@code @ParameterizedTest}, {@code @RepeatedTest} and other templates, or on a class, where it
 * holds for all tests in it and in its nested classes.
 *
 * {@snippet :
 * class BackoffTest {
 *     @InLoop
 *     @ParameterizedTest
 *     @ValueSource(ints = {1, 10, 100})
 *     void givesUpInTheEnd(int attempts, VirtualClock clock) {
 *         new Backoff(attempts).run();
 *     }
 * }
 * }
 */
@Documented
@Inherited
@ExtendWith(RondoExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface InLoop {
    /** On which time they run. */
    Time time() default Time.VIRTUAL;

    /** How many seconds of real time each method may take; 0 for no limit. */
    double deadlineSeconds() default 10;

    /** What does not fail them. */
    Finding[] allow() default {};

    /** Names of tasks that they may leave behind; {@code *} stands for any characters. */
    String[] allowTasks() default {};
}
