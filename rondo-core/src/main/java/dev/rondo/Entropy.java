package dev.rondo;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a loop's choices come from: one of its seams, so that a seed can draw the run order, and
 * what else is left to chance. Called by the loop's thread.
 */
public interface Entropy {
    /** What may run next, the one that waited longest first; valid during a call only. */
    interface Ready {
        /** Returns how many there are, at least 1. */
        int size();

        /**
         * Returns the {@link Task} at a position, or the {@link Handle} of a callback.
         *
         * @throws IndexOutOfBoundsException if it is not in {@code [0, size())}
         */
        Object get(int index);
    }

    /** Returns which one runs next, an index in {@code [0, ready.size())}. */
    int pick(Ready ready);

    /**
     * Returns how many of those that are ready when a pass begins run in it, in {@code [1, ready]}:
     * all in asyncio's order; fewer let one that is ready wait for longer than a pass.
     */
    default int burst(int ready) {
        return ready;
    }

    /**
     * Returns a number in {@code [0, bound)} for what is not about the run order: the jitter of
     * {@link Rondo#retry}. By default it is the machine's randomness, since jitter is there so that
     * no two processes do the same; one that is made from a seed draws it from there.
     *
     * @param bound at least 1
     */
    default long draw(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }

    /** Returns the order of asyncio: first in, first out. */
    static Entropy fifo() {
        return Fifo.INSTANCE;
    }

    /** The order of arrival. The loop does not ask when it sees this one. */
    enum Fifo implements Entropy {
        /** The one instance. */
        INSTANCE;

        @Override
        public int pick(Ready ready) {
            return 0;
        }
    }
}
