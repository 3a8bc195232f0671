package dev.rondo.postgres;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the data of COPY comes from, piece by piece. */
@FunctionalInterface
public interface CopySource {
    /** Returns the next bytes, or null at the end. May suspend, and throw: the COPY fails then. */
    @Nullable ByteBuffer next() throws Exception;
}
