package dev.rondo;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Turns the forms in which users write code into the one that tasks run. */
final class Bodies {
    private Bodies() {}

    static Callable<@Nullable Void> callable(Action<?> action) {
        java.util.Objects.requireNonNull(action, "body");
        return new ActionBody(action);
    }

    static <T extends @Nullable Object> Callable<T> callable(Body<T, ?> body) {
        java.util.Objects.requireNonNull(body, "body");
        return new BodyBody<>(body);
    }

    static SerializableBody<@Nullable Void, Throwable> sendable(SerializableAction<?> action) {
        return () -> {
            action.run();
            return null;
        };
    }

    private record ActionBody(Action<?> action) implements Callable<@Nullable Void> {
        @Override
        public @Nullable Void call() throws Exception {
            try {
                action.run();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) { // neither: only a Throwable of the user's own making
                throw Rethrow.<RuntimeException>asIs(e);
            }
            return null;
        }
    }

    private record BodyBody<T extends @Nullable Object>(Body<T, ?> body) implements Callable<T> {
        @Override
        public T call() throws Exception {
            try {
                return body.run();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) { // neither: only a Throwable of the user's own making
                throw Rethrow.<RuntimeException>asIs(e);
            }
        }
    }

    /** Returns the action inside a body without a result, and any other body as it is. */
    static Object unwrapped(Callable<?> body) {
        // What is both must be run as the one that it was given as.
        return body instanceof ActionBody(var action) && !(action instanceof Callable<?>)
                ? action
                : body;
    }

    /** Returns what the user wrote, for names in messages. */
    static Object written(Object body) {
        return switch (body) {
            case ActionBody a -> a.action();
            case BodyBody<?> b -> b.body();
            case Inherited.Heir<?> heir -> written(heir.given());
            default -> body;
        };
    }
}
