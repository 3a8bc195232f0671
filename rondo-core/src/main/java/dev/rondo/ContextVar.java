package dev.rondo;

import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value belongs to the task that set it and to the tasks created by it later: a
 * request id, a transaction, a user.
 *
 * <p>Any thread may use it; outside a task the value belongs to the thread. asyncio: {@code
 * contextvars.ContextVar}.
 *
 * {@snippet :
 * static final ContextVar<String> REQUEST = ContextVar.of("request");
 *
 * REQUEST.set("r-17");
 * createTask(() -> log(REQUEST.get())); // r-17
 * }
 *
 * @param <T> the values
 */
public final class ContextVar<T> {
    private final String name;
    private final @Nullable T defaultValue;

    private ContextVar(String name, @Nullable T defaultValue) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = defaultValue;
    }

    /** What {@link #set} returns, to undo it with {@link #reset}. */
    public static final class Token<T> {
        private final ContextVar<T> variable;
        private final Context context;
        private final @Nullable Object previous;
        private boolean used;

        private Token(ContextVar<T> variable, Context context, @Nullable Object previous) {
            this.variable = variable;
            this.context = context;
            this.previous = previous;
        }

        /** Returns the variable that was set. */
        public ContextVar<T> variable() {
            return variable;
        }

        /** Returns what the variable held before in that context; a default does not count. */
        @SuppressWarnings("unchecked")
        public Optional<T> previous() {
            return Optional.ofNullable((T) previous);
        }

        @Override
        public String toString() {
            return "<Token of " + variable.name + (used ? ", used" : "") + ">";
        }
    }

    /** Creates a variable without a default. */
    public static <T> ContextVar<T> of(String name) {
        return new ContextVar<>(name, null);
    }

    /** Creates a variable with a default. */
    public static <T> ContextVar<T> of(String name, T defaultValue) {
        return new ContextVar<>(name, Objects.requireNonNull(defaultValue, "defaultValue"));
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /**
     * Returns the value in the current context, or the default.
     *
     * @throws NoSuchElementException if there is neither
     */
    public T get() {
        T value = valueOrDefault();
        if (value == null) {
            throw new NoSuchElementException(
                    "Context variable "
                            + name
                            + " has no value in this context and no default\n"
                            + "Set it before the task is created, or give it a default with"
                            + " ContextVar.of(name, value)");
        }
        return value;
    }

    /** Returns the value in the current context, the default, or empty when there is neither. */
    public Optional<T> find() {
        return Optional.ofNullable(valueOrDefault());
    }

    /** Returns the value in the current context, the default, or {@code other}. */
    public T orElse(T other) {
        Objects.requireNonNull(other, "other");
        T value = valueOrDefault();
        return value == null ? other : value;
    }

    /** Sets the value in the current context and returns a token that undoes it. */
    public Token<T> set(T value) {
        Objects.requireNonNull(value, "value");
        Context context = Context.current();
        Token<T> token = new Token<>(this, context, context.lookUp(this));
        context.put(this, value);
        return token;
    }

    /**
     * Restores what the variable held before the {@link #set} that returned the token.
     *
     * @throws IllegalArgumentException if the token is of another variable or another context
     * @throws IllegalStateException if the token was used before
     */
    public void reset(Token<T> token) {
        Objects.requireNonNull(token, "token");
        if (token.variable != this) {
            throw new IllegalArgumentException(
                    "The token was made by context variable "
                            + token.variable.name
                            + ", not by "
                            + name);
        }
        Context context = Context.current();
        if (token.context != context) {
            throw new IllegalArgumentException(
                    "The token of context variable " + name + " was made in another context");
        }
        if (token.used) {
            throw new IllegalStateException(
                    "The token of context variable " + name + " was used before");
        }
        token.used = true;
        context.put(this, token.previous);
    }

    @SuppressWarnings("unchecked")
    private @Nullable T valueOrDefault() {
        Object value = Context.currentValues().get(this);
        return value == null ? defaultValue : (T) value;
    }

    @Override
    public String toString() {
        return "<ContextVar " + name + ">";
    }
}
