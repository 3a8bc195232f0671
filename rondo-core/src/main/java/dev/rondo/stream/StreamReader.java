package dev.rondo.stream;

import dev.rondo.bytes.ByteQueue;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines, messages and exact counts from a {@link ByteStream}.
 *
 * <p>It reads from the stream only when asked, so a slow reader slows the peer down: at most the
 * limit and one read are buffered. All reads suspend while the bytes are not there; a cancelled one
 * loses nothing, what had arrived is there for the next. One task reads at a time. asyncio: {@code
 * StreamReader}.
 *
 * {@snippet :
 * StreamReader reader = new StreamReader(stream);
 * for (String line : reader.lines()) {
 *     println(line);
 * }
 * }
 */
public final class StreamReader {
    /** How long a line or message may be: 64 KiB, asyncio's stream limit. */
    public static final int DEFAULT_LIMIT = 64 * 1024;

    private static final byte[] NEWLINE = {'\n'};

    // From here on read(max) takes no more than asked for: what is left over would be copied twice
    // and answered in a piece of its own. Below it, reading ahead saves system calls.
    private static final int LARGE_READ = 16 * 1024;

    private int limit;
    private ByteStream stream; // changes when TLS starts
    private final ByteQueue buffer = new ByteQueue();
    private @Nullable BufferPool pool; // of the loop that reads first
    private boolean ended;
    private boolean reading; // a task waits in a read of the stream
    private boolean held; // TLS is being started

    /** Creates a reader with the default limit. */
    public StreamReader(ByteStream stream) {
        this(stream, DEFAULT_LIMIT);
    }

