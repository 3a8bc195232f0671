package dev.rondo.stream;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A message that arrived whole.
 *
 * @param data the bytes, from position to limit; may be none
 * @param from who sent it
 */
public record Datagram(ByteBuffer data, SocketAddress from) {
    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }
}
