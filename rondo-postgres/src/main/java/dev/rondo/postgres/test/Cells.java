package dev.rondo.postgres.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.TypeRegistry;
import org.jspecify.annotations.Nullable;

/** Values of rows and arguments, between Java and the formats of the protocol. */
final class Cells {
    private static final int BINARY = 1;

    private final TypeRegistry types = new TypeRegistry();
    private final ByteWriter writer = new ByteWriter();

    /**
     * Returns a value as a client gets it; null is NULL. A text stands for a value of any type in
     * the text format.
     */
    byte @Nullable [] encode(@Nullable Object value, int type, int format) {
        if (value == null) {
            return null;
        }
        if (format != BINARY && value instanceof String text) {
            return text.getBytes(UTF_8);
        }
        Codec<?> codec = types.codec(type);
        if (codec == null) {
            return value.toString().getBytes(UTF_8);
        }
        writer.clear();
        codec.encode(value, writer);
        byte[] encoded = writer.toBytes();
        boolean text = codec.format() == Codec.Format.TEXT;
        if (format == BINARY || text) {
            return encoded;
        }
        return codec.decodeText(encoded, 0, encoded.length).getBytes(UTF_8);
    }

    /** Returns what a client sent as a value; in the text format it stays text. */
    @Nullable Object decode(byte @Nullable [] bytes, int type, int format) {
        if (bytes == null) {
            return null;
        }
        if (format != BINARY) {
            return new String(bytes, UTF_8);
        }
        Codec<?> codec = types.codec(type);
        return codec == null ? bytes.clone() : codec.decode(bytes, 0, bytes.length);
    }
}
