package dev.rondo.stream;

import dev.rondo.bytes.ByteQueue;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

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

    // From here on read(max) takes no more than asked for: what is left over would be copied twice
    // and answered in a piece of its own. Below it, reading ahead saves system calls.
    private static final int LARGE_READ = 16 * 1024;

    private int limit;
    private final Inbox inbox;
    private final ByteQueue buffer; // the inbox's

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
        this(new Inbox(Objects.requireNonNull(stream, "stream"), null), limit);
    }

    /**
     * Creates a reader that keeps the bytes of a line that is too long, also of {@link #readLine}
     * and its like: after {@link #setLimit} it can be read all the same, or piece by piece.
     *
     * @param advice how longer lines are allowed where the stream comes from, for messages
     */
    public StreamReader(ByteStream stream, int limit, String advice) {
        this(
                new Inbox(
                        Objects.requireNonNull(stream, "stream"),
                        Objects.requireNonNull(advice, "advice")),
                limit);
    }

    private StreamReader(Inbox inbox, int limit) {
        this.inbox = inbox;
        this.buffer = inbox.bytes();
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
        if (max > 0 && buffer.isEmpty()) {
            inbox.read(0, max < LARGE_READ ? Inbox.ANY : max);
        }
        return take(Math.min(max, buffer.size()));
    }

    private byte[] take(int length) {
        inbox.checkNotFilling();
        byte[] taken = buffer.take(length);
        inbox.taken();
        return taken;
    }

    private int drainTo(ByteBuffer target) {
        inbox.checkNotFilling();
        int count = buffer.drainTo(target);
        inbox.taken();
        return count;
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
            return drainTo(target);
        }
        return inbox.hasEnded() ? -1 : inbox.readInto(target);
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
        inbox.checkFree();
        if (!target.hasRemaining()) {
            return 0;
        }
        if (!buffer.isEmpty()) {
            return drainTo(target);
        }
        if (inbox.hasEnded()) {
            return -1;
        }
        return inbox.stream().isReadable() ? inbox.readInto(target) : 0;
    }

    /** Returns everything up to the end of the stream. */
    public byte[] readAll() {
        while (inbox.read(0, Inbox.ANY)) {}
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
        return take(count);
    }

    private void fillTo(int count) {
        while (buffer.size() < count) {
            if (!inbox.read(count, Inbox.ANY)) {
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
        if (length > 0 && length <= BufferPool.LARGE && buffer.isEmpty() && !inbox.hasEnded()) {
            readAtOnce(target);
        }
        if (target.hasRemaining()) {
            fillTo(length);
            drainTo(target);
        }
    }

    /** Most messages have arrived as a whole: then nothing is copied. Else it is buffered. */
    private void readAtOnce(ByteBuffer target) {
        int begin = target.position();
        inbox.readInto(target);
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
     *     skipped, unless the reader was made to keep it
     */
    public byte[] readLine() {
        return take(awaitLine());
    }

    /**
     * Waits for a line and returns its length with its end; at the end of the stream that of all.
     */
    private int awaitLine() {
        int searched = 0; // no line ends before this position
        while (true) {
            inbox.checkNotFilling();
            int end = buffer.indexOf('\n', searched);
            if (end > limit) {
                skipLong(end + 1);
                throw tooLong("its end came after " + end + " bytes", end);
            }
            if (end >= 0) {
                return end + 1;
            }
            searched = buffer.size();
            if (searched > limit) {
                skipLong(searched);
                throw tooLong("no end in " + searched + " bytes", searched);
            }
            if (!inbox.read(0, Inbox.ANY)) {
                return buffer.size();
            }
        }
    }

    private void skipLong(int length) {
        if (inbox.advice() == null) {
            skip(length);
        }
    }

    private void skip(int length) {
        buffer.skip(length);
        inbox.taken();
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
        int length = awaitLine();
        if (length == 0) {
            return Optional.empty();
        }
        int end = length;
        if (buffer.get(end - 1) == '\n') {
            end--;
            if (end > 0 && buffer.get(end - 1) == '\r') {
                end--;
            }
        }
        ByteBuffer view = buffer.view();
        String line = new String(view.array(), view.arrayOffset() + view.position(), end, charset);
        skip(length);
        return Optional.of(line);
    }

    /** Returns the remaining lines as text, as {@link #nextLine()} does; iterating suspends. */
    public Iterable<String> lines() {
        return () -> new Lines(this);
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
        Separators wanted = new Separators(separators);
        int searched = 0; // no separator begins before this position
        while (true) {
            inbox.checkNotFilling();
            if (wanted.find(buffer, searched)) {
                if (wanted.start() > limit) {
                    throw tooLong(
                            "its end came after " + wanted.start() + " bytes", wanted.start());
                }
                return take(wanted.end());
            }
            searched = Math.max(0, buffer.size() + 1 - wanted.longest());
            if (buffer.size() + 1 - wanted.shortest() > limit && searched > limit) {
                throw tooLong("no end in " + buffer.size() + " bytes", searched);
            }
            if (!inbox.read(0, Inbox.ANY)) {
                throw new IncompleteReadException(takeBuffered(), -1);
            }
        }
    }

    private LimitOverrunException tooLong(String found, int consumed) {
        return new LimitOverrunException(
                "A line or message from "
                        + StreamInfo.nameOf(inbox.stream())
                        + " is longer than the limit of "
                        + limit
                        + " bytes: "
                        + found
                        + "\nFor longer ones there is "
                        + (inbox.advice() == null ? "" : inbox.advice() + ", and ")
                        + "setLimit(bytes)",
                consumed);
    }

    // ---- For parsers

    /**
     * Returns what is buffered, for parsers that look at it in place, search it and take what they
     * have understood: no copy, no object a message. It is the same queue each time, and what this
     * reader's other methods read from: they may be mixed.
     *
     * <p>Positions in it hold until something is taken. {@link dev.rondo.bytes.Span}s and views
     * hold until the next fill or until the task suspends, whichever comes first: then the memory
     * may be another connection's, so a span is refused from then on. What is to live longer is
     * taken or copied. Look, take, skip, mark and reset; leave adding and the memory to this
     * reader. A mark keeps the memory of what was taken since.
     *
     * {@snippet :
     * ByteQueue buffer = reader.buffer();
     * Span line = new Span();
     * int end = -1;
     * while ((end = buffer.indexOf('\n')) >= 0 || reader.fill()) {
     *     if (end >= 0) {
     *         handle(line.set(buffer, 0, end));
     *         buffer.skip(end + 1);
     *     }
     * }
     * }
     *
     * @throws IllegalStateException if another task is reading
     */
    public ByteQueue buffer() {
        inbox.checkFree();
        return buffer;
    }

    /**
     * Reads once from the stream, behind what is buffered, and returns true when that has brought
     * at least one byte; false at the end. Suspends while nothing is there. A cancellation loses
     * nothing, and positions hold.
     *
     * @throws LimitOverrunException if as many bytes as the limit are buffered already; they stay.
     *     For a longer message set the limit, or take it piece by piece
     * @throws StreamException as {@link ByteStream#read}
     * @throws IllegalStateException if another task is reading
     */
    public boolean fill() {
        inbox.checkFree();
        checkLimit();
        return inbox.read(0, Inbox.ANY);
    }

    /**
     * Like {@link #fill}, but never suspends: also false when nothing is there now. The next {@code
     * fill} tells which, at once if it is the end. So a parser takes all that has come before its
     * task goes on to something else.
     *
     * @throws LimitOverrunException as {@link #fill}
     * @throws StreamException as {@link ByteStream#read}
     * @throws IllegalStateException if another task is reading
     */
    public boolean tryFill() {
        inbox.checkFree();
        checkLimit();
        return inbox.tryRead();
    }

    private void checkLimit() {
        if (buffer.size() >= limit) {
            throw tooLong("no end in " + buffer.size() + " bytes", buffer.size());
        }
    }

    /**
     * Says that the {@link #buffer} was taken from: if nothing is left, memory that the loop has
     * lent goes back now, to be used by the next connection, and not only when this task suspends
     * or the pass of the loop ends. Never suspends.
     */
    public void taken() {
        inbox.taken();
    }

    // ---- What is there

    /** Returns whether the stream has ended and everything was read. Never suspends. */
    public boolean atEof() {
        return inbox.hasEnded() && buffer.isEmpty();
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

    /** Returns whether something is buffered, or can be read without suspending. */
    boolean isReadable() {
        return !buffer.isEmpty() || inbox.stream().isReadable();
    }

    /** Suspends until something is buffered, and returns true; false at the end. Loses nothing. */
    boolean awaitBytes() {
        return !buffer.isEmpty() || inbox.read(0, Inbox.ANY);
    }

    /**
     * Takes all that is buffered, which may be nothing, and never suspends. For those who go on
     * with the stream itself, as after an upgrade to another protocol: what the peer sent behind
     * its last message is here, and the rest comes from the stream. This reader may be used again,
     * and goes on behind that.
     */
    public byte[] takeBuffered() {
        return take(buffer.size());
    }

    /**
     * Returns this reader as an {@link InputStream} whose blocking calls suspend the task. Closing
     * it closes the stream.
     */
    public InputStream inputStream() {
        return new ReaderInputStream(this);
    }

    /** Returns what is known of it now. Never suspends. */
    public StreamReaderSnapshot snapshot() {
        return new StreamReaderSnapshot(buffer.size(), limit, inbox.hasEnded(), inbox.isReading());
    }

    Inbox inbox() {
        return inbox;
    }

    @Override
    public String toString() {
        return "<StreamReader "
                + buffer.size()
                + " bytes"
                + (inbox.hasEnded() ? " eof" : "")
                + (limit == DEFAULT_LIMIT ? "" : " limit=" + limit)
                + " "
                + inbox.stream()
                + ">";
    }
}
