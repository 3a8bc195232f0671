package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays in the binary format: a list, of several dimensions lists in lists; the first indexes are
 * left out, unless a {@link PgArray} is asked for (PG076). Java's arrays go both ways, too; those
 * of primitives take no NULL.
 */
final class ArrayCodec extends NestedCodec<List<?>> {
    private final Codec<?> element;
    private final boolean isVector; // the catalogue's: from 0, and others as text

    ArrayCodec(PgType type, Codec<?> element) {
        super(type);
        this.element = element;
        this.isVector = type.oid() == BuiltIn.INT2VECTOR || type.oid() == BuiltIn.OIDVECTOR;
    }

    Codec<?> element() {
        return element;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<List<?>> javaType() {
        return (Class<List<?>>) (Class<?>) List.class;
    }

    // ---- From the server

    @Override
    List<?> decode(byte[] source, int offset, int length, int depth) {
        ArrayHead head = head(source, offset, length);
        @Nullable Object[] values = new @Nullable Object[head.count()];
        int at = head.start();
        int end = offset + length;
        for (int i = 0; i < values.length; i++) {
            int size = length(source, at, end);
            at += Integer.BYTES;
            if (size >= 0) {
                values[i] = decodeInner(element, source, at, size, depth);
                at += size;
            }
        }
        checkEnd(at, end);
        return nested(values, head.lengths());
    }

    ArrayHead head(byte[] source, int offset, int length) {
        ArrayHead head = ArrayHead.read(this, source, offset, length);
        if (head.element() != type.element()) {
            throw malformed("elements of the type " + Integer.toUnsignedString(head.element()));
        }
        return head;
    }

    void checkEnd(int at, int end) {
        if (at != end) {
            throw malformed((end - at) + " bytes after the last element");
        }
    }

    /** Returns lists in lists of values that stand one after the other. */
    static List<@Nullable Object> nested(@Nullable Object[] values, int[] lengths) {
        @Nullable Object[] level = values;
        for (int i = lengths.length - 1; i > 0; i--) {
            @Nullable Object[] outer = new @Nullable Object[level.length / lengths[i]];
            for (int j = 0; j < outer.length; j++) {
                int from = j * lengths[i];
                outer[j] = list(Arrays.copyOfRange(level, from, from + lengths[i]));
            }
            level = outer;
        }
        return list(level);
    }

    private static List<@Nullable Object> list(@Nullable Object[] values) {
        return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(values));
    }

    @Override
    String decodeText(byte[] source, int offset, int length, int depth) {
        ArrayHead head = head(source, offset, length);
        @Nullable String[] texts = new @Nullable String[head.count()];
        int at = head.start();
        int end = offset + length;
        for (int i = 0; i < texts.length; i++) {
            int size = length(source, at, end);
            at += Integer.BYTES;
            if (size >= 0) {
                texts[i] = innerText(element, source, at, size, depth);
                at += size;
            }
        }
        checkEnd(at, end);
        if (isVector) {
            return String.join(" ", texts);
        }
        return ArrayText.written(texts, head.lengths(), head.bounds(), type.delimiter());
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == String.class || wanted.isAssignableFrom(List.class)) {
            return super.decodeAs(wanted, source, offset, length);
        }
        if (wanted == PgArray.class) {
            ArrayHead head = head(source, offset, length);
            List<?> values = decode(source, offset, length);
            return wanted.cast(new PgArray(Arrays.stream(head.bounds()).boxed().toList(), values));
        }
        return new ArrayReader(this, wanted).read(wanted, source, offset, length);
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        return super.decodesAs(wanted)
                || wanted == PgArray.class
                || ArrayReader.reads(this, wanted);
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        Decoder<?> lists = ArrayLists.decoder(this, wanted);
        return lists == null ? super.decoder(wanted) : lists;
    }

    // ---- To the server

    @Override
    public void encode(Object value, ByteWriter target) {
        if (isVector) {
            ArrayValues given = ArrayValues.of(type, element, value);
            if (given.lengths().length != 1) {
                throw Refusal.outOfRange(
                        type.displayName(), value, "it has one dimension, and is not empty");
            }
            Collection<?> values = given.flat();
            ArrayValues.putHead(new int[] {values.size()}, new int[1], type.element(), target);
            values.forEach(each -> encodeInner(element, each, target));
        } else if (!ArrayValues.putPrimitives(type, element, value, target)) {
            ArrayValues values = ArrayValues.of(type, element, value);
            ArrayValues.putHead(values.lengths(), values.bounds(), type.element(), target);
            for (Object each : values.flat()) {
                encodeInner(element, each, target);
            }
        }
    }
}
