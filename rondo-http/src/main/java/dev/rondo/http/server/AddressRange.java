package dev.rondo.http.server;

import java.net.InetAddress;

/** Addresses that begin alike, as {@code 10.0.0.0/8}. Nothing is looked up. */
record AddressRange(InetAddress address, int bits) {
    /**
     * Returns what a text says: an address, perhaps with a number of bits behind a slash.
     *
     * @throws IllegalArgumentException if it says something else
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = 8 * address.getAddress().length;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return new AddressRange(address, bits);
            }
        } catch (IllegalArgumentException e) { // also of a number
            // said below
        }
        throw new IllegalArgumentException(
                "Not an address or a range of them, as 10.0.0.0/8: " + text);
    }

    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != its[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((mine[whole] ^ its[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
