package dev.rondo.stream;

import java.net.SocketAddress;
import java.util.List;

/**
 * What was known of a server at one moment.
 *
 * @param state what it was doing
 * @param addresses where it listened; none when it was closed or draining
 * @param maxConnections how many connections it may have at once
 * @param connections those that were open, the oldest first
 */
public record ServerSnapshot(
        ServerState state,
        List<SocketAddress> addresses,
        int maxConnections,
        List<ConnectionSnapshot> connections) {
    /** Copies the lists. */
    public ServerSnapshot {
        addresses = List.copyOf(addresses);
        connections = List.copyOf(connections);
    }
}
