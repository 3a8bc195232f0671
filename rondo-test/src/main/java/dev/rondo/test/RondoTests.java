package dev.rondo.test;

import dev.rondo.Action;

/**
 * Runs tests on a fresh loop from any test framework, or none: what {@code @RondoTest} does for
 * JUnit.
 *
 * {@snippet :
 * RondoTests.run(() -> {
 *     sleep(3600); // takes no time
 * });
 * }
 */
public final class RondoTests {
    /**
     * A test that uses what its loop has.
     *
     * @param <X> the checked exceptions it throws
     */
    @FunctionalInterface
    public interface Body<X extends Throwable> {
        /** Runs as the main task. */
        void run(TestLoop test) throws X;
    }

    private RondoTests() {}

    /**
     * Runs a test on virtual time, within ten seconds, that may leave nothing behind.
     *
     * @throws X what the test threw
     * @throws AssertionError as {@link TestLoop#run} and {@link TestLoop#close}
     */
    public static <X extends Throwable> void run(Action<X> test) throws X {
        run(TestOptions.defaults(), test);
    }

    /** Like {@link #run(Action)}, with options. */
    public static <X extends Throwable> void run(TestOptions options, Action<X> test) throws X {
        try (TestLoop loop = new TestLoop(options)) {
            loop.run(test);
        }
    }

    /** Like {@link #run(Action)}, for a test that uses the clock, the network or the seed. */
    public static <X extends Throwable> void run(Body<X> test) throws X {
        run(TestOptions.defaults(), test);
    }

    /** Like {@link #run(Body)}, with options. */
    public static <X extends Throwable> void run(TestOptions options, Body<X> test) throws X {
        try (TestLoop loop = new TestLoop(options)) {
            loop.run(() -> test.run(loop));
        }
    }
}
