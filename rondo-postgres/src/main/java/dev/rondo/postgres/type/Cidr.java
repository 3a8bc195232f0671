package dev.rondo.postgres.type;

import java.net.InetAddress;

/**
 * A network: {@code cidr}, {@code 192.168.0.0/24}.
 *
 * @param address of IPv4 or IPv6, with zeros after the prefix
 * @param prefix 0 to 32 or 128
 */
public record Cidr(InetAddress address, int prefix) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the prefix is out of range, the address has a scope, or
     *     bits after the prefix
     */
    public Cidr {
        Addresses.check("cidr", address, prefix);
        if (Addresses.hasBitsAfter(address, prefix)) {
            throw new IllegalArgumentException(
                    "cidr has no bits after its prefix: " + Addresses.text(address) + "/" + prefix);
        }
    }

    /** Returns the server's text: always with the prefix. */
    @Override
    public String toString() {
        return Addresses.text(address) + "/" + prefix;
    }
}
