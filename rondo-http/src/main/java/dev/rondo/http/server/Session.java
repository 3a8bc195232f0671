package dev.rondo.http.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a client's cookie keeps from request to request: texts by name. Made by {@link Sessions}.
 * Belongs to the request's task, until its answer is on the way.
 */
public final class Session {
    private final Map<String, String> values;
    private final boolean isNew;
    private boolean changed;
    private boolean sealed;

    Session(Map<String, String> values, boolean isNew) {
        this.values = new LinkedHashMap<>(values);
        this.isNew = isNew;
    }

    /** Returns whether the client brought none, or one that is forged or too old. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns whether it has no value. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns the names. */
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /** Returns a value. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * Sets a value. The client can read it.
     *
     * @throws IllegalStateException if the answer is on the way, with its cookie
     */
    public void set(String name, String value) {
        checkOpen();
        String before =
                values.put(
                        Objects.requireNonNull(name, "name"),
                        Objects.requireNonNull(value, "value"));
        changed |= !value.equals(before);
    }

    /** Removes a value. See {@link #set}. */
    public void remove(String name) {
        checkOpen();
        changed |= values.remove(name) != null;
    }

    /** Removes all values, and the cookie: see {@link #set}. */
    public void clear() {
        checkOpen();
        changed |= !values.isEmpty();
        values.clear();
    }

    private void checkOpen() {
        if (sealed) {
            throw new IllegalStateException(
                    "The answer is on the way, with the cookie of " + this
                            + "\nChange a session before the handler returns");
        }
    }

    Map<String, String> values() {
        return values;
    }

    boolean isChanged() {
        return changed;
    }

    void seal() {
        sealed = true;
    }

    /** Returns the names alone: values may be secret. */
    @Override
    public String toString() {
        return "<Session " + values.keySet() + (isNew ? " new" : "") + ">";
    }
}
