package dev.rondo.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Work on a file failed. The message names operation, path and reason; {@link #getCause} is what
 * {@code java.nio} threw.
 */
public final class FileException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    /** Why it failed. */
    public enum Reason {
        /** There is no such file, or a folder above it is missing. */
        NOT_FOUND,
        /** There is one already. */
        EXISTS,
        /** Its permissions do not allow it. */
        ACCESS_DENIED,
        /** It is a folder. */
        DIRECTORY,
        /** It, or what stands above it, is no folder. */
        NOT_DIRECTORY,
        /** A folder has something in it. */
        NOT_EMPTY,
        /** It is no link, or links lead in a circle. */
        LINK,
        /** It is a pipe, which would keep its thread until somebody opens the other end. */
        FIFO,
        /** The disk, or the quota of the user, is full. */
        DISK_FULL,
        /** The file system takes no changes. */
        READ_ONLY,
        /** A name or path is too long. */
        NAME_TOO_LONG,
        /** The process, or the system, has too many files open. */
        TOO_MANY_FILES,
        /** The system watches as many folders as it can. */
        TOO_MANY_WATCHES,
        /** The reader of a pipe has left. */
        BROKEN_PIPE,
        /** A disk, or what is behind it, fails. */
        FAILING,
        /** Any other. */
        OTHER
    }

    private final Reason reason;
    private final String operation;
    private final transient @Nullable Path path; // paths are not serializable

    FileException(String operation, Path path, Reason reason, String text, IOException cause) {
        super(operation + " " + path + ": " + text, cause);
        this.operation = operation;
        this.path = path;
        this.reason = reason;
    }

    /** Returns one for what {@code java.nio} threw. */
    static FileException of(String operation, Path path, IOException cause) {
        Reason reason = reason(cause);
        return new FileException(operation, path, reason, text(reason, path, cause), cause);
    }

    /** Returns why it failed. */
    public Reason reason() {
        return reason;
    }

    /** Returns what failed, such as {@code read}. */
    public String operation() {
        return operation;
    }

    /**
     * Returns the file.
     *
     * @throws IllegalStateException if this was serialized: the message still has it
     */
    public Path path() {
        if (path == null) {
            throw new IllegalStateException(
                    "The path is lost by serialization; the message has it");
        }
        return path;
    }

    private static Reason reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> Reason.NOT_FOUND;
            case FileAlreadyExistsException _ -> Reason.EXISTS;
            case AccessDeniedException _ -> Reason.ACCESS_DENIED;
            case DirectoryNotEmptyException _ -> Reason.NOT_EMPTY;
            case NotDirectoryException _ -> Reason.NOT_DIRECTORY;
            case NotLinkException _, FileSystemLoopException _ -> Reason.LINK;
            case FileSystemException system -> reason(system.getReason());
            default -> reason(e.getMessage());
        };
    }

    /** By the system's text: Java has no number of the error. */
    private static Reason reason(@Nullable String text) {
        String known = text == null ? "" : text.toLowerCase(Locale.ROOT);
        for (Known pair : KNOWN) {
            if (known.contains(pair.text)) {
                return pair.reason;
            }
        }
        return Reason.OTHER;
    }

    private record Known(String text, Reason reason) {}

    private static final Known[] KNOWN = {
        new Known("is a directory", Reason.DIRECTORY),
        new Known("not a directory", Reason.NOT_DIRECTORY),
        new Known("no space left", Reason.DISK_FULL),
        new Known("quota exceeded", Reason.DISK_FULL),
        new Known("read-only", Reason.READ_ONLY),
        new Known("name too long", Reason.NAME_TOO_LONG),
        new Known("too many open files", Reason.TOO_MANY_FILES),
        new Known("limit of inotify", Reason.TOO_MANY_WATCHES),
        new Known("broken pipe", Reason.BROKEN_PIPE),
        new Known("input/output error", Reason.FAILING),
        new Known("levels of symbolic links", Reason.LINK),
        new Known("permission denied", Reason.ACCESS_DENIED),
        new Known("operation not permitted", Reason.ACCESS_DENIED),
    };

    private static String text(Reason reason, Path path, IOException e) {
        return switch (reason) {
            case NOT_FOUND -> "there is no such file or folder" + other(path, e);
            case EXISTS -> "it exists already" + other(path, e);
            case ACCESS_DENIED -> "access is denied" + other(path, e);
            case NOT_EMPTY -> "the folder is not empty" + other(path, e);
            case NOT_DIRECTORY -> "it is not a folder" + other(path, e);
            case LINK -> "it is no link, or links lead in a circle" + other(path, e);
            case DISK_FULL -> "the disk or the quota is full";
            default ->
                    e instanceof FileSystemException f && f.getReason() != null
                            ? f.getReason()
                            : String.valueOf(e.getMessage());
        };
    }

    /** The file that the system means, where that is another. */
    private static String other(Path path, IOException e) {
        String meant = e instanceof FileSystemException f ? f.getFile() : null;
        return meant == null || meant.equals(path.toString()) ? "" : " (" + meant + ")";
    }
}
