package dev.rondo.stream;

import java.nio.ByteBuffer;

/**
 * Bytes in both directions between two ends: a TCP or Unix connection, TLS over one of them, or
 * memory.
 *
 * <p>Belongs to one loop and is used by its tasks: at most one reads and one writes at a time, and
 * they may be the same. {@link StreamReader} and {@link StreamWriter} add lines, limits and buffers
 * on top.
 *
 * <pre>
 *   direction in:   OPEN --peer's end--> ENDED (read returns -1 for ever)
 *   direction out:  OPEN --writeEof()--> ENDED (write fails)
 *   both:           close() or abort() --> CLOSED (read and write fail)
 * </pre>
 *
 * <p>A failure closes nothing: its direction goes on to fail, what the peer sent before can still
 * be read, and a reset is never taken for an end. Who opened the stream closes it.
 *
 * <p>Every implementation passes the same conformance suite.
 */
public interface ByteStream extends AutoCloseable {
    /**
     * Reads at least one byte, suspending until there is one, and returns how many; -1 when the
     * peer has ended its direction, and 0 only when the target has no room. Always a cancellation
     * point when it suspends; a cancellation loses no byte: what was not returned is there for the
     * next read.
     *
     * @throws StreamClosedException if this end was closed, before or during the call
     * @throws ConnectionResetException if the connection broke
     * @throws IllegalStateException if another task is reading
     * @throws java.nio.ReadOnlyBufferException if the target is read-only; no byte is lost
     */
    int read(ByteBuffer target);

    /**
     * Suspends until a read will find bytes, the peer's end or a failure; it may return early. So a
     * connection that waits needs no buffer. A cancellation loses no byte. This default returns at
     * once.
     *
     * @throws StreamException as {@link #read}
     * @throws IllegalStateException if another task is reading
     */
    default void waitReadable() {}

    /**
     * Writes all that remains in the source, suspending while the peer does not take it. This is
     * how back-pressure reaches the writer: nothing is buffered beyond what the system holds. After
     * a cancellation or a failure the source's position says how much was handed over.
     *
     * @throws StreamClosedException if this end was closed or its direction ended, before or during
     *     the call
     * @throws BrokenPipeException if the peer does not read any more
     * @throws ConnectionResetException if the connection broke
     * @throws IllegalStateException if another task is writing
     */
    void write(ByteBuffer source);

    /**
     * Writes what can be written without suspending, and returns how many bytes; 0 when that is
     * nothing now, or when another task is writing. Not a cancellation point.
     *
     * @throws StreamException as {@link #write(ByteBuffer)}
     */
    int tryWrite(ByteBuffer source);

    /**
     * Writes all that remains in several buffers, in their order: sockets and TLS gather what is
     * small into one call and one record. Each buffer may be there once, of any kind, and empty
     * ones are passed over. After a cancellation or a failure the positions say how much was handed
     * over. See {@link #write(ByteBuffer)}. This default writes one after the other.
     */
    default void write(ByteBuffer... sources) {
        for (ByteBuffer source : sources) {
            write(source);
        }
    }

    /**
     * Writes what can be written of several buffers without suspending, and returns how many bytes.
     * See {@link #tryWrite(ByteBuffer)} and {@link #write(ByteBuffer...)}.
     */
    default long tryWrite(ByteBuffer... sources) {
        long total = 0;
        for (ByteBuffer source : sources) {
            total += tryWrite(source);
            if (source.hasRemaining()) {
                break;
            }
        }
        return total;
    }

    /**
     * Returns whether a read would return or fail at once: bytes are there, the peer's end or a
     * failure, or this end is closed. Neither suspends nor takes anything, nor does it throw. Of a
     * connection that nothing is expected on, as one in a pool, true says that it is of no use any
     * more.
     */
    default boolean isReadable() {
        return isClosed();
    }

    /**
     * Ends the outgoing direction; the peer reads the rest and then -1. Reading goes on. Suspends
     * only if the implementation has to send something for it (TLS). Does nothing when it has ended
     * already.
     *
     * @throws UnsupportedOperationException if {@link #canWriteEof} is false
     */
    void writeEof();

    /** Returns whether one direction can be ended alone. */
    boolean canWriteEof();

    /**
     * Closes both directions. What was written before is still delivered. A task that reads or
     * writes at this moment gets a {@link StreamClosedException}. May suspend to say good-bye
     * (TLS), within the stream's shutdown time. Does nothing when it is closed already.
     */
    @Override
    void close();

    /**
     * Closes at once, never suspends; what is not delivered yet is lost, and the peer may see a
     * reset.
     */
    void abort();

    /** Returns whether this end was closed. */
    boolean isClosed();

    /** Returns what is known of the connection. */
    StreamInfo info();
}
