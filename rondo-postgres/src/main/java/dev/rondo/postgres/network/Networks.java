package dev.rondo.postgres.network;

import dev.rondo.net.SystemNetwork;
import dev.rondo.stream.Network;

/**
 * The network of a program that names none: the one class of this module that knows the system's.
 */
public final class Networks {
    private Networks() {}

    /** Returns the network of this machine. */
    public static Network ofSystem() {
        return SystemNetwork.instance();
    }
}
