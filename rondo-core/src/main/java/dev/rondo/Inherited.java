package dev.rondo;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of {@link Inheritance}, and the body that has one.
 *
 * <p>It wraps bodies, instead of a pair of "set" and "reset" that the loop calls (Micrometer's
 * ThreadLocalAccessor, kotlinx' ThreadContextElement), since a scoped value can only be bound
 * around a call. Rejected: restoring at every switch; a task is a thread and keeps its own.
 */
final class Inherited {
    private Inherited() {}

    /** Returns a body with what the caller bequeaths, of an inheritance that may be none. */
    static Object by(@Nullable Inheritance inheritance, Object body) {
        if (inheritance == null || body instanceof Heir<?>) {
            return body;
        }
        return body instanceof Callable<?> callable
                ? heir(inheritance, body, callable)
                : heir(inheritance, body, Bodies.callable((Action<?>) body));
    }

    /** Returns a body with what the caller bequeaths. */
    static <T extends @Nullable Object> Callable<T> callable(
            @Nullable Inheritance inheritance, Callable<T> body) {
        return inheritance == null || body instanceof Heir<?>
                ? body
                : heir(inheritance, body, body);
    }

    private static <T extends @Nullable Object> Callable<T> heir(
            Inheritance inheritance, Object given, Callable<T> body) {
        return new Heir<>(given, inheritance.wrap(body));
    }

    /** A body with what its creator bequeathed. */
    record Heir<T extends @Nullable Object>(Object given, Callable<T> wrapped)
            implements Callable<T> {
        @Override
        public T call() throws Exception {
            return wrapped.call();
        }
    }

    /** What can be asked for and set. */
    record Captured<S extends @Nullable Object>(
            Supplier<? extends S> capture, Consumer<? super S> restore) implements Inheritance {
        @Override
        public <T extends @Nullable Object> Callable<T> wrap(Callable<T> body) {
            S bequeathed = capture.get();
            return () -> {
                S before = capture.get(); // of a worker, whose thread others use too
                restore.accept(bequeathed);
                try {
                    return body.call();
                } finally {
                    restore.accept(before);
                }
            };
        }
    }

    /** A scoped value's binding. */
    record Scoped<V>(ScopedValue<V> value) implements Inheritance {
        @Override
        public <T extends @Nullable Object> Callable<T> wrap(Callable<T> body) {
            if (!value.isBound()) {
                return body;
            }
            ScopedValue.Carrier binding = ScopedValue.where(value, value.get());
            return () -> binding.call(body::call);
        }
    }

    /** Two of them. */
    record Both(Inheritance first, Inheritance second) implements Inheritance {
        @Override
        public <T extends @Nullable Object> Callable<T> wrap(Callable<T> body) {
            return first.wrap(second.wrap(body));
        }
    }
}
