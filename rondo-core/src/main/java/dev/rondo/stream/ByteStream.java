package dev.rondo.stream;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

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

    // ---- Files

    /**
     * Sends a regular file, and returns how many bytes; nobody else may write meanwhile. Suspends
     * until all has been taken. What can be read of the file is sent, whatever size the system
     * tells. A cancellation or a failure leaves a part sent; the options' progress tells how much.
     *
     * <p>Plain sockets let the system do it ({@code sendfile(2)}): nothing is copied, and the file
     * is read on the loop's thread, so a page that is not in memory holds the loop. This default,
     * for all else, has the default executor read pieces and writes them, unless the options refuse
     * that.
     *
     * @throws SendFileNotAvailableException if the system cannot do it and the options allow no
     *     fallback; nothing was sent
     * @throws IllegalArgumentException if it is not a regular file
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws StreamException as {@link #write(ByteBuffer)}
     */
    default long sendFile(Path file, SendFileOptions options) {
        return FileCopy.send(file, options, this);
    }

    /**
     * Sends an open file. See {@link #sendFile(Path, SendFileOptions)}. On the epoll poller's
     * sockets this is the fallback, since the JDK does not give the descriptor number of a channel
     * away: a path is cheaper there.
     *
     * <p>However it ends, the file's position is then behind what was sent; it is not read before.
     */
    default long sendFile(FileChannel file, SendFileOptions options) {
        return FileCopy.send(file, options, this);
    }

    // ---- Watching

    /**
     * Returns whether a read would return or fail at once: bytes are there, the peer's end or a
     * failure, or this end is closed. Neither suspends nor takes anything, nor does it throw. Of a
     * connection that nothing is expected on, as one in a pool, true says that it is of no use any
     * more.
     */
    boolean isReadable();

    /**
     * Has a callback run once in the loop when the peer has ended its direction or the connection
     * broke, also while nobody reads; soon, if it has happened already. It replaces the callback
     * that was there. When this end is closed, it does not run any more. Never suspends, and takes
     * no bytes.
     *
     * <p>So a server cancels the work for a client that has left. A client that ends only its own
     * direction and still reads has left in this sense, too.
     *
     * <p>An end behind bytes that nobody reads is noticed by the system's sockets on epoll and
     * io_uring. Others may notice it only when what is before it has been read: on the NIO poller
     * behind 4 KiB of bytes, TLS when the plain connection ends, TLS in TLS when that below it
     * does.
     *
     * {@snippet :
     * Task<?> work = createTask(() -> answer(request));
     * stream.onHangUp(() -> work.cancel("the client has left"));
     * }
     *
     * @throws StreamClosedException if this end is closed
     */
    void onHangUp(Runnable callback);

    /** Takes the callback of {@link #onHangUp} away: it does not run any more. */
    void removeOnHangUp();

    // ---- Ending

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
     * writes at this moment gets a {@link StreamClosedException}; what has arrived and was not read
     * is lost. Does nothing when it is closed already.
     *
     * <p>Plain streams never suspend here. TLS may, while its last records do not leave, but no
     * longer than the peer takes something of them every 2 s. A cancellation meanwhile aborts, and
     * a task that is being cancelled, or a callback, does not wait: what does not leave at once is
     * lost then.
     *
     * @throws dev.rondo.TimeoutException if the peer did not take TLS's last records, and the
     *     stream was aborted
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
