package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array that a program gives: a collection, an array, or such in one another,
 * all of one level as long.
 *
 * @param lengths of the dimensions; none if there are no elements
 * @param bounds the first indexes
 * @param flat the elements, one after the other
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArrayValues(int[] lengths, int[] bounds, Collection<? extends @Nullable Object> flat) {
    private static final String TAKES = "a collection or an array";
    private static final int[] ONE = {1};

    static ArrayValues of(PgType type, Codec<?> element, Object value) {
        if (value instanceof PgArray array) {
            return withBounds(type, element, array);
        }
        if (!isDimension(element, value)) {
            throw Refusal.wrongClass(type.displayName(), value, TAKES);
        }
        if (value instanceof Collection<?> collection && isFlat(element, collection)) {
            int size = collection.size();
            return size == 0
                    ? new ArrayValues(ArrayHead.NONE, ArrayHead.NONE, List.of())
                    : new ArrayValues(new int[] {size}, ONE, collection);
        }
        int[] lengths = lengths(type, element, value);
        List<@Nullable Object> flat = new ArrayList<>();
        add(type, element, value, lengths, 0, flat);
        if (flat.isEmpty()) {
            return new ArrayValues(ArrayHead.NONE, ArrayHead.NONE, flat);
        }
        int[] bounds = new int[lengths.length];
        Arrays.fill(bounds, 1);
        return new ArrayValues(lengths, bounds, flat);
    }

    private static ArrayValues withBounds(PgType type, Codec<?> element, PgArray array) {
        ArrayValues values = of(type, element, array.values());
        if (array.lowerBounds().size() != values.lengths.length) {
            throw Refusal.outOfRange(
                    type.displayName(), array, values.lengths.length + " bounds are needed");
        }
        int[] bounds = array.lowerBounds().stream().mapToInt(Integer::intValue).toArray();
        return new ArrayValues(values.lengths, bounds, values.flat);
    }

    private static boolean isFlat(Codec<?> element, Collection<?> values) {
        for (Object value : values) {
            if (value != null && isInner(element, value)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a value inside an array is a dimension of it, not an element. */
    private static boolean isInner(Codec<?> element, Object value) {
        return element.javaType() != List.class && isDimension(element, value);
    }

    private static boolean isDimension(Codec<?> element, Object value) {
        return value instanceof Collection
                || (value.getClass().isArray()
                        && value.getClass() != byte[].class
                        && !(value instanceof boolean[] && element.javaType() == Bits.class));
    }

    private static List<? extends @Nullable Object> elements(Object dimension) {
        if (dimension instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (dimension instanceof Collection<?> collection) {
            return new ArrayList<@Nullable Object>(collection);
        }
        int length = Array.getLength(dimension);
        List<Object> boxes = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            boxes.add(Array.get(dimension, i));
        }
        return boxes;
    }

    /** Follows the first elements down. */
    private static int[] lengths(PgType type, Codec<?> element, Object value) {
        int[] lengths = new int[ArrayHead.MOST_DIMENSIONS];
        int count = 0;
        Object level = value;
        while (level != null && (count == 0 || isInner(element, level))) {
            if (count == lengths.length) {
                throw Refusal.outOfRange(type.displayName(), value, "more than 6 dimensions");
            }
            List<?> elements = elements(level);
            lengths[count++] = elements.size();
            level = elements.isEmpty() ? null : elements.getFirst();
        }
        return Arrays.copyOf(lengths, count);
    }

    private static void add(
            PgType type,
            Codec<?> element,
            Object value,
            int[] lengths,
            int level,
            List<@Nullable Object> flat) {
        List<?> elements = elements(value);
        if (elements.size() != lengths[level]) {
            throw ragged(type);
        }
        for (Object each : elements) {
            boolean isInner = level + 1 < lengths.length;
            if (isInner != (each != null && isInner(element, each))) {
                throw ragged(type);
            }
            if (isInner && each != null) {
                add(type, element, each, lengths, level + 1, flat);
            } else {
                flat.add(each);
            }
        }
    }

    private static IllegalArgumentException ragged(PgType type) {
        return new IllegalArgumentException(
                type.displayName() + " has dimensions of one length each, and these are ragged");
    }

    static void putHead(int[] lengths, int[] bounds, int element, ByteWriter target) {
        // The flag for NULLs says nothing to the server, which looks at the lengths.
        target.putInt(lengths.length).putInt(0).putInt(element);
        for (int i = 0; i < lengths.length; i++) {
            target.putInt(lengths[i]).putInt(bounds[i]);
        }
    }

    /** Appends the commonest arrays of primitives without a box each; returns false for others. */
    static boolean putPrimitives(PgType type, Codec<?> element, Object value, ByteWriter target) {
        int count;
        if (value instanceof int[] ints && element instanceof Int4Codec) {
            count = ints.length;
        } else if (value instanceof long[] longs && element instanceof Int8Codec) {
            count = longs.length;
        } else if (value instanceof double[] doubles && element instanceof Float8Codec) {
            count = doubles.length;
        } else {
            return false;
        }
        int[] lengths = count == 0 ? ArrayHead.NONE : new int[] {count};
        putHead(lengths, ONE, type.element(), target);
        switch (value) {
            case int[] ints -> {
                for (int each : ints) {
                    target.putInt(Integer.BYTES).putInt(each);
                }
            }
            case long[] longs -> {
                for (long each : longs) {
                    target.putInt(Long.BYTES).putLong(each);
                }
            }
            default -> {
                for (double each : (double[]) value) {
                    target.putInt(Double.BYTES).putLong(Double.doubleToLongBits(each));
                }
            }
        }
        return true;
    }
}
