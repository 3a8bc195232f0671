package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.net.InetAddress;

/** {@code cidr}: a {@link Cidr}. */
final class CidrCodec extends ScalarCodec<Cidr> {
    CidrCodec() {
        super("cidr", Cidr.class);
    }

    @Override
    public Cidr decode(byte[] source, int offset, int length) {
        InetAddress address = InetCodec.address(type, source, offset, length);
        return new Cidr(address, source[offset + 1] & 0xff);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof Cidr cidr)) {
            throw Refusal.wrongClass(type, value, "a Cidr");
        }
        InetCodec.put(cidr.address(), cidr.prefix(), 1, target);
    }

    @Override
    Cidr parse(String text) {
        int slash = text.indexOf('/');
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return new Cidr(Addresses.parse(text.substring(0, Math.max(0, slash))), prefix);
    }
}
