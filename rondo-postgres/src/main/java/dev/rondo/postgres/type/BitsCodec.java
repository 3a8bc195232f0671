package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.Arrays;

/** {@code bit} and {@code varbit}: {@link Bits}; an array of booleans is taken, too. */
final class BitsCodec extends ScalarCodec<Bits> {
    BitsCodec(String type) {
        super(type, Bits.class);
    }

    @Override
    public Bits decode(byte[] source, int offset, int length) {
        if (length < 4) {
            throw Refusal.malformed(type, length + " bytes");
        }
        int size = Bytes.getInt(source, offset);
        if (size < 0 || length - 4 != Bits.bytesFor(size)) {
            throw Refusal.malformed(type, size + " bits in " + (length - 4) + " bytes");
        }
        byte[] bytes = Arrays.copyOfRange(source, offset + 4, offset + length);
        if ((size & 7) != 0) {
            bytes[bytes.length - 1] &= (byte) (0xff00 >> (size & 7));
        }
        return new Bits(bytes, size);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        Bits bits =
                switch (value) {
                    case Bits given -> given;
                    case boolean[] values -> Bits.of(values);
                    default -> throw Refusal.wrongClass(type, value, "Bits or a boolean[]");
                };
        target.putInt(bits.size()).put(bits.bytes());
    }

    @Override
    Bits parse(String text) {
        return Bits.of(text);
    }
}
