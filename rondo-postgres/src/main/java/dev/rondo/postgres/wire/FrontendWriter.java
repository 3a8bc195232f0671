package dev.rondo.postgres.wire;

import dev.rondo.bytes.ByteWriter;

/** Appends messages to a writer. */
public final class FrontendWriter {
    /** Creates one. */
    public FrontendWriter(ByteWriter target) {}
}
