package dev.rondo.postgres.type;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists, and sets, of elements of a certain type: {@code List<Long>} of {@code int4[]}. */
final class ArrayLists {
    private static final List<Class<?>> LISTS =
            List.of(List.class, Collection.class, Iterable.class, Set.class);

    private ArrayLists() {}

    /** Returns a decoder, or null if the type is no generic list or set. */
    static Codec.@Nullable Decoder<?> decoder(ArrayCodec codec, Type wanted) {
        if (!(wanted instanceof ParameterizedType generic)
                || !LISTS.contains(generic.getRawType())) {
            return null;
        }
        boolean isSet = generic.getRawType() == Set.class;
        Type inner = upper(generic.getActualTypeArguments()[0]);
        int dimensions = 1;
        while (!isSet
                && inner instanceof ParameterizedType nested
                && nested.getRawType() == List.class
                && !codec.element().decodesAs(List.class)) {
            inner = upper(nested.getActualTypeArguments()[0]);
            dimensions++;
        }
        Codec.Decoder<?> element = codec.element().decoder(inner);
        int levels = dimensions;
        return (source, offset, length) -> {
            List<?> list = read(codec, element, levels, source, offset, length);
            return isSet ? new LinkedHashSet<@Nullable Object>(list) : list;
        };
    }

    /** Returns what a wildcard stands for at most. */
    static Type upper(Type argument) {
        return argument instanceof WildcardType wild ? wild.getUpperBounds()[0] : argument;
    }

    private static List<@Nullable Object> read(
            ArrayCodec codec,
            Codec.Decoder<?> element,
            int levels,
            byte[] source,
            int offset,
            int length) {
        ArrayHead head = codec.head(source, offset, length);
        if (head.count() > 0 && head.dimensions() != levels) {
            throw new IllegalArgumentException(
                    "An array of "
                            + head.dimensions()
                            + " dimensions is no list of "
                            + levels
                            + " levels");
        }
        @Nullable Object[] values = new @Nullable Object[head.count()];
        int at = head.start();
        int end = offset + length;
        for (int i = 0; i < values.length; i++) {
            int size = codec.length(source, at, end);
            at += Integer.BYTES;
            if (size >= 0) {
                values[i] = element.decode(source, at, size);
                at += size;
            }
        }
        codec.checkEnd(at, end);
        return ArrayCodec.nested(values, Arrays.copyOf(head.lengths(), head.dimensions()));
    }
}
