package dev.rondo.net;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The address of a Unix socket in Linux's abstract name space: a name without a file, gone with its
 * socket. {@link SystemNetwork} and {@link Net} take it wherever they take a {@link SocketAddress};
 * the epoll poller only, since the JDK does not know it.
 *
 * {@snippet :
 * Connection connection = openConnection(AbstractUnixAddress.of("service"), ConnectOptions.defaults());
 * }
 */
public final class AbstractUnixAddress extends SocketAddress {
    /** What {@code sun_path} has room for, but its first byte. */
    private static final int LONGEST_NAME = 107;

    private static final long serialVersionUID = 1L;

    private final String name;

    /** What the system told is taken as it is. */
    AbstractUnixAddress(String name) {
        this.name = name;
    }

    /**
     * Returns the address with a name, which asyncio writes with a leading {@code \0}.
     *
     * @throws IllegalArgumentException if it is empty or has more than 107 bytes in UTF-8
     */
    public static AbstractUnixAddress of(String name) {
        Objects.requireNonNull(name, "name");
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "An abstract name has 1 to %d bytes, but this has %d: %s"
                            .formatted(LONGEST_NAME, length, name));
        }
        return new AbstractUnixAddress(name);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AbstractUnixAddress address && address.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns the name behind an @, as Linux's tools write it. */
    @Override
    public String toString() {
        return "@" + name;
    }
}
