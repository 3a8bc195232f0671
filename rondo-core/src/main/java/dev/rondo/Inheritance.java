package dev.rondo;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a task has from its creator, and code in {@link Rondo#toThread} from its task, beside the
 * {@link ContextVar}s: thread locals such as the MDC of SLF4J, and scoped values. A loop has none
 * until {@link EventLoop#setInheritance} sets it.
 *
 * <p>What a task sets itself stays with it in any case, since a task is a thread; only the
 * beginning is empty. So an inheritance captures where code is handed over and restores where the
 * code begins. A value is handed over as it is, not copied.
 *
 * {@snippet :
 * static final ThreadLocal<String> LOCALE = new ThreadLocal<>();
 *
 * runningLoop().setInheritance(Optional.of(Inheritance.ofThreadLocal(LOCALE)));
 * LOCALE.set("en");
 * createTask(() -> println(LOCALE.get())); // en
 * }
 */
public interface Inheritance {
    /**
     * Returns code that runs a body with what the caller has now, and afterwards leaves its thread
     * as it was. Called by who creates the task or calls {@code toThread}, on that thread: another
     * one than the loop's for {@link Rondo#runCoroutineThreadsafe}.
     *
     * @return the code, or the body itself if there is nothing to inherit
     */
    <T extends @Nullable Object> Callable<T> wrap(Callable<T> body);

    /** Returns an inheritance of the value of a thread local, or of none if there is none. */
    static <T extends @Nullable Object> Inheritance ofThreadLocal(ThreadLocal<T> local) {
        Objects.requireNonNull(local, "local");
        return of(
                local::get,
                value -> {
                    if (value == null) {
                        local.remove();
                    } else {
                        local.set(value);
                    }
                });
    }

    /** Returns an inheritance of the value that a scoped value is bound to, if it is bound. */
    static Inheritance ofScopedValue(ScopedValue<?> value) {
        return new Inherited.Scoped<>(Objects.requireNonNull(value, "value"));
    }

    /**
     * Returns an inheritance of anything that a thread has.
     *
     * @param capture returns what the calling thread has; called by the creator, and once more
     *     before the code begins
     * @param restore gives that to the calling thread; called when the code begins, and when it has
     *     ended with what was there before
     */
    static <S extends @Nullable Object> Inheritance of(
            Supplier<? extends S> capture, Consumer<? super S> restore) {
        return new Inherited.Captured<S>(
                Objects.requireNonNull(capture, "capture"),
                Objects.requireNonNull(restore, "restore"));
    }

    /** Returns this inheritance and another one. */
    default Inheritance and(Inheritance other) {
        return new Inherited.Both(this, Objects.requireNonNull(other, "other"));
    }
}
