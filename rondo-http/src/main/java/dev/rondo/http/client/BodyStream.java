package dev.rondo.http.client;

import java.nio.ByteBuffer;

/** Bytes of a body, before or behind a coding. */
@FunctionalInterface
interface BodyStream {
    /** Reads at least one byte into a target that has room; -1 at the end. Suspends. */
    int read(ByteBuffer target);
}
