package dev.rondo;

import java.util.Collection;
import java.util.Objects;

/** Checks what users give. */
final class NoNulls {
    private NoNulls() {}

    /** Returns a collection that is not null and contains no null. */
    static <C extends Collection<?>> C in(C things, String name) {
        for (Object thing : Objects.requireNonNull(things, name)) {
            Objects.requireNonNull(thing, () -> name + " contains null");
        }
        return things;
    }
}
