package dev.rondo.postgres;

import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.util.Map;

/**
 * An authenticated connection at its ReadyForQuery: what Connecting hands over.
 *
 * @param address whom it is connected with, for texts
 * @param parameters what the server has reported, in order
 */
record Link(
        ByteStream stream,
        StreamReader reader,
        StreamWriter writer,
        String address,
        int processId,
        byte[] secretKey,
        Map<String, String> parameters) {}
