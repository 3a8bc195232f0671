package dev.rondo.test;

import java.time.Duration;

/** What a {@link FaultyStream} does to one read or write. */
public sealed interface Fault {
    /** Nothing: the operation is passed on as it is. */
    record None() implements Fault {}

    /**
     * Only some bytes at a time: a read returns no more than that, a write hands over that much,
     * lets others run, and goes on with the rest.
     *
     * @param bytes how many, at least 1
     */
    record Partial(int bytes) implements Fault {
        /** Checks the value. */
        public Partial {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes must be positive, but is " + bytes);
            }
        }
    }

    /**
     * The operation begins later.
     *
     * @param time how much later, not negative
     */
    record Delay(Duration time) implements Fault {
        /** Checks the value. */
        public Delay {
            if (time.isNegative()) {
                throw new IllegalArgumentException("time must not be negative, but is " + time);
            }
        }
    }

    /** The connection breaks, for both ends and for good. */
    record Reset() implements Fault {}

    /**
     * The connection breaks in the middle of a write: a peer that reads gets the first bytes of it,
     * then the reset. A read just breaks.
     *
     * @param bytes how many are handed over, not negative
     */
    record Torn(int bytes) implements Fault {
        /** Checks the value. */
        public Torn {
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes must not be negative, but is " + bytes);
            }
        }
    }
}
