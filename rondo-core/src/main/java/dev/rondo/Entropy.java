package dev.rondo;

/**
 * Where a loop's choices come from: one of its seams, so that a seed can draw the run order. Called
 * by the loop's thread.
 */
public interface Entropy {
    /**
     * Returns which of the tasks and callbacks that are ready runs next.
     *
     * @param ready how many are ready, at least 2
     * @return an index in {@code [0, ready)}; 0 is the one that waited longest
     */
    int pick(int ready);

    /** Returns the order of asyncio: first in, first out. */
    static Entropy fifo() {
        return Fifo.INSTANCE;
    }

    /** The order of arrival. The loop skips the draw when it sees this one. */
    enum Fifo implements Entropy {
        /** The one instance. */
        INSTANCE;

        @Override
        public int pick(int ready) {
            return 0;
        }
    }
}
