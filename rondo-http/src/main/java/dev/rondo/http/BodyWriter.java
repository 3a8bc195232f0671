package dev.rondo.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the body of a message while it is made. Belongs to the task that the body runs in.
 *
 * <p>Every write may suspend: the peer's pace is the writer's. What is small is gathered until
 * {@link #flush} or the end of the body.
 */
public interface BodyWriter {
    /**
     * Writes all that remains in a buffer, which may be used again afterwards.
     *
     * @throws IllegalStateException if that is more than the length that was announced
     * @throws dev.rondo.stream.StreamException if the peer has gone
     */
    void write(ByteBuffer source);

    /** Writes bytes. See {@link #write(ByteBuffer)}. */
    default void write(byte[] source) {
        write(ByteBuffer.wrap(source));
    }

    /** Writes text as UTF-8. See {@link #write(ByteBuffer)}. */
    default void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends what was gathered. Suspends while the peer does not take it. */
    void flush();
}
