package dev.rondo.workers;

import dev.rondo.SerializableAction;
import dev.rondo.SerializableBody;
import org.jspecify.annotations.Nullable;

/** Turns the forms in which users write code into the one that workers run. */
final class Bodies {
    private Bodies() {}

    static SerializableBody<@Nullable Void, Throwable> of(SerializableAction<?> action) {
        return () -> {
            action.run();
            return null;
        };
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException asIs(Throwable failure) throws X {
        throw (X) failure;
    }
}
