package dev.rondo.postgres.type;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses as bytes and as the server writes them. No name is ever looked up. */
final class Addresses {
    private static final int IPV6_BYTES = 16;
    private static final int WORDS = 8;

    private Addresses() {}

    static int bits(InetAddress address) {
        return address instanceof Inet6Address ? 128 : 32;
    }

    static void check(String type, InetAddress address, int prefix) {
        if (prefix < 0 || prefix > bits(address)) {
            throw new IllegalArgumentException(
                    type + " has a prefix of 0 to " + bits(address) + ", not " + prefix);
        }
        if (address instanceof Inet6Address six
                && (six.getScopeId() != 0 || six.getScopedInterface() != null)) {
            throw new IllegalArgumentException(type + " keeps no scope: " + address);
        }
    }

    static boolean hasBitsAfter(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = prefix; i < bytes.length * 8; i++) {
            if ((bytes[i >> 3] & 0x80 >> (i & 7)) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the address of 4 or 16 bytes; of 16 always IPv6, even where IPv4 is mapped into it.
     */
    static InetAddress of(byte[] bytes) {
        try {
            return bytes.length == IPV6_BYTES
                    ? Inet6Address.getByAddress(null, bytes, -1)
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An address of " + bytes.length + " bytes", e);
        }
    }

    /** Returns the address of a literal, as {@link #of} has it. */
    static InetAddress parse(String text) {
        InetAddress address = InetAddress.ofLiteral(text);
        if (address instanceof Inet4Address && text.indexOf(':') >= 0) {
            byte[] mapped = new byte[IPV6_BYTES];
            mapped[10] = -1;
            mapped[11] = -1;
            System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
            return of(mapped);
        }
        return address;
    }

    static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES) {
            return address.getHostAddress();
        }
        return text(bytes);
    }

    /** As inet_ntop of BIND: the first longest run of zeros is ::, and IPv4 inside is shown so. */
    private static String text(byte[] bytes) {
        int[] words = new int[WORDS];
        Arrays.setAll(words, i -> (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff));
        int best = -1;
        int length = 1; // a single zero is not left out
        for (int i = 0; i < WORDS; i++) {
            int end = i;
            while (end < WORDS && words[end] == 0) {
                end++;
            }
            if (end - i > length) {
                best = i;
                length = end - i;
            }
        }
        boolean hasIpv4 = best == 0 && (length == 6 || (length == 5 && words[5] == 0xffff));
        StringBuilder text = new StringBuilder(40);
        for (int i = 0; i < (hasIpv4 ? WORDS - 2 : WORDS); i++) {
            if (i == best) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(words[i]));
            }
        }
        if (hasIpv4) {
            text.append(length == 5 ? ":" : "").append(bytes[12] & 0xff);
            for (int i = 13; i < IPV6_BYTES; i++) {
                text.append('.').append(bytes[i] & 0xff);
            }
        }
        return text.toString();
    }
}
