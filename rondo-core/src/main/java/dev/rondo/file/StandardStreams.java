package dev.rondo.file;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/**
 * The standard streams of the process, as bytes and as text, whatever they are: a terminal, a pipe,
 * a file. aiofiles: {@code stdin}, {@code stdout}, {@code stderr} and {@code stdin_bytes} and so
 * on.
 *
 * <p>Each has a thread of its own, that begins with the first call and never keeps the process
 * alive. Any task of any loop uses them; they are never closed, and never interrupted.
 *
 * {@snippet :
 * for (String line : StandardStreams.input().lines()) {
 *     StandardStreams.output().println(line.toUpperCase());
 * }
 * }
 */
public final class StandardStreams {
    private static final StandardInput INPUT =
            new StandardInput(new FileInputStream(FileDescriptor.in));
    private static final StandardOutput OUTPUT =
            new StandardOutput("the standard output", new FileOutputStream(FileDescriptor.out));
    private static final StandardOutput ERROR =
            new StandardOutput("the standard error", new FileOutputStream(FileDescriptor.err));

    private StandardStreams() {}

    /**
     * Returns the standard input. What {@code System.in} has read already is not there, and what is
     * read here is not there for {@code System.in}: use one of them.
     */
    public static StandardInput input() {
        return INPUT;
    }

    /** Returns the standard output; {@code System.out} goes to the same place. */
    public static StandardOutput output() {
        return OUTPUT;
    }

    /** Returns the standard error output; {@code System.err} goes to the same place. */
    public static StandardOutput error() {
        return ERROR;
    }
}
