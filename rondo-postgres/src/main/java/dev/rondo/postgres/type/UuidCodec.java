package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.UUID;

/** {@code uuid}: a UUID. */
final class UuidCodec extends ScalarCodec<UUID> {
    UuidCodec() {
        super("uuid", UUID.class);
    }

    @Override
    public UUID decode(byte[] source, int offset, int length) {
        checkLength(16, length);
        return new UUID(Bytes.getLong(source, offset), Bytes.getLong(source, offset + 8));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof UUID uuid)) {
            throw Refusal.wrongClass(type, value, "a UUID");
        }
        target.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    @Override
    UUID parse(String text) {
        return UUID.fromString(text);
    }
}
