package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of all {@link ContextVar}s as one line of execution sees them. Every task runs in a
 * copy taken when it was created, so what it sets stays with it and the tasks that it creates.
 *
 * <p>A copy costs one small object: the map behind it is shared until someone sets a value.
 * asyncio: {@code contextvars.Context}.
 */
public final class Context {
    // The context of platform threads and of virtual threads that are no tasks.
    private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(Context::new);

    // Never mutated in place: set and reset replace it. Owned by the one line of execution that
    // runs in this context.
    private Map<ContextVar<?>, Object> values;

    /** Creates an empty context. */
    public Context() {
        this(Map.of());
    }

    private Context(Map<ContextVar<?>, Object> values) {
        this.values = values;
    }

    /** Returns a copy of the context that the caller runs in. asyncio: {@code copy_context}. */
    public static Context copyCurrent() {
        return new Context(currentValues());
    }

    static Context current() {
        Strand strand = Strand.current();
        return strand == null ? OF_THREAD.get() : of(strand);
    }

    /** Returns the values of the context that the caller runs in. */
    static Map<ContextVar<?>, Object> currentValues() {
        Strand strand = Strand.current();
        return strand == null ? OF_THREAD.get().values : valuesOf(strand);
    }

    /**
     * Returns the context of a strand. Until somebody asks for it a strand has only the values that
     * it begins with: most tasks never do, and a million of them save 16 MB.
     */
    static Context of(Strand strand) {
        if (strand.context() instanceof Context made) {
            return made;
        }
        Context made = new Context(valuesOf(strand));
        strand.switchContext(made);
        return made;
    }

    @SuppressWarnings("unchecked")
    private static Map<ContextVar<?>, Object> valuesOf(Strand strand) {
        return strand.context() instanceof Context made
                ? made.values
                : (Map<ContextVar<?>, Object>) strand.context();
    }

    Map<ContextVar<?>, Object> values() {
        return values;
    }

    /** Returns a copy. */
    public Context copy() {
        return new Context(values);
    }

    /** Returns the number of variables that have a value here. */
    public int size() {
        return values.size();
    }

    /**
     * Runs code in this context: what it sets is set here. Any thread that is not inside this
     * context already.
     *
     * @return what the code returned
     * @throws X what the code threw
     */
    public <T extends @Nullable Object, X extends Throwable> T run(Body<T, X> code) throws X {
        Objects.requireNonNull(code, "code");
        Strand strand = Strand.current();
        if (strand == null) {
            Context outer = OF_THREAD.get();
            OF_THREAD.set(this);
            try {
                return code.run();
            } finally {
                OF_THREAD.set(outer);
            }
        }
        Object outer = strand.context();
        strand.switchContext(this);
        try {
            return code.run();
        } finally {
            strand.switchContext(outer);
        }
    }

    /** Like {@link #run(Body)}, for code without a result. */
    public <X extends Throwable> void run(Action<X> code) throws X {
        Objects.requireNonNull(code, "code");
        this.<@Nullable Void, X>run(() -> {
            code.run();
            return null;
        });
    }

    /** Returns the value that a variable has here; its default does not count. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(ContextVar<T> variable) {
        return Optional.ofNullable((T) values.get(Objects.requireNonNull(variable, "variable")));
    }

    @Nullable Object lookUp(ContextVar<?> variable) {
        return values.get(variable);
    }

    void put(ContextVar<?> variable, @Nullable Object value) {
        Map<ContextVar<?>, Object> changed = new LinkedHashMap<>(values);
        if (value == null) {
            changed.remove(variable);
        } else {
            changed.put(variable, value);
        }
        values = changed;
    }

    @Override
    public String toString() {
        return "<Context " + values + ">";
    }
}