    /**
     * Creates a reader.
     *
     * @param limit how long a line or message may be, in bytes; positive
     */
    public StreamReader(ByteStream stream, int limit) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.limit = checkLimit(limit);
    }

    private static int checkLimit(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit must be positive, but is " + limit);
        }
        return limit;
    }

    /**
     * Returns up to so many bytes, at least one, or none at the end of the stream. 0 returns none
     * at once.
     */
    public byte[] read(int max) {
        if (max < 0) {
            throw new IllegalArgumentException(
                    "max must not be negative, but is " + max + "\nTo read all, use readAll()");
        }
        if (max == 0 || !buffer.isEmpty() || ended) {
            return buffer.take(Math.min(max, buffer.size()));
        }
        waitReadable();
        ByteBuffer lent = lend();
        if (max >= LARGE_READ && max < lent.capacity()) {
            lent.limit(max);
        }
        int count = readStream(lent);
        int given = Math.clamp(count, 0, max);
        byte[] bytes = new byte[given];
        buffer.add(lent.flip().get(bytes));
        giveBack(lent);
        return bytes;
    }

    private ByteBuffer lend() {
        BufferPool lender = pool;
        if (lender == null) {
            lender = BufferPool.current();
            pool = lender;
        }
        return lender.lend(BufferPool.LARGE);
    }

    /** Not after a failure: who knows whether the stream has let it go. */
    private void giveBack(ByteBuffer lent) {
        Objects.requireNonNull(pool).giveBack(lent);
    }

    /**
     * Reads into a buffer and returns how many bytes: at least one, 0 when it has no room, -1 at
     * the end.
     */
    public int read(ByteBuffer target) {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (!buffer.isEmpty()) {
            return buffer.drainTo(target);
        }
        return ended ? -1 : readStream(target);
    }

    /**
     * Reads into a buffer what is there, without suspending, and returns how many bytes; 0 when
     * nothing is there now or the buffer has no room, -1 at the end. For what comes many at a time
     * behind one wait, and after {@link #takeBuffered}.
     *
     * @throws StreamException as {@link ByteStream#read}
     * @throws IllegalStateException if another task is reading
     */
    public int tryRead(ByteBuffer target) {
        checkFree();
        if (!target.hasRemaining()) {
            return 0;
        }
        if (!buffer.isEmpty()) {
            return buffer.drainTo(target);
        }
        if (ended) {
            return -1;
        }
        return stream.isReadable() ? readStream(target) : 0;
    }

    private int readStream(ByteBuffer target) {
        checkFree();
        reading = true;
        try {
            int count = stream.read(target);
            ended = count < 0;
            return count;
        } finally {
            reading = false;
        }
    }

    /** Returns everything up to the end of the stream. */
    public byte[] readAll() {
        while (fill()) {}
        return takeBuffered();
    }

    /**
     * Returns exactly so many bytes.
     *
     * @throws IncompleteReadException if the stream ends before
     */
    public byte[] readExactly(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "readExactly size can not be less than zero, but is " + count);
        }
        fillTo(count);
        return buffer.take(count);
    }

    private void fillTo(int count) {
        while (buffer.size() < count) {
            if (!fill()) {
                throw new IncompleteReadException(takeBuffered(), count);
            }
        }
    }

    /**
     * Fills all that is free in a buffer.
     *
     * @throws IncompleteReadException if the stream ends before; the buffer is as it was
     */
    public void readExactly(ByteBuffer target) {
        int length = target.remaining();
        if (length > 0 && length <= BufferPool.LARGE && buffer.isEmpty() && !ended) {
            readAtOnce(target);
        }
        if (target.hasRemaining()) {
            fillTo(length);
            buffer.drainTo(target);
        }
    }

    /** Most messages have arrived as a whole: then nothing is copied. Else it is buffered. */
    private void readAtOnce(ByteBuffer target) {
        int begin = target.position();
        readStream(target);
        if (target.hasRemaining()) {
            buffer.add(target.duplicate().flip().position(begin));
            target.position(begin);
        }
    }

    /**
     * Reads into a part of an array and returns how many bytes: at least one, 0 when the part is
     * empty, -1 at the end.
     *
     * @throws IndexOutOfBoundsException if there is no such part
     */
    public int read(byte[] target, int offset, int length) {
        return read(ByteBuffer.wrap(target, offset, length));
    }

    /**
     * Returns the next line with its {@code \n}; the last one may lack it, and none is the end of
     * the stream.
     *
     * @throws LimitOverrunException if the line is longer than the limit; what is buffered of it is
     *     skipped
     */
    public byte[] readLine() {
        try {
            return readUntil(NEWLINE);
        } catch (IncompleteReadException e) {
            return e.partial();
        } catch (LimitOverrunException e) {
            skipOverlongLine(e.consumed());
            throw e;
        }
    }

    private void skipOverlongLine(int consumed) {
        boolean whole = consumed < buffer.size() && buffer.get(consumed) == '\n';
        buffer.skip(whole ? consumed + 1 : buffer.size());
    }

    /**
     * Returns the next line as text in UTF-8 without its end ({@code \n} or {@code \r\n}), or empty
     * at the end.
     */
    public Optional<String> nextLine() {
        return nextLine(StandardCharsets.UTF_8);
    }

    /**
     * Returns the next line as text without its end, or empty at the end of the stream. See {@link
     * #readLine}.
     */
    public Optional<String> nextLine(Charset charset) {
        byte[] line = readLine();
        if (line.length == 0) {
            return Optional.empty();
        }
        int end = line.length;
        if (line[end - 1] == '\n') {
            end--;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
        }
        return Optional.of(new String(line, 0, end, charset));
    }

    /** Returns the remaining lines as text, as {@link #nextLine()} does; iterating suspends. */
    public Iterable<String> lines() {
        return () ->
                new Iterator<>() {
                    private Optional<String> next = Optional.empty();

                    @Override
                    public boolean hasNext() {
                        if (next.isEmpty()) {
                            next = nextLine();
                        }
                        return next.isPresent();
                    }

                    @Override
                    public String next() {
                        if (!hasNext()) {
                            throw new NoSuchElementException("The stream has ended");
                        }
                        String line = next.get();
                        next = Optional.empty();
                        return line;
                    }
                };
    }

    /**
     * Returns everything up to and including the first of several separators. Where one begins
     * another, the shortest match wins, and of two that end together the shorter.
     *
     * @throws IncompleteReadException if the stream ends before
     * @throws LimitOverrunException if there is none within the limit; the bytes stay
     * @throws IllegalArgumentException if there is no separator, or an empty one
     */
    public byte[] readUntil(byte[]... separators) {
        int shortest = checkSeparators(separators);
        int longest = 0;
        for (byte[] separator : separators) {
            longest = Math.max(longest, separator.length);
        }
        int searched = 0; // no separator begins before this position
        while (true) {
            Match match = earliestEnd(separators, searched);
            if (match != null) {
                if (match.start() > limit) {
                    throw tooLong("its end came after " + match.start() + " bytes", match.start());
                }
                return buffer.take(match.end());
            }
            searched = Math.max(0, buffer.size() + 1 - longest);
            if (buffer.size() + 1 - shortest > limit && searched > limit) {
                throw tooLong("no end in " + buffer.size() + " bytes", searched);
            }
            if (!fill()) {
                throw new IncompleteReadException(takeBuffered(), -1);
            }
        }
    }

    private LimitOverrunException tooLong(String found, int consumed) {
        return new LimitOverrunException(
                "A line or message from "
                        + StreamInfo.nameOf(stream)
                        + " is longer than the limit of "
                        + limit
                        + " bytes: "
                        + found
                        + "\nFor longer ones there is setLimit(bytes)",
                consumed);
    }

    private static int checkSeparators(byte[][] separators) {
        if (separators.length == 0) {
            throw new IllegalArgumentException("Separator should contain at least one element");
        }
        int shortest = Integer.MAX_VALUE;
        for (byte[] separator : separators) {
            if (separator.length == 0) {
                throw new IllegalArgumentException("Separator should be at least one-byte string");
            }
            shortest = Math.min(shortest, separator.length);
        }
        return shortest;
    }

    /** Where a separator stands. */
    private record Match(int start, int end) {
        boolean isBefore(@Nullable Match other) {
            return other == null || end < other.end || (end == other.end && start > other.start);
        }
    }

    /** Returns the match that ends first, or null when there is none. */
    private @Nullable Match earliestEnd(byte[][] separators, int from) {
        Match earliest = null;
        for (byte[] separator : separators) {
            int at = buffer.indexOf(separator, from);
            if (at >= 0) {
                Match match = new Match(at, at + separator.length);
                earliest = match.isBefore(earliest) ? match : earliest;
            }
        }
        return earliest;
    }

    /** Returns whether the stream has ended and everything was read. Never suspends. */
    public boolean atEof() {
        return ended && buffer.isEmpty();
    }

    /** Returns how many bytes are buffered. */
    public int buffered() {
        return buffer.size();
    }

    /**
     * Sets how long a line or message may be, from the next call on.
     *
     * @param limit in bytes; positive
     */
    public void setLimit(int limit) {
        this.limit = checkLimit(limit);
    }

    /** Returns the limit. */
    public int limit() {
        return limit;
    }

    /** Suspends until something is buffered, and returns true; false at the end. Loses nothing. */
    boolean awaitBytes() {
        return !buffer.isEmpty() || fill();
    }

    /**
     * Takes all that is buffered, which may be nothing, and never suspends. For those who go on
     * with the stream itself, as after an upgrade to another protocol: what the peer sent behind
     * its last message is here, and the rest comes from the stream. This reader may be used again,
     * and goes on behind that.
     */
    public byte[] takeBuffered() {
        return buffer.take(buffer.size());
    }

    /**
     * Returns this reader as an {@link InputStream} whose blocking calls suspend the task. Closing
     * it closes the stream.
     */
    public InputStream inputStream() {
        return new ReaderInputStream(this);
    }

    private void checkFree() {
        if (held) {
            throw new IllegalStateException(
                    "TLS is being started on " + stream + "\nRead when startTls() has returned");
        }
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + stream);
        }
    }

    // ---- Starting TLS

    boolean isReading() {
        return reading;
    }

    ByteStream stream() {
        return stream;
    }

    /** Refuses reads until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    /** Reads from another stream from now on. */
    void goOn(ByteStream next) {
        stream = next;
        ended = false;
    }

    /** Reads once from the stream; returns false at its end. */
    private boolean fill() {
        if (ended) {
            return false;
        }
        if (buffer.isEmpty()) {
            waitReadable();
        }
        ByteBuffer lent = lend();
        int count = readStream(lent);
        buffer.add(lent.flip());
        giveBack(lent);
        return count >= 0;
    }

    /** Waits without an array: most connections of a server wait most of the time. */
    private void waitReadable() {
        checkFree();
        buffer.trim();
        reading = true;
        try {
            stream.waitReadable();
        } finally {
            reading = false;
        }
    }

    @Override
    public String toString() {
        return "<StreamReader "
                + buffer.size()
                + " bytes"
                + (ended ? " eof" : "")
                + (limit == DEFAULT_LIMIT ? "" : " limit=" + limit)
                + " "
                + stream
                + ">";
    }
}
