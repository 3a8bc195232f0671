package dev.rondo.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/** Writes and reads Linux's {@code struct sockaddr}s. */
final class SocketAddresses {
    static final int LARGEST = 128; // sizeof(struct sockaddr_storage)
    private static final int UNIX_PATH = 2;
    private static final int LONGEST_PATH = 107; // sun_path holds 108 bytes with its end
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    static boolean isUnix(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress || address instanceof AbstractUnixAddress;
    }

    static int family(SocketAddress address) {
        if (isUnix(address)) {
            return Libc.AF_UNIX;
        }
        return address instanceof InetSocketAddress inet
                        && inet.getAddress() instanceof Inet4Address
                ? Libc.AF_INET
                : Libc.AF_INET6;
    }

    /** Returns an address as people write it: {@code 127.0.0.1:80}, {@code [::1]:80}, a path. */
    static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            String text = address.toString();
            return text.isEmpty() ? "unnamed" : text;
        }
        String host = inet.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /** Writes an address for a socket of a family and returns its length. */
    static int write(SocketAddress address, int family, MemorySegment target)
            throws SocketException {
        if (isUnix(address) != (family == Libc.AF_UNIX)) {
            throw new IllegalArgumentException(
                    (family == Libc.AF_UNIX ? "A Unix socket" : "An IP socket")
                            + " cannot use "
                            + address);
        }
        target.fill((byte) 0);
        target.set(ValueLayout.JAVA_SHORT, 0, (short) family);
        return switch (address) {
            case UnixDomainSocketAddress unix -> writePath(unix, target);
            case AbstractUnixAddress unix -> writeName(unix, target);
            case InetSocketAddress inet -> writeInet(inet, family, target);
            default ->
                    throw new IllegalArgumentException(
                            "Not an address that sockets know: " + address);
        };
    }

    private static int writePath(UnixDomainSocketAddress address, MemorySegment target)
            throws SocketException {
        byte[] path = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
        if (path.length == 0) {
            throw new IllegalArgumentException("A Unix address without a path names no socket");
        }
        if (path.length > LONGEST_PATH) {
            throw tooLong("path", address);
        }
        MemorySegment.copy(path, 0, target, ValueLayout.JAVA_BYTE, UNIX_PATH, path.length);
        return UNIX_PATH + path.length + 1;
    }

    private static SocketException tooLong(String what, SocketAddress address) {
        return new SocketException(
                "The %s of a Unix address has at most %d bytes: %s"
                        .formatted(what, LONGEST_PATH, address));
    }

    private static int writeName(AbstractUnixAddress address, MemorySegment target)
            throws SocketException {
        byte[] name = address.name().getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) { // one that the system told and UTF-8 cannot say
            throw tooLong("name", address);
        }
        MemorySegment.copy(name, 0, target, ValueLayout.JAVA_BYTE, UNIX_PATH + 1, name.length);
        return UNIX_PATH + 1 + name.length;
    }

    private static int writeInet(InetSocketAddress address, int family, MemorySegment target) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "Not looked up yet: " + address + "\nUse resolve() of the network");
        }
        target.set(NETWORK_SHORT, 2, (short) address.getPort());
        byte[] bytes = address.getAddress().getAddress();
        if (family == Libc.AF_INET) {
            if (bytes.length != 4 && !address.getAddress().isAnyLocalAddress()) {
                throw new IllegalArgumentException("An IPv4 socket cannot use " + address);
            }
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 4, 4);
            return 16;
        }
        if (bytes.length == 4) { // mapped: ::ffff:a.b.c.d
            target.set(NETWORK_SHORT, 18, (short) 0xffff);
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 20, 4);
        } else {
            MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 8, 16);
            target.set(
                    ValueLayout.JAVA_INT, 24, ((Inet6Address) address.getAddress()).getScopeId());
        }
        return 28;
    }

    /** Returns the bytes of an address, to be read when it is asked for. */
    static byte[] copy(MemorySegment source, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }

    /** Reads an address. */
    static SocketAddress read(MemorySegment source, int length) {
        try {
            return switch (source.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0)) {
                case Libc.AF_INET -> inet(source, 4, 4);
                case Libc.AF_INET6 -> inet(source, 8, 16);
                default -> unix(source, length);
            };
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    private static InetSocketAddress inet(MemorySegment source, int offset, int length)
            throws UnknownHostException {
        byte[] bytes = new byte[length];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        int port = Short.toUnsignedInt(source.get(NETWORK_SHORT, 2));
        int scope = length == 16 ? source.get(ValueLayout.JAVA_INT_UNALIGNED, 24) : 0; // 0 is none
        InetAddress address =
                scope == 0
                        ? InetAddress.getByAddress(bytes)
                        : Inet6Address.getByAddress(null, bytes, scope);
        return new InetSocketAddress(address, port);
    }

    /** A name begins with a zero; nothing at all is a socket without an address. */
    private static SocketAddress unix(MemorySegment source, int length) {
        if (length > UNIX_PATH + 1 && source.get(ValueLayout.JAVA_BYTE, UNIX_PATH) == 0) {
            return new AbstractUnixAddress(text(source, UNIX_PATH + 1, length));
        }
        int end = UNIX_PATH;
        while (end < length && source.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return file(text(source, UNIX_PATH, end));
    }

    /** A peer chooses its path: one that this process's encoding lacks must not stop a server. */
    private static UnixDomainSocketAddress file(String path) {
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) { // not ASCII, in the C locale
            return UnixDomainSocketAddress.of(path.replaceAll("[^ -~]", "?"));
        }
    }

    private static String text(MemorySegment source, int from, int to) {
        byte[] bytes = new byte[to - from];
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
