package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;

/** {@code bool}: a Boolean. */
final class BoolCodec extends ScalarCodec<Boolean> {
    BoolCodec() {
        super("bool", Boolean.class);
    }

    @Override
    public Boolean decode(byte[] source, int offset, int length) {
        return decodeBoolean(source, offset, length);
    }

    @Override
    public boolean decodeBoolean(byte[] source, int offset, int length) {
        checkLength(1, length);
        return source[offset] != 0;
    }

    @Override
    public String decodeText(byte[] source, int offset, int length) {
        return decodeBoolean(source, offset, length) ? "t" : "f";
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof Boolean truth)) {
            throw Refusal.wrongClass(type, value, "a Boolean");
        }
        target.put(truth ? 1 : 0);
    }

    @Override
    Boolean parse(String text) {
        return switch (text) {
            case "t" -> true;
            case "f" -> false;
            default -> throw Refusal.malformed(type, Refusal.cut(text));
        };
    }
}
