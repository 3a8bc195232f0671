package dev.rondo.postgres.wire;

/** A message of the server's. */
public interface BackendMessage {}
