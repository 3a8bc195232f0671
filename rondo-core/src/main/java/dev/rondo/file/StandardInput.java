package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Parking;
import dev.rondo.bytes.ByteQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The standard input: {@link StandardStreams#input}. Nothing is read before somebody asks, so what
 * is not asked for is there for a child process. A cancelled read goes on behind the scenes, and
 * what it brings is there for the next one: nothing is lost. Of several tasks each gets bytes of
 * its own; who reads lines, reads them alone.
 *
 * <p>All methods throw {@link FileException} if the system refuses, as where it is closed.
 */
public final class StandardInput {
    private static final int BLOCK = 64 * 1024;
    private static final Path PATH = Path.of("-"); // as programs call it on their command line

    private final InputStream source;
    private final Storage storage = new FileThreads(1, "rondo-stdin");
    private final byte[] block = new byte[BLOCK]; // the thread's

    // Guarded by ahead.
    private final ByteQueue ahead = new ByteQueue();
    private long arrived; // bytes in all

    StandardInput(InputStream source) {
        this.source = source;
    }

    /** Waits for more than has arrived so far; returns false at the end. */
    private boolean more(long seen) {
        Future<Work.Outcome<Boolean>> reading =
                Work.begin(storage, "read", PATH, () -> readBlock(seen));
        Parking ended = new Parking("read of", this);
        reading.addDoneCallback(_ -> ended.wakeAll());
        while (!reading.done()) {
            ended.await(); // and a cancellation leaves the thread where it is
        }
        return reading.result().get();
    }

    private boolean readBlock(long seen) throws IOException {
        synchronized (ahead) {
            if (arrived > seen) {
                return true; // a read that was cancelled has brought it
            }
        }
        int count = source.read(block);
        synchronized (ahead) {
            ahead.add(block, 0, Math.max(0, count));
            arrived += Math.max(0, count);
        }
        return count >= 0;
    }

    private interface Taking<T> {
        @Nullable T take(boolean atEnd);
    }

    /** Takes something from what has arrived, as soon as it is there. */
    private <T> T take(Taking<T> taking) {
        boolean atEnd = false;
        while (true) {
            long seen;
            synchronized (ahead) {
                T taken = taking.take(atEnd);
                if (taken != null) {
                    return taken;
                }
                seen = arrived;
            }
            atEnd = !more(seen);
        }
    }

    /**
     * Returns the next bytes, at least one and at most {@code max}; none at the end. Suspends. Of a
     * terminal, that is a line.
     *
     * @param max positive
     */
    public byte[] read(int max) {
        if (max <= 0) {
            throw new IllegalArgumentException("max must be positive, but is " + max);
        }
        return take(atEnd ->
                ahead.isEmpty() && !atEnd ? null : ahead.take(Math.min(max, ahead.size())));
    }

    /** Returns all that is left. Suspends until the end. */
    public byte[] readAll() {
        return take(atEnd -> atEnd ? ahead.takeAll() : null);
    }

    /** Returns all that is left as UTF-8, with U+FFFD for what is none. Suspends until the end. */
    public String readString() {
        return new String(readAll(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the next line, without its end ({@code \n} or {@code \r\n}), as UTF-8; empty at the
     * end. Suspends. A line may be of any length.
     */
    public Optional<String> readLine() {
        return readLine(StandardCharsets.UTF_8);
    }

    /** As {@link #readLine()}, in a charset in which {@code \n} is one byte. */
    public Optional<String> readLine(Charset charset) {
        Objects.requireNonNull(charset, "charset");
        int[] searched = {0}; // so that a long line is searched once
        return take(atEnd -> {
            int end = ahead.indexOf('\n', Math.min(searched[0], ahead.size()));
            searched[0] = ahead.size();
            if (end >= 0) {
                return Optional.of(line(ahead.take(end + 1), 1, charset));
            }
            if (!atEnd) {
                return null;
            }
            return ahead.isEmpty()
                    ? Optional.empty()
                    : Optional.of(line(ahead.takeAll(), 0, charset));
        });
    }

    private static String line(byte[] taken, int end, Charset charset) {
        int length = taken.length - end;
        boolean carriage = end > 0 && length > 0 && taken[length - 1] == '\r';
        return new String(taken, 0, carriage ? length - 1 : length, charset);
    }

    /** Returns the lines from here on, as {@link #readLine()} does. The iterator suspends. */
    public Iterable<String> lines() {
        return () -> new LineIterator(() -> readLine().orElse(null));
    }

    @Override
    public String toString() {
        return "the standard input";
    }
}
