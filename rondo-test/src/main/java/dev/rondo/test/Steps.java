package dev.rondo.test;

/**
 * Asserts an order across tasks: {@code expect(1)} ... {@code finish(n)}.
 *
 * <p>Each step says which one it is, where it is made; so a test reads in the order in which it
 * happens, and a step in the wrong place fails there. kotlinx.coroutines: {@code TestBase}. Used by
 * the tasks of one loop, or by one thread.
 *
 * {@snippet :
 * Steps steps = new Steps();
 * Task<?> child = createTask(() -> steps.expect(2));
 * steps.expect(1);
 * child.await();
 * steps.finish(3);
 * }
 */
public final class Steps {
    private int last;
    private boolean finished;

    /** Creates one that begins with step 1. */
    public Steps() {}

    /**
     * Says that this is the n-th step.
     *
     * @throws AssertionError if it is another
     */
    public void expect(int step) {
        last++;
        if (finished) {
            throw new AssertionError(
                    "Expected to be step " + step + ", but the last step was " + (last - 1));
        }
        if (last != step) {
            throw new AssertionError("Expected to be step " + step + ", but it is step " + last);
        }
    }

    /**
     * Says that this is the n-th and last step.
     *
     * @throws AssertionError if it is another
     */
    public void finish(int step) {
        expect(step);
        finished = true;
    }

    /** Returns how many steps were made. */
    public int count() {
        return last;
    }

    /**
     * Says that {@link #finish} was called: for the end of a test, where a task that never ran
     * would go unnoticed.
     *
     * @throws AssertionError if it was not
     */
    public void assertFinished() {
        if (!finished) {
            throw new AssertionError("finish() was never called; " + last + " steps were made");
        }
    }
}
