package dev.rondo.stream;

import java.net.SocketAddress;

/**
 * A message that arrived whole.
 *
 * @param data the bytes; may be empty
 * @param from who sent it
 */
public record Datagram(byte[] data, SocketAddress from) {}
