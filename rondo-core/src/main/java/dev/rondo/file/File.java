package dev.rondo.file;

import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.sync.Lock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open: {@link Files#open} makes one. It reads ahead in blocks of 256 KiB and
 * gathers what is written up to 64 KiB, so that small calls seldom suspend. Belongs to its loop;
 * one operation at a time is carried out, further ones wait in line. aiofiles: {@code open}.
 *
 * <p>A cancelled read has consumed nothing: the next one begins where it did. A write that was
 * begun runs to its end. What was written is with the system after {@link #flush} or {@link
 * #close}, and on the disk after {@link #force}; a flush that fails keeps its bytes, so that it can
 * be tried again.
 *
 * <p>All methods throw {@link FileException} if the system refuses, and {@link
 * IllegalStateException} if it is closed or was not opened for that.
 *
 * {@snippet :
 * try (File file = Files.open(Path.of("notes.txt"), StandardOpenOption.READ)) {
 *     for (String line : file.lines()) {
 *         IO.println(line);
 *     }
 * }
 * }
 */
public final class File implements AutoCloseable {
    private static final int GATHERED = 64 * 1024;

    private final Path path;
    private final InFlight work;
    private final OpenedFile opened;
    private final FileChannel channel;
    private final FileMode mode;
    private final Lock turn = new Lock();

    // Invariant: of what is read ahead and what is gathered, at most one is not empty.
    private final ReadAhead reads;
    private final ByteQueue ahead; // its first byte is the one at the position
    private final ByteQueue gathered = new ByteQueue(); // its last byte is the one before that
    private long position;
    private boolean closed;

    private File(Path path, Storage storage, FileMode mode, OpenedFile opened) {
        this.path = path;
        this.work = new InFlight(storage, path, this);
        this.mode = mode;
        this.opened = opened;
        this.channel = opened.channel();
        this.position = opened.position();
        this.reads = new ReadAhead(work, opened);
        this.ahead = reads.bytes();
    }

    /** Opens one. Suspends; a cancellation leaves nothing open. */
    static File open(Path path, Set<OpenOption> options) {
        FileMode mode = FileMode.of(options);
        Storage storage = FileThreads.of(path);
        OpenedFile opened =
                Work.call(
                        "open",
                        path,
                        () -> OpenedFile.open(path, options, mode),
                        OpenedFile::close);
        return new File(path, storage, mode, opened);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The file is closed: " + path);
        }
    }

    private void prepareToRead() {
        checkOpen();
        if (!mode.reads()) {
            throw new IllegalStateException(
                    "The file is not open for reading: " + path + "\nOpen it with READ");
        }
        flushGathered();
    }

    private void prepareToWrite() {
        checkOpen();
        if (!mode.writes()) {
            throw new IllegalStateException(
                    "The file is not open for writing: " + path + "\nOpen it with WRITE or APPEND");
        }
        ahead.skip(ahead.size());
    }

    // ---- Reading

    private void consume(int count) {
        position += count;
    }

    /**
     * Returns the next bytes, at least one and at most {@code max}; none at the end of the file.
     * Suspends. aiofiles: {@code read(n)}.
     *
     * @param max positive
     */
    public byte[] read(int max) {
        checkPositive(max);
        return turn.with(() -> {
            prepareToRead();
            if (ahead.isEmpty() && !reads.fill(position, max)) {
                return new byte[0];
            }
            byte[] taken = ahead.take(Math.min(max, ahead.size()));
            consume(taken.length);
            return taken;
        });
    }

    private static void checkPositive(int max) {
        if (max <= 0) {
            throw new IllegalArgumentException("max must be positive, but is " + max);
        }
    }

    /**
     * Reads into a buffer and returns how many bytes, at least one; -1 at the end of the file.
     * Suspends. aiofiles: {@code readinto}.
     */
    public int read(ByteBuffer target) {
        return turn.with(() -> {
            prepareToRead();
            if (!target.hasRemaining()) {
                return 0;
            }
            if (ahead.isEmpty() && target.remaining() >= ReadAhead.FIRST_BLOCK) {
                int count = reads.tryRead(target, position);
                if (count != CachedReads.NOT_NOW) {
                    consume(Math.max(0, count));
                    return count;
                }
            }
            if (ahead.isEmpty() && !reads.fill(position, target.remaining())) {
                return -1;
            }
            int count = ahead.drainTo(target);
            consume(count);
            return count;
        });
    }

    /**
     * Returns all that is left, which must fit into an array. Suspends. aiofiles: {@code readall}.
     */
    public byte[] readAll() {
        return turn.with(() -> {
            prepareToRead();
            long left = work.run("size", channel::size) - position - ahead.size();
            // Some files, as those of /proc, have no size: the end says so.
            while (reads.fill(
                    position, Math.clamp(left + 1, ReadAhead.FIRST_BLOCK, ReadAhead.BLOCK))) {
                left = 0;
            }
            byte[] all = ahead.takeAll();
            consume(all.length);
            return all;
        });
    }

    /** Returns all that is left as UTF-8, with U+FFFD for what is none. Suspends. */
    public String readString() {
        return new String(readAll(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the next line, without its end ({@code \n} or {@code \r\n}), as UTF-8; empty at the
     * end of the file. Suspends. aiofiles: {@code readline}.
     */
    public Optional<String> readLine() {
        return readLine(StandardCharsets.UTF_8);
    }

    /** As {@link #readLine()}, in a charset in which {@code \n} is one byte. */
    public Optional<String> readLine(Charset charset) {
        return Optional.ofNullable(nextLine(charset));
    }

    private @Nullable String nextLine(Charset charset) {
        return turn.<@Nullable String, RuntimeException>with(() -> {
            prepareToRead();
            int end = ahead.indexOf('\n');
            while (end < 0) {
                int searched = ahead.size();
                if (!reads.fill(position, 0)) {
                    return ahead.isEmpty() ? null : line(ahead.size(), 0, charset);
                }
                end = ahead.indexOf('\n', searched);
            }
            return line(end, 1, charset);
        });
    }

    private String line(int length, int end, Charset charset) {
        byte[] taken = ahead.take(length + end);
        consume(taken.length);
        int text = end > 0 && length > 0 && taken[length - 1] == '\r' ? length - 1 : length;
        return new String(taken, 0, text, charset);
    }

    /**
     * Returns the lines from here on, as {@link #readLine} does: read as they are asked for, by
     * blocks. The iterator suspends. aiofiles: {@code async for}.
     */
    public Iterable<String> lines() {
        return lines(StandardCharsets.UTF_8);
    }

    /** As {@link #lines()}, in a charset in which {@code \n} is one byte. */
    public Iterable<String> lines(Charset charset) {
        Objects.requireNonNull(charset, "charset");
        return () -> new LineIterator(() -> nextLine(charset));
    }

    /**
     * Reads at a place of the file, whatever {@link #position} is, and returns how many bytes, at
     * least one; -1 behind the end. Suspends.
     */
    public int readAt(ByteBuffer target, long place) {
        return turn.with(() -> {
            prepareToRead();
            return reads.readAt(target, place);
        });
    }

    // ---- Writing

    /** Writes bytes. Suspends when 64 KiB are gathered. aiofiles: {@code write}. */
    public void write(byte[] source) {
        write(ByteBuffer.wrap(source));
    }

    /** Writes all that remains in a buffer. Suspends when 64 KiB are gathered. */
    public void write(ByteBuffer source) {
        turn.with(() -> {
            prepareToWrite();
            while (source.hasRemaining()) {
                int room = GATHERED - gathered.size();
                if (room <= 0) {
                    flushGathered();
                    continue;
                }
                int count = Math.min(room, source.remaining());
                gathered.add(source.slice(source.position(), count));
                source.position(source.position() + count);
                position += count;
            }
        });
    }

    /** Writes a text in UTF-8. See {@link #write(byte[])}. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes lines in UTF-8, each with {@code \n} behind it. */
    public void writeLines(Iterable<? extends CharSequence> lines) {
        for (CharSequence line : lines) {
            write(line + "\n");
        }
    }

    /**
     * Writes at a place of the file, whatever {@link #position} is. Suspends.
     *
     * @throws IllegalStateException if it is open for appending
     */
    public void writeAt(ByteBuffer source, long place) {
        turn.with(() -> {
            prepareToWrite();
            if (mode.appends()) {
                throw new IllegalStateException("The file is open for appending: " + path);
            }
            flushGathered();
            ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source).flip();
            work.run("write", () -> writeAll(copy, place));
        });
    }

    /** Writes what is left of a buffer; if it fails, the buffer knows how far it came. */
    private int writeAll(ByteBuffer source, long place) throws IOException {
        int begin = source.position();
        while (source.hasRemaining()) {
            if (mode.appends()) {
                channel.write(source);
            } else {
                channel.write(source, place + source.position() - begin);
            }
        }
        return source.position() - begin;
    }

    private void flushGathered() {
        work.settle();
        while (!gathered.isEmpty()) {
            ByteBuffer copy = ByteBuffer.wrap(bytes());
            long place = position - gathered.size();
            // As far as it came, if it failed.
            work.run("write", () -> writeAll(copy, place), () -> gathered.skip(copy.position()));
        }
    }

    private byte[] bytes() {
        byte[] copy = new byte[gathered.size()];
        gathered.get(0, copy, 0, copy.length);
        return copy;
    }

    /** Gives what is gathered to the system. Suspends. aiofiles: {@code flush}. */
    public void flush() {
        turn.with(() -> {
            checkOpen();
            flushGathered();
        });
    }

    /**
     * Flushes, and returns when all is on the disk.
     *
     * @param metadata also the times of the file and so on
     */
    public void force(boolean metadata) {
        turn.with(() -> {
            checkOpen();
            flushGathered();
            work.run(
                    "force",
                    () -> {
                        channel.force(metadata);
                        return true;
                    });
        });
    }

    // ---- Place and size

    /** Returns where the next byte is read or written. Never suspends. aiofiles: {@code tell}. */
    public long position() {
        return position;
    }

    /** Goes to a place, which may be behind the end. Suspends. aiofiles: {@code seek}. */
    public void position(long place) {
        if (place < 0) {
            throw new IllegalArgumentException("place must not be negative, but is " + place);
        }
        turn.with(() -> {
            checkOpen();
            flushGathered();
            if (place >= position && place - position <= ahead.size()) {
                ahead.skip((int) (place - position));
            } else {
                reads.forget();
            }
            position = place;
        });
    }

    /** Returns how many bytes it has, those that are gathered included. Suspends. */
    public long size() {
        return turn.with(() -> {
            checkOpen();
            flushGathered();
            return work.run("size", channel::size);
        });
    }

    /** Cuts it off; it never grows by this. Suspends. aiofiles: {@code truncate}. */
    public void truncate(long size) {
        turn.with(() -> {
            prepareToWrite();
            flushGathered();
            work.run("truncate", () -> channel.truncate(size));
        });
    }

    // ---- Locks

    /**
     * Locks the whole file against other programs, and against other handles of this one that lock
     * it: suspends until it has it, trying every 1 to 100 ms. Nobody is served in turn. A
     * cancellation leaves it unlocked. On Linux the lock is lost, too, when this program closes any
     * other handle of the same file.
     *
     * {@snippet :
     * try (HeldLock lock = file.lock()) {
     *     file.write(record);
     *     file.flush();
     * }
     * }
     *
     * @throws IllegalStateException if it is not open for writing
     */
    public HeldLock lock() {
        checkMayLock(false);
        return Locking.lock(path, work, channel, false);
    }

    /**
     * As {@link #lock}, but others may have such a lock too.
     *
     * @throws IllegalStateException if it is not open for reading
     */
    public HeldLock lockShared() {
        checkMayLock(true);
        return Locking.lock(path, work, channel, true);
    }

    /** As {@link #lock}, if nobody has it now; else empty. Suspends for that look alone. */
    public Optional<HeldLock> tryLock() {
        checkMayLock(false);
        return Locking.tryLock(path, work, channel, false);
    }

    private void checkMayLock(boolean shared) {
        checkOpen();
        if (!(shared ? mode.reads() : mode.writes())) {
            throw new IllegalStateException(
                    "To lock it, a file must be open for "
                            + (shared ? "reading: " : "writing: ")
                            + path);
        }
    }

    // ---- The file itself

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /** Returns whether it is not closed. */
    public boolean isOpen() {
        return !closed;
    }

    /**
     * Flushes and closes; it is closed whatever the flush says. Suspends, a cancellation comes
     * after it; a second call does nothing.
     */
    @Override
    public void close() {
        Rondo.shielded(() -> turn.with(this::closeNow));
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        try {
            flushGathered();
        } catch (FileException e) {
            try {
                release();
            } catch (FileException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        release();
    }

    private void release() {
        closed = true;
        gathered.skip(gathered.size());
        ahead.skip(ahead.size());
        work.run("close", opened::close);
    }

    @Override
    public String toString() {
        return "<File " + path + " " + mode + " position=" + position + (closed ? " closed>" : ">");
    }
}
