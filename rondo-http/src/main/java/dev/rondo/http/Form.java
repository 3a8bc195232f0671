package dev.rondo.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names with text values, in their order; a name may be there several times: a form, or a query's
 * parameters ({@code application/x-www-form-urlencoded} of the WHATWG's URL, in UTF-8). Immutable.
 *
 * <p>A name is found by a hash table whose buckets become trees, so many names of one hash cost no
 * more than others. {@link #toString} has the names alone: values may be secret.
 *
 * {@snippet :
 * Form form = Form.parse("name=Ada+L.&tag=a&tag=b&age=36");
 * form.get("name"); // Ada L.
 * form.all("tag"); // [a, b]
 * form.getInt("age"); // 36
 * }
 */
public final class Form implements Iterable<Form.Field> {
    private static final Form EMPTY = new Form(List.of());

    /**
     * A field.
     *
     * @param name decoded
     * @param value decoded
     */
    public record Field(String name, String value) {
        @Override
        public String toString() {
            return name + "=***";
        }
    }

    private final List<Field> fields;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Form(List<Field> fields) {
        this.fields = fields;
        for (Field field : fields) {
            values.computeIfAbsent(field.name, name -> new ArrayList<>(1)).add(field.value);
        }
    }

    // ---- Making

    /** Returns a form without a field. */
    public static Form empty() {
        return EMPTY;
    }

    /**
     * Returns a form of names and values in turn.
     *
     * @throws IllegalArgumentException if a name has no value
     */
    public static Form of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A name has no value: " + namesAndValues[namesAndValues.length - 1]);
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /** Returns what makes a form of many fields. */
    public static Builder builder() {
        return new Builder();
    }

    /** Makes a form field by field. Not for two threads. */
    public static final class Builder {
        private final List<Field> fields = new ArrayList<>();

        private Builder() {}

        /** Adds a field. */
        public Builder add(String name, String value) {
            fields.add(new Field(name, value));
            return this;
        }

        /** Returns how many fields there are so far. */
        public int size() {
            return fields.size();
        }

        /** Returns the form; the builder can go on. */
        public Form build() {
            return fields.isEmpty() ? EMPTY : new Form(List.copyOf(fields));
        }
    }

    /** Returns the form that a text says, within the standard limits. */
    public static Form parse(String encoded) {
        return parse(encoded, FormLimits.standard());
    }

    /**
     * Returns the form that a text says. An empty field ({@code a=1&&b=2}) is none; one without
     * {@code =} has an empty value. It takes time in proportion to the text.
     *
     * @throws MalformedException if a percent sign has no two digits, or a field is no UTF-8
     * @throws LimitExceededException if it has more fields or characters than the limits say
     */
    public static Form parse(String encoded, FormLimits limits) {
        checkSize(encoded.length(), limits);
        return parse(encoded, limits.maxFields(), false);
    }

    /**
     * Returns the form that a request's body says. Bytes that are not ASCII are UTF-8. See {@link
     * #parse(String, FormLimits)}.
     */
    public static Form parse(byte[] encoded, FormLimits limits) {
        checkSize(encoded.length, limits);
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            String text = decoder.decode(ByteBuffer.wrap(encoded)).toString();
            return parse(text, limits.maxFields(), false);
        } catch (CharacterCodingException e) {
            throw new MalformedException("The form is no UTF-8");
        }
    }

    private static void checkSize(int size, FormLimits limits) {
        if (size > limits.maxBytes()) {
            throw new LimitExceededException(
                    "A form of "
                            + size
                            + " bytes, more than the "
                            + limits.maxBytes()
                            + " of FormLimits.maxBytes");
        }
    }

    /** A query: its length is bounded by the message's, and what is wrong in it stays as it is. */
    static Form ofQuery(String query) {
        return query.isEmpty() ? EMPTY : parse(query, Integer.MAX_VALUE, true);
    }

    private static Form parse(String text, int maxFields, boolean leniently) {
        Builder builder = builder();
        int end;
        for (int start = 0; start <= text.length(); start = end + 1) {
            int ampersand = text.indexOf('&', start);
            end = ampersand < 0 ? text.length() : ampersand;
            if (end == start) {
                continue;
            }
            if (builder.size() == maxFields) {
                throw new LimitExceededException(
                        "A form of more fields than the " + maxFields + " of FormLimits.maxFields");
            }
            String field = text.substring(start, end);
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            builder.add(decode(name, leniently), decode(value, leniently));
        }
        return builder.build();
    }

    private static String decode(String text, boolean leniently) {
        return leniently
                ? PercentCoding.decodeLeniently(text, true)
                : PercentCoding.decode(text, true);
    }

    // ---- Looking

    /** Returns how many fields there are. */
    public int size() {
        return fields.size();
    }

    /** Returns whether there is no field. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Returns the fields in their order. */
    public List<Field> fields() {
        return fields;
    }

    @Override
    public Iterator<Field> iterator() {
        return fields.iterator();
    }

    /** Returns each name once, in the order of its first field. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** Returns whether there is a field of this name. */
    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /** Returns the first value of a name. */
    public Optional<String> first(String name) {
        return contains(name) ? Optional.of(all(name).getFirst()) : Optional.empty();
    }

    /** Returns all values of a name in their order. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /**
     * Returns the first value of a name.
     *
     * @throws MalformedException if there is none
     */
    public String get(String name) {
        return first(name)
                .orElseThrow(() ->
                        new MalformedException(
                                "No field " + FieldSyntax.shown(name) + " was given"));
    }

    /**
     * Returns the first value of a name as a number.
     *
     * @throws MalformedException if there is none, or it is no {@code int} in decimal digits
     */
    public int getInt(String name) {
        long value = getLong(name);
        if (value != (int) value) {
            throw noNumber(name, get(name));
        }
        return (int) value;
    }

    /** Returns the first value of a name as a number. See {@link #getInt}. */
    public long getLong(String name) {
        String value = get(name);
        try {
            if (value.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
                return Long.parseLong(value);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw noNumber(name, value);
    }

    private static MalformedException noNumber(String name, String value) {
        return new MalformedException(
                "The field "
                        + FieldSyntax.shown(name)
                        + " is no whole number within the range: "
                        + FieldSyntax.shown(value));
    }

    // ---- Others from it

    /** Returns this form with one field of a name in the place of the first that it had. */
    public Form with(String name, String value) {
        if (!contains(name)) {
            return plus(name, value);
        }
        Builder builder = builder();
        boolean placed = false;
        for (Field field : fields) {
            if (!field.name.equals(name)) {
                builder.fields.add(field);
            } else if (!placed) {
                builder.add(name, value);
                placed = true;
            }
        }
        return builder.build();
    }

    /** Returns this form with one more field at the end. */
    public Form plus(String name, String value) {
        return toBuilder().add(name, value).build();
    }

    /** Returns this form without the fields of a name. */
    public Form without(String name) {
        Builder builder = builder();
        for (Field field : fields) {
            if (!field.name.equals(name)) {
                builder.fields.add(field);
            }
        }
        return builder.build();
    }

    /** Returns a builder that has these fields already. */
    public Builder toBuilder() {
        Builder builder = builder();
        builder.fields.addAll(fields);
        return builder;
    }

    /** Returns it as it is sent: spaces are plus signs, all but letters and digits encoded. */
    public String format() {
        StringBuilder text = new StringBuilder();
        for (Field field : fields) {
            text.append(text.isEmpty() ? "" : "&");
            text.append(encode(field.name)).append('=').append(encode(field.value));
        }
        return text.toString();
    }

    private static String encode(String text) {
        return PercentCoding.encode(text, PercentCoding.FORM).replace("%20", "+");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Form form && fields.equals(form.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "<Form " + String.join(", ", values.keySet()) + ">";
    }
}
