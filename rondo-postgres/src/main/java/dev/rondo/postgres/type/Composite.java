package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a composite type, or a row of {@code ROW(...)}: values by name, or by index from 0. A
 * record can be had of it, and given instead of it. Immutable.
 */
public final class Composite {
    private final List<String> names; // those of a ROW: f1, f2 and so on
    private final List<@Nullable Object> values;

    Composite(List<String> names, @Nullable Object[] values) {
        this.names = names;
        this.values = Collections.unmodifiableList(Arrays.<@Nullable Object>asList(values));
    }

    /** Returns one of attributes by name, in any order: for a parameter. */
    public static Composite of(Map<String, ?> attributes) {
        return new Composite(
                List.copyOf(attributes.keySet()),
                new ArrayList<@Nullable Object>(attributes.values()).toArray());
    }

    /** Returns one of attributes in the order of their type: for a parameter. */
    public static Composite of(Object... attributes) {
        return new Composite(anonymous(attributes.length), attributes.clone());
    }

    static List<String> anonymous(int size) {
        List<String> names = new ArrayList<>(size);
        for (int i = 1; i <= size; i++) {
            names.add("f" + i);
        }
        return Collections.unmodifiableList(names);
    }

    /** Returns the number of attributes. */
    public int size() {
        return names.size();
    }

    /** Returns the attributes' names; of a value without a type f1, f2 and so on. */
    public List<String> names() {
        return names;
    }

    /** Returns the values in order; NULL is null. */
    public List<@Nullable Object> values() {
        return values;
    }

    /**
     * Returns a value; null for NULL.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public @Nullable Object get(int index) {
        return values.get(index);
    }

    /**
     * Returns a value; null for NULL.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    public @Nullable Object get(String name) {
        return values.get(index(name));
    }

    /**
     * Returns a value as a class; null for NULL.
     *
     * @throws IllegalArgumentException if there is none, or it does not convert
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        Object value = values.get(index);
        return value == null ? null : Conversions.convert(value, type);
    }

    /** As {@link #get(int, Class)}, by name. */
    public <T> @Nullable T get(String name, Class<T> type) {
        return get(index(name), type);
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("No attribute " + name + " among " + names);
        }
        return index;
    }

    /** Returns the values by name, in order. */
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            map.put(names.get(i), values.get(i));
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Composite that
                && names.equals(that.names)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + values.hashCode();
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
