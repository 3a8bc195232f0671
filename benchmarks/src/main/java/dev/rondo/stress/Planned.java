package dev.rondo.stress;

import dev.rondo.ExceptionGroup;

/** A failure that the work itself makes. */
final class Planned extends RuntimeException {
    Planned() {
        super("planned", null, false, false);
    }

    /** Whether a failure is a planned one, or a group of nothing else. */
    static boolean is(Throwable failure) {
        return failure instanceof Planned
                || (failure instanceof ExceptionGroup group
                        && group.exceptions().stream().allMatch(Planned::is));
    }
}
