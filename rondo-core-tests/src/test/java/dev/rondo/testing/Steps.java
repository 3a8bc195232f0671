package dev.rondo.testing;

/** Asserts an order across tasks: {@code expect(1)} ... {@code finish(n)}. */
public final class Steps {
    private int last;

    /** Says that this is the n-th step. */
    public void expect(int step) {
        last++;
        if (last != step) {
            throw new AssertionError("expected to be step " + step + ", but it is step " + last);
        }
    }

    /** Says that this is the n-th and last step. */
    public void finish(int step) {
        expect(step);
    }

    /** Returns how many steps were made. */
    public int count() {
        return last;
    }
}
