package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import java.util.List;

/**
 * The parameters of one statement: their types and codecs. Made anew when {@link
 * TypeRegistry#version} has changed.
 */
final class ParameterShape {
    /**
     * Makes one.
     *
     * @param oids the types that the server says, {@code $1} first
     * @throws IllegalStateException if a codec is {@link TypeRegistry#missing}
     */
    ParameterShape(int[] oids, TypeRegistry types) {
        throw new UnsupportedOperationException();
    }

    /** Returns the types, {@code $1} first. */
    List<PgType> types() {
        throw new UnsupportedOperationException();
    }

    /** Returns which parameters go in the binary format: for Bind. */
    boolean[] binary() {
        throw new UnsupportedOperationException();
    }

    /** Returns the version of the registry that the codecs are of. */
    long version() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends a value that is not null, without its length.
     *
     * @param index from 0
     * @throws ConversionException if the type takes no such value; names {@code $n}, the SQL type
     *     and the Java class. What was appended is to be forgotten
     */
    void encode(int index, Object value, ByteWriter target) {
        throw new UnsupportedOperationException();
    }
}
