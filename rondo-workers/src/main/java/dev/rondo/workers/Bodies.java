package dev.rondo.workers;

import dev.rondo.Rondo;
import dev.rondo.SerializableAction;
import dev.rondo.SerializableBody;
import org.jspecify.annotations.Nullable;

/** Turns the forms in which users write code into the one that workers run. */
final class Bodies {
    private Bodies() {}

    static SerializableBody<@Nullable Void, Throwable> of(SerializableAction<?> action) {
        return new ActionBody(action);
    }

    @SuppressWarnings("unchecked") // the body throws what the action throws
    static <X extends Throwable> void call(Workers workers, SerializableAction<X> action) throws X {
        SerializableBody<?, ?> body = of(action);
        Rondo.toThread(workers, (SerializableBody<@Nullable Void, X>) body);
    }

    record ActionBody(SerializableAction<?> action)
            implements SerializableBody<@Nullable Void, Throwable> {
        @Override
        public @Nullable Void run() throws Throwable {
            action.run();
            return null;
        }
    }
}
