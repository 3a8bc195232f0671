package dev.rondo.postgres.type;

import java.lang.reflect.Array;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the server's arrays into Java's, those of primitives without boxes; and into sets. */
final class ArrayReader {
    private final ArrayCodec codec;
    private final Class<?> wanted; // by the caller
    private byte[] source = {};
    private int at;
    private int end;

    ArrayReader(ArrayCodec codec, Class<?> wanted) {
        this.codec = codec;
        this.wanted = wanted;
    }

    /** Returns whether elements become what such an array has. */
    static boolean reads(ArrayCodec codec, Class<?> wanted) {
        if (wanted == Set.class) {
            return true;
        }
        if (!wanted.isArray()) {
            return false;
        }
        Class<?> leaf = wanted;
        while (leaf.isArray() && !isLeaf(codec, leaf)) {
            leaf = leaf.getComponentType();
        }
        return codec.element().decodesAs(leaf);
    }

    private static boolean isLeaf(ArrayCodec codec, Class<?> type) {
        return !codec.element().javaType().isAssignableFrom(java.util.List.class)
                && codec.element().decodesAs(type);
    }

    <U> U read(Class<U> type, byte[] bytes, int offset, int length) {
        if (!reads(codec, type)) {
            throw Refusal.noConversion(java.util.List.class, type);
        }
        ArrayHead head = codec.head(bytes, offset, length);
        if (type == Set.class) {
            return type.cast(
                    new LinkedHashSet<@Nullable Object>(codec.decode(bytes, offset, length)));
        }
        if (head.count() == 0) {
            return type.cast(Array.newInstance(type.getComponentType(), 0));
        }
        source = bytes;
        at = head.start();
        end = offset + length;
        Object array = level(type, head.lengths(), 0);
        codec.checkEnd(at, end);
        return type.cast(array);
    }

    private Object level(Class<?> type, int[] lengths, int level) {
        boolean isArray = type.isArray() && !(level > 0 && isLeaf(codec, type));
        if (!isArray || (level == lengths.length - 1) != isElement(type.getComponentType())) {
            throw new IllegalArgumentException(
                    "An array of " + lengths.length + " dimensions is no " + wanted.getTypeName());
        }
        Class<?> component = type.getComponentType();
        if (level < lengths.length - 1) {
            Object[] array = (Object[]) Array.newInstance(component, lengths[level]);
            for (int i = 0; i < array.length; i++) {
                array[i] = level(component, lengths, level + 1);
            }
            return array;
        }
        return elements(component, lengths[level]);
    }

    private boolean isElement(Class<?> component) {
        return !component.isArray() || isLeaf(codec, component);
    }

    private Object elements(Class<?> component, int count) {
        Codec<?> element = codec.element();
        if (component == int.class) {
            int[] array = new int[count];
            for (int i = 0; i < count; i++) {
                int size = next(i);
                long value = element.decodeLong(source, at, size);
                if (value != (int) value) {
                    throw Refusal.inexact(value, int.class);
                }
                array[i] = (int) value;
                at += size;
            }
            return array;
        }
        if (component == long.class) {
            long[] array = new long[count];
            for (int i = 0; i < count; i++) {
                int size = next(i);
                array[i] = element.decodeLong(source, at, size);
                at += size;
            }
            return array;
        }
        if (component == double.class) {
            double[] array = new double[count];
            for (int i = 0; i < count; i++) {
                int size = next(i);
                array[i] = element.decodeDouble(source, at, size);
                at += size;
            }
            return array;
        }
        return others(component, count);
    }

    private Object others(Class<?> component, int count) {
        Object array = Array.newInstance(component, count);
        for (int i = 0; i < count; i++) {
            int size = component.isPrimitive() ? next(i) : codec.length(source, at, end);
            if (!component.isPrimitive()) {
                at += Integer.BYTES;
            }
            if (size >= 0) {
                Array.set(array, i, codec.element().decodeAs(component, source, at, size));
                at += size;
            }
        }
        return array;
    }

    /** Returns the next element's length, and goes behind it. */
    private int next(int index) {
        int size = codec.length(source, at, end);
        if (size < 0) {
            throw new IllegalArgumentException(
                    "Element "
                            + index
                            + " is NULL, which "
                            + wanted.getTypeName()
                            + " cannot hold\nAsk for a List, or an array of boxes");
        }
        at += Integer.BYTES;
        return size;
    }
}
