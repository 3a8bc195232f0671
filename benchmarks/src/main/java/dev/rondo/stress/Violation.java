package dev.rondo.stress;

import org.jspecify.annotations.Nullable;

/** Something that must never be the case, was. */
final class Violation extends AssertionError {
    Violation(String message) {
        this(message, null);
    }

    Violation(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Violation(message);
        }
    }
}
