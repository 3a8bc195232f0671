package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays as text: of elements that have no binary format. */
final class TextArrayCodec extends Codec<List<?>> {
    private final PgType type;
    private final Codec<?> element;

    TextArrayCodec(PgType type, Codec<?> element) {
        this.type = type;
        this.element = element;
    }

    @Override
    @SuppressWarnings("unchecked") // a class has no arguments
    public Class<List<?>> javaType() {
        return (Class<List<?>>) (Class<?>) List.class;
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public List<?> decode(byte[] source, int offset, int length) {
        return parse(Utf8.decode(source, offset, length));
    }

    @Override
    List<?> parse(String text) {
        return new ArrayText.Reader(type, text, element::parse).read();
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == PgArray.class) {
            String text = Utf8.decode(source, offset, length);
            var reader = new ArrayText.Reader(type, text, element::parse);
            List<?> values = reader.read();
            return wanted.cast(new PgArray(bounds(reader.bounds(), values), values));
        }
        if (wanted.isArray()) {
            List<?> values = decode(source, offset, length);
            Class<?> component = wanted.getComponentType();
            Object array = Array.newInstance(component, values.size());
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                if (value != null) {
                    Array.set(array, i, Conversions.convert(value, component));
                } else if (component.isPrimitive()) {
                    throw Refusal.noConversion(Void.class, component);
                }
            }
            return wanted.cast(array);
        }
        return super.decodeAs(wanted, source, offset, length);
    }

    private static List<Integer> bounds(List<Integer> read, List<?> values) {
        if (!read.isEmpty() || values.isEmpty()) {
            return read;
        }
        List<Integer> bounds = new ArrayList<>();
        Object level = values;
        while (level instanceof List<?> list && !list.isEmpty()) {
            bounds.add(1);
            level = list.getFirst();
        }
        return bounds;
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        return super.decodesAs(wanted)
                || wanted == PgArray.class
                || (wanted.isArray()
                        && Conversions.converts(element.javaType(), wanted.getComponentType()));
    }

    @Override
    public Decoder<?> decoder(Type wanted) {
        if (wanted instanceof ParameterizedType generic
                && generic.getRawType() == List.class
                && ArrayLists.upper(generic.getActualTypeArguments()[0]) instanceof Class<?> inner
                && Conversions.converts(element.javaType(), inner)) {
            return (source, offset, length) -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (Object each : decode(source, offset, length)) {
                    values.add(each == null ? null : Conversions.convert(each, inner));
                }
                return Collections.unmodifiableList(values);
            };
        }
        return super.decoder(wanted);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        ArrayValues values = ArrayValues.of(type, element, value);
        @Nullable String[] texts = new @Nullable String[values.flat().size()];
        int next = 0;
        for (Object each : values.flat()) {
            texts[next++] = each == null ? null : element.print(each);
        }
        String text = ArrayText.written(texts, values.lengths(), values.bounds(), type.delimiter());
        Utf8.encode(type.displayName(), text, target);
    }

    @Override
    public String toString() {
        return "<Codec " + type.displayName() + " as text>";
    }
}
