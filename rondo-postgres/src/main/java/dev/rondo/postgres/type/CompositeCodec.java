package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Composites in the binary format, and rows without a type ({@code record}), which only come. What
 * the row itself says of its fields counts: attributes may have changed since the type was asked
 * for (PG086). Then this value has no names, and the type is asked for again by the next statement.
 */
final class CompositeCodec extends NestedCodec<Composite> {
    static final int RECORD = 2249;

    private final List<Codec<?>> codecs; // of the attributes
    private final Attributes attributes;
    private final TypeRegistry registry;
    private volatile @Nullable CompositeMapper mapper; // of the last class; any thread

    CompositeCodec(PgType type, List<Codec<?>> codecs, TypeRegistry registry) {
        super(type);
        this.codecs = codecs;
        this.attributes = new Attributes(type);
        this.registry = registry;
    }

    @Override
    public Class<Composite> javaType() {
        return Composite.class;
    }

    // ---- From the server

    @Override
    Composite decode(byte[] source, int offset, int length, int depth) {
        CompositeFields fields = CompositeFields.read(this, source, offset, length);
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            int size = fields.lengths()[i];
            if (size >= 0) {
                Codec<?> codec = codec(fields, i);
                values[i] = decodeInner(codec, source, fields.offsets()[i], size, depth);
            }
        }
        boolean named = isAsKnown(fields);
        return new Composite(
                named ? attributes.names() : Composite.anonymous(values.length), values);
    }

    @Override
    String decodeText(byte[] source, int offset, int length, int depth) {
        CompositeFields fields = CompositeFields.read(this, source, offset, length);
        @Nullable String[] texts = new @Nullable String[fields.size()];
        for (int i = 0; i < texts.length; i++) {
            int size = fields.lengths()[i];
            if (size >= 0) {
                Codec<?> codec = codec(fields, i);
                texts[i] = innerText(codec, source, fields.offsets()[i], size, depth);
            }
        }
        return CompositeText.written(texts);
    }

    /** Returns whether the fields are the attributes that the type had; has it asked for if not. */
    private boolean isAsKnown(CompositeFields fields) {
        if (type.oid() == RECORD) {
            return false;
        }
        boolean same = fields.size() == codecs.size();
        for (int i = 0; i < fields.size() && same; i++) {
            same = fields.oids()[i] == type.attributes().get(i).oid();
        }
        if (!same) {
            registry.outdated(type);
        }
        return same;
    }

    private Codec<?> codec(CompositeFields fields, int index) {
        int oid = fields.oids()[index];
        if (index < codecs.size() && type.attributes().get(index).oid() == oid) {
            return codecs.get(index);
        }
        Codec<?> codec = registry.codec(oid);
        PgType inner = registry.type(oid);
        if (codec == null || codec.format() == Format.TEXT) {
            throw new IllegalArgumentException(
                    "Field "
                            + (index + 1)
                            + " of "
                            + type.displayName()
                            + " is of a type that is not read inside of a row: "
                            + (inner == null
                                    ? "OID " + Integer.toUnsignedString(oid)
                                    : inner.displayName())
                            + "\nCast it to text, or give the row a type by CREATE TYPE");
        }
        return codec;
    }

    // ---- As a record

    @Override
    public <U> U decodeAs(Class<U> wanted, byte[] source, int offset, int length) {
        if (wanted == String.class
                || wanted.isAssignableFrom(Composite.class)
                || !Construction.isPossible(wanted)) {
            return super.decodeAs(wanted, source, offset, length);
        }
        CompositeFields fields = CompositeFields.read(this, source, offset, length);
        if (type.oid() == RECORD) { // in order, and each may have other types
            Codec<?>[] inner = new Codec<?>[fields.size()];
            for (int i = 0; i < inner.length; i++) {
                inner[i] = codec(fields, i);
            }
            CompositeMapper ordered = CompositeMapper.inOrder(wanted, inner);
            return wanted.cast(ordered.map(fields, source));
        }
        if (!isAsKnown(fields)) {
            throw new IllegalArgumentException(
                    type.displayName() + " has been changed\nThe next statement knows it anew");
        }
        return wanted.cast(mapper(wanted).map(fields, source));
    }

    private CompositeMapper mapper(Class<?> wanted) {
        CompositeMapper made = mapper;
        if (made == null || made.type() != wanted) {
            made = CompositeMapper.byName(wanted, type, attributes.names(), codecs);
            mapper = made;
        }
        return made;
    }

    @Override
    public boolean decodesAs(Class<?> wanted) {
        if (super.decodesAs(wanted)) {
            return true;
        }
        if (!Construction.isPossible(wanted)) {
            return false;
        }
        if (type.oid() != RECORD) {
            mapper(wanted); // says what is wrong
        }
        return true;
    }

    // ---- To the server

    @Override
    public void encode(Object value, ByteWriter target) {
        if (type.oid() == RECORD) {
            throw new IllegalArgumentException(
                    "record is no parameter's type: the server reads no row without a type"
                            + "\nCast it to one: $1::my_type");
        }
        @Nullable Object[] values = attributes.values(value);
        target.putInt(values.length);
        for (int i = 0; i < values.length; i++) {
            target.putInt(type.attributes().get(i).oid());
            encodeInner(codecs.get(i), values[i], target);
        }
    }
}
