package dev.rondo.http;

import java.util.Arrays;
import java.util.Objects;

/** Headers of texts: what programs make. Each change is a copy, since fields are few. */
final class FieldList implements Headers {
    static final FieldList NONE = new FieldList(new String[0]);

    private final String[] fields; // name, value, name, value

    private FieldList(String[] fields) {
        this.fields = fields;
    }

    static FieldList of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "A name has no value: " + namesAndValues[namesAndValues.length - 1]);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new FieldList(namesAndValues.clone());
    }

    static FieldList copyOf(Headers headers) {
        if (headers instanceof FieldList list) {
            return list;
        }
        String[] fields = new String[2 * headers.size()];
        for (int i = 0; i < headers.size(); i++) {
            fields[2 * i] = headers.name(i);
            fields[2 * i + 1] = headers.value(i);
        }
        return new FieldList(fields);
    }

    private static void check(String name, String value) {
        FieldSyntax.checkName(name);
        FieldSyntax.checkValue(name, value);
    }

    FieldList add(String name, String value) {
        check(name, value);
        String[] more = Arrays.copyOf(fields, fields.length + 2);
        more[fields.length] = name;
        more[fields.length + 1] = value;
        return new FieldList(more);
    }

    FieldList addAll(Headers others) {
        String[] added = copyOf(others).fields;
        String[] more = Arrays.copyOf(fields, fields.length + added.length);
        System.arraycopy(added, 0, more, fields.length, added.length);
        return new FieldList(more);
    }

    /** Puts a field in the place of the first of its name. */
    FieldList set(String name, String value) {
        int first = indexOf(name, 0);
        if (first < 0) {
            return add(name, value);
        }
        check(name, value);
        String[] kept = fields.clone();
        kept[2 * first] = name;
        kept[2 * first + 1] = value;
        return new FieldList(kept).removeFrom(first + 1, name);
    }

    FieldList remove(String name) {
        return removeFrom(0, name);
    }

    private FieldList removeFrom(int start, String name) {
        String[] kept = new String[fields.length];
        int count = 0;
        for (int i = 0; i < size(); i++) {
            if (i < start || !nameIs(i, name)) {
                kept[count++] = fields[2 * i];
                kept[count++] = fields[2 * i + 1];
            }
        }
        return count == fields.length ? this : new FieldList(Arrays.copyOf(kept, count));
    }

    @Override
    public int size() {
        return fields.length / 2;
    }

    @Override
    public String name(int index) {
        return fields[2 * Objects.checkIndex(index, size())];
    }

    @Override
    public String value(int index) {
        return fields[2 * Objects.checkIndex(index, size()) + 1];
    }

    @Override
    public boolean nameIs(int index, String name) {
        return name(index).equalsIgnoreCase(name);
    }

    @Override
    public String toString() {
        return FieldSyntax.describe(this);
    }
}
