package dev.rondo.stream;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * What was known of a {@link Transport} at one moment.
 *
 * @param peer the address of the other end, where it has one
 * @param state what it was doing
 * @param buffered how many bytes were written and the stream had not taken
 * @param readingPaused whether the protocol had paused reading
 * @param writingPaused whether the protocol had been told to pause writing
 */
public record TransportSnapshot(
        Optional<SocketAddress> peer,
        TransportState state,
        int buffered,
        boolean readingPaused,
        boolean writingPaused) {}
