package dev.rondo.file;

import dev.rondo.Future;
import dev.rondo.Parking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A standard output: {@link StandardStreams#output}, {@link StandardStreams#error}. When a call
 * returns, its bytes are with the system: there is nothing to flush or to close. Calls of several
 * tasks are carried out one after the other, each as a whole. What a cancelled call began runs to
 * its end.
 *
 * <p>Each call is one trip to a thread, so write many lines at once. All throw {@link
 * FileException}, {@link FileException.Reason#BROKEN_PIPE} if the reader of a pipe has left.
 */
public final class StandardOutput {
    private static final int GATHERED = 64 * 1024;
    private static final Path PATH = Path.of("-"); // as programs call it on their command line

    private final String name;
    private final OutputStream target;
    private final Storage storage;

    StandardOutput(String name, OutputStream target) {
        this.name = name;
        this.target = target;
        this.storage = new FileThreads(1, "rondo-stdout");
    }

    /** Writes bytes. Suspends until the system has them. */
    public void write(byte[] source) {
        byte[] copy = source.clone(); // the write goes on after a cancellation
        Future<Work.Outcome<Boolean>> writing =
                Work.begin(storage, "write", PATH, () -> writeNow(copy));
        Parking ended = new Parking("write of", this);
        writing.addDoneCallback(_ -> ended.wakeAll());
        while (!writing.done()) {
            ended.await();
        }
        writing.result().get();
    }

    private boolean writeNow(byte[] bytes) throws IOException {
        target.write(bytes);
        return true;
    }

    /** Writes all that remains in a buffer. See {@link #write(byte[])}. */
    public void write(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        write(bytes);
    }

    /** Writes a text in UTF-8. See {@link #write(byte[])}. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line in UTF-8, with {@code \n} behind it. See {@link #write(byte[])}. */
    public void println(String line) {
        write(line + "\n");
    }

    /** Writes lines in UTF-8, each with {@code \n} behind it: 64 KiB a trip. */
    public void writeLines(Iterable<? extends CharSequence> lines) {
        StringBuilder gathered = new StringBuilder();
        for (CharSequence line : lines) {
            gathered.append(line).append('\n');
            if (gathered.length() >= GATHERED) {
                write(gathered.toString());
                gathered.setLength(0);
            }
        }
        if (!gathered.isEmpty()) {
            write(gathered.toString());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
