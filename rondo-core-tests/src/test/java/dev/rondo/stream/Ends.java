package dev.rondo.stream;

/** Two ends of one connection. */
public record Ends(ByteStream near, ByteStream far) {}
