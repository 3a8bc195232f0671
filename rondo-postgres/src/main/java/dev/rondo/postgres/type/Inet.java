package dev.rondo.postgres.type;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An address with the length of its network's prefix: {@code inet}, {@code 192.168.0.1/24}.
 *
 * @param address of IPv4 or IPv6, without a scope
 * @param prefix 0 to 32 or 128; the most is a host alone
 */
public record Inet(InetAddress address, int prefix) {
    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException if it is out of range, or the address has a scope, which the
     *     server does not keep
     */
    public Inet {
        Addresses.check("inet", address, prefix);
    }

    /** Returns an address alone. */
    public static Inet of(InetAddress address) {
        return new Inet(address, Addresses.bits(address));
    }

    /**
     * Returns the address.
     *
     * @throws IllegalArgumentException if there is a prefix that would be lost
     */
    public InetAddress toInetAddress() {
        if (prefix != Addresses.bits(address)) {
            throw Refusal.inexact(this, InetAddress.class);
        }
        return address;
    }

    /** Returns whether it is of IPv6. */
    public boolean isIpv6() {
        return address instanceof Inet6Address;
    }

    /** Returns the server's text: without the prefix for a host alone. */
    @Override
    public String toString() {
        String text = Addresses.text(address);
        return prefix == Addresses.bits(address) ? text : text + "/" + prefix;
    }
}
