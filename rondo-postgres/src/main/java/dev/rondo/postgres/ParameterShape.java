package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of one statement: their types and codecs. Made anew when {@link
 * TypeRegistry#version} has changed.
 */
final class ParameterShape {
    private final List<PgType> types;
    private final Codec<?>[] codecs;
    private final long version;

    /**
     * Makes one.
     *
     * @param oids the types that the server says, {@code $1} first
     * @throws IllegalStateException if a codec is {@link TypeRegistry#missing}
     */
    ParameterShape(int[] oids, TypeRegistry types) {
        this.version = types.version();
        this.codecs = new Codec<?>[oids.length];
        List<PgType> all = new ArrayList<>(oids.length);
        for (int i = 0; i < oids.length; i++) {
            PgType type = types.type(oids[i]);
            Codec<?> codec = types.codec(oids[i]);
            if (type == null || codec == null) {
                throw new IllegalStateException(
                        "The type of $"
                                + (i + 1)
                                + " is not known yet: "
                                + Integer.toUnsignedString(oids[i]));
            }
            all.add(type);
            codecs[i] = codec;
        }
        this.types = List.copyOf(all);
    }

    /** Returns the types, {@code $1} first. */
    List<PgType> types() {
        return types;
    }

    /** Returns which parameters go in the binary format: for Bind. */
    boolean[] binary() {
        boolean[] binary = new boolean[codecs.length];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = codecs[i].format() == Codec.Format.BINARY;
        }
        return binary;
    }

    /** Returns the version of the registry that the codecs are of. */
    long version() {
        return version;
    }

    /**
     * Appends a value that is not null, without its length.
     *
     * @param index from 0
     * @throws ConversionException if the type takes no such value; names {@code $n}, the SQL type
     *     and the Java class. What was appended is to be forgotten
     */
    void encode(int index, Object value, ByteWriter target) {
        try {
            codecs[index].encode(value, target);
        } catch (RuntimeException e) {
            throw new ConversionException(
                    "$"
                            + (index + 1)
                            + " of type "
                            + types.get(index).displayName()
                            + " does not take this "
                            + value.getClass().getTypeName()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }
}
