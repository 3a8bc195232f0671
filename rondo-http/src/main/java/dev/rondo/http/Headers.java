package dev.rondo.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a message in their order; names in any case (RFC 9110, section 5). Immutable.
 *
 * <p>A name may be there several times. Names are tokens, values are Latin-1 without control
 * characters but tab: what cannot be sent is refused when it is set.
 *
 * {@snippet :
 * Headers headers = Headers.of("Accept", "text/csv").with("X-Trace", "7");
 * headers.first("accept"); // Optional[text/csv]
 * }
 */
public interface Headers extends Iterable<Headers.Field> {
    /**
     * A field.
     *
     * @param name as it was sent
     * @param value without white space around it
     */
    record Field(String name, String value) {}

    /** Returns headers without a field. */
    static Headers none() {
        return FieldList.NONE;
    }

    /**
     * Returns headers of names and values in turn.
     *
     * @throws IllegalArgumentException if a name has no value, or one cannot be sent
     */
    static Headers of(String... namesAndValues) {
        return FieldList.of(namesAndValues);
    }

    /** Returns how many fields there are. */
    int size();

    /**
     * Returns the name of a field as it was sent.
     *
     * @param index from 0, in the order of the message
     */
    String name(int index);

    /** Returns the value of a field, without white space around it. */
    String value(int index);

    /** Returns whether a field has this name in any case. Makes no text. */
    boolean nameIs(int index, String name);

    /** Returns whether there is no field. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** Returns where the first field of a name is, from an index on; -1 if there is none. */
    default int indexOf(String name, int from) {
        for (int i = from; i < size(); i++) {
            if (nameIs(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether there is a field of this name. */
    default boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** Returns the value of the first field of a name. */
    default Optional<String> first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(value(index));
    }

    /** Returns the values of all fields of a name, in their order. */
    default List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    /**
     * Returns the values of all fields of a name as one, with commas between; for fields that are
     * lists. {@code Set-Cookie} is none (RFC 9110, section 5.3).
     */
    default Optional<String> joined(String name) {
        int first = indexOf(name, 0);
        if (first < 0) {
            return Optional.empty();
        }
        return indexOf(name, first + 1) < 0
                ? Optional.of(value(first))
                : Optional.of(String.join(", ", all(name)));
    }

    /**
     * Returns these headers with one field of a name in place of all that it had.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    default Headers with(String name, String value) {
        return FieldList.copyOf(this).set(name, value);
    }

    /**
     * Returns these headers with one more field at the end.
     *
     * @throws IllegalArgumentException if it cannot be sent
     */
    default Headers plus(String name, String value) {
        return FieldList.copyOf(this).add(name, value);
    }

    /** Returns these headers with all of some others at the end. */
    default Headers plus(Headers others) {
        return FieldList.copyOf(this).addAll(others);
    }

    /** Returns these headers without the fields of a name. */
    default Headers without(String name) {
        return contains(name) ? FieldList.copyOf(this).remove(name) : this;
    }

    @Override
    default Iterator<Field> iterator() {
        return new FieldIterator(this);
    }

    /** Returns the fields as a list. */
    default List<Field> toList() {
        List<Field> fields = new ArrayList<>(size());
        forEach(fields::add);
        return List.copyOf(fields);
    }
}
