package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composites as text: of those where an attribute has no binary format. */
final class TextCompositeCodec extends Codec<Composite> {
    private final PgType type;
    private final List<Codec<?>> codecs;
    private final Attributes attributes;
    private final TypeRegistry registry;

    TextCompositeCodec(PgType type, List<Codec<?>> codecs, TypeRegistry registry) {
        this.type = type;
        this.codecs = codecs;
        this.attributes = new Attributes(type);
        this.registry = registry;
    }

    @Override
    public Class<Composite> javaType() {
        return Composite.class;
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public Composite decode(byte[] source, int offset, int length) {
        return parse(Utf8.decode(source, offset, length));
    }

    @Override
    Composite parse(String text) {
        List<@Nullable String> texts = new CompositeText.Reader(type.displayName(), text).row();
        // A row of one NULL is written as one of nothing.
        if (texts.isEmpty() && codecs.size() == 1) {
            texts.add(null);
        }
        if (texts.size() != codecs.size()) {
            registry.outdated(type);
            throw new IllegalArgumentException(
                    type.displayName() + " has been changed\nThe next statement knows it anew");
        }
        @Nullable Object[] values = new @Nullable Object[texts.size()];
        for (int i = 0; i < values.length; i++) {
            String each = texts.get(i);
            values[i] = each == null ? null : codecs.get(i).parse(each);
        }
        return new Composite(attributes.names(), values);
    }

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == String.class
                || wanted.isAssignableFrom(Composite.class)
                || !Construction.isPossible(wanted)) {
            return super.decodeAs(wanted, source, offset, length);
        }
        Composite composite = decode(source, offset, length);
        Construction construction = Construction.of(wanted);
        @Nullable Object[] values = new @Nullable Object[construction.parts().size()];
        for (int i = 0; i < values.length; i++) {
            Construction.Part part = construction.parts().get(i);
            Object value = composite.values().get(place(part));
            values[i] =
                    value == null
                            ? construction.ofNull(i)
                            : Conversions.convert(value, plain(part));
        }
        return wanted.cast(construction.make(values));
    }

    private Class<?> plain(Construction.Part part) {
        if (part.type() instanceof Class<?> plain) {
            return plain;
        }
        throw new IllegalArgumentException(
                type.displayName()
                        + " comes as text, and out of that is no "
                        + part.type().getTypeName());
    }

    private int place(Construction.Part part) {
        int place = Construction.find(attributes.names(), part.name());
        if (place < 0) {
            throw new IllegalArgumentException(
                    type.displayName() + " has no attribute for " + part.name());
        }
        return place;
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        if (super.decodesAs(wanted)) {
            return true;
        }
        if (!Construction.isPossible(wanted)) {
            return false;
        }
        for (Construction.Part part : Construction.of(wanted).parts()) {
            Class<?> attribute = codecs.get(place(part)).javaType();
            if (!Conversions.converts(attribute, plain(part))) {
                throw Refusal.noConversion(attribute, plain(part));
            }
        }
        return true;
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        @Nullable Object[] values = attributes.values(value);
        @Nullable String[] texts = new @Nullable String[values.length];
        for (int i = 0; i < texts.length; i++) {
            Object each = values[i];
            texts[i] = each == null ? null : codecs.get(i).print(each);
        }
        Utf8.encode(type.displayName(), CompositeText.written(texts), target);
    }

    @Override
    public String toString() {
        return "<Codec " + type.displayName() + " as text>";
    }
}
