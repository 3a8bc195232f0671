package dev.rondo.workers;

import java.io.Serializable;

/** Where a channel is: the path of its owner's socket, and what to show there. */
record ChannelAddress(String path, String token) implements Serializable {}
