package dev.rondo.http.server;

import dev.rondo.http.coding.Coder;
import dev.rondo.http.coding.Coders;
import java.nio.ByteBuffer;

/**
 * Compresses bytes as they come. Has memory outside of the heap until it is closed. One thread at a
 * time.
 */
interface Compressor extends AutoCloseable {
    /** Returns what has become of bytes, perhaps nothing yet. */
    ByteBuffer put(ByteBuffer source);

    /** Returns what is missing for the other side to see all bytes that were put in. */
    ByteBuffer flush();

    /** Returns the end. */
    ByteBuffer finish();

    @Override
    void close();

    /**
     * Begins one.
     *
     * @param coding {@code gzip}, {@code deflate}, or one of {@link Coders}
     * @param level 1 to 9
     */
    static Compressor of(String coding, int level) {
        Coder coder = Coders.find(coding).orElse(null);
        return coder == null ? new Deflation(coding, level) : new LibraryCompressor(coder, level);
    }
}
