package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.net.InetAddress;
import java.util.Arrays;

/** {@code inet}: an {@link Inet}; an InetAddress is taken, too, as a host alone. */
final class InetCodec extends ScalarCodec<Inet> {
    private static final int HEADER = 4; // family, prefix, whether it is cidr, bytes of the address
    private static final int IPV4 = 2;
    private static final int IPV6 = 3; // PostgreSQL's numbers: AF_INET and one more

    InetCodec() {
        super("inet", Inet.class);
    }

    @Override
    public Inet decode(byte[] source, int offset, int length) {
        InetAddress address = address(type, source, offset, length);
        return new Inet(address, source[offset + 1] & 0xff);
    }

    static InetAddress address(String type, byte[] source, int offset, int length) {
        if (length < HEADER
                || source[offset + 3] != length - HEADER
                || length - HEADER != (source[offset] == IPV4 ? 4 : 16)
                || (source[offset] != IPV4 && source[offset] != IPV6)) {
            throw Refusal.malformed(type, length + " bytes");
        }
        return Addresses.of(Arrays.copyOfRange(source, offset + HEADER, offset + length));
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        Inet inet =
                switch (value) {
                    case Inet given -> given;
                    case InetAddress address -> Inet.of(address);
                    default -> throw Refusal.wrongClass(type, value, "an Inet or InetAddress");
                };
        put(inet.address(), inet.prefix(), 0, target);
    }

    static void put(InetAddress address, int prefix, int isCidr, ByteWriter target) {
        byte[] bytes = address.getAddress();
        target.put(bytes.length == 4 ? IPV4 : IPV6).put(prefix).put(isCidr);
        target.put(bytes.length).put(bytes);
    }

    @Override
    Inet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Inet.of(Addresses.parse(text));
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return new Inet(Addresses.parse(text.substring(0, slash)), prefix);
    }
}
