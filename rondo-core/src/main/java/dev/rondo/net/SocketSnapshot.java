package dev.rondo.net;

import java.net.SocketAddress;
import java.util.Optional;

/**
 * What was known of an open socket at one moment: what {@link dev.rondo.Poller#open} of a loop with
 * sockets lists. Its text is what tasks that wait for it show.
 *
 * @param kind what it is: "connection", "listener", "datagrams", "pipe", or "channel" for one that
 *     is watched by {@link Sockets}
 * @param local the address of this end, where it has one
 * @param peer the address of the other end, or whom it is being connected to
 * @param readerWaits whether a task waits to read, to accept or to receive
 * @param writerWaits whether a task waits to write, or to be connected
 * @param closed whether it was closed
 */
public record SocketSnapshot(
        String kind,
        Optional<SocketAddress> local,
        Optional<SocketAddress> peer,
        boolean readerWaits,
        boolean writerWaits,
        boolean closed) {
    /** Returns it as {@code <connection 127.0.0.1:8080 to 127.0.0.1:40022>}. */
    @Override
    public String toString() {
        return "<"
                + kind
                + local.map(address -> " " + SocketAddresses.text(address)).orElse("")
                + peer.map(address -> " to " + SocketAddresses.text(address)).orElse("")
                + (closed ? " closed" : "")
                + ">";
    }
}
