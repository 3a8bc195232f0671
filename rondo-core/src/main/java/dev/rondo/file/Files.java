package dev.rondo.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.Rondo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole files and folders, under the names of {@code java.nio.file.Files}: a program that is moved
 * into tasks changes an import. Each call suspends, and is one trip to a thread however much it
 * does; a cancellation goes through at once, what was begun runs to its end.
 *
 * <p>All throw {@link FileException}, which is unchecked, where {@code java.nio} throws {@link
 * IOException}. aiofiles: {@code aiofiles.os}, {@code aiofiles.ospath}.
 */
public final class Files {
    private Files() {}

    // ---- Opening

    /**
     * Opens a file, for reading unless options say otherwise. aiofiles: {@code open}.
     *
     * @throws FileException {@link FileException.Reason#FIFO} for a named pipe: a thread that opens
     *     one waits for the other end; take {@code Net.connectReadPipe}
     */
    public static File open(Path path, OpenOption... options) {
        return File.open(path, new LinkedHashSet<>(Arrays.asList(options)));
    }

    // ---- Whole files

    private static <T> T whole(String operation, Path path, Work.Call<T> call) {
        return Work.call(
                operation,
                path,
                () -> {
                    OpenedFile.refuseFifo(path);
                    return call.run();
                });
    }

    /**
     * See {@link java.nio.file.Files#readAllBytes}. A named pipe is refused, as by {@link #open}.
     */
    public static byte[] readAllBytes(Path path) {
        return whole("read", path, () -> java.nio.file.Files.readAllBytes(path));
    }

    /** See {@link java.nio.file.Files#readString(Path)}: what is no UTF-8 is an exception. */
    public static String readString(Path path) {
        return readString(path, UTF_8);
    }

    /** See {@link java.nio.file.Files#readString(Path, Charset)}. */
    public static String readString(Path path, Charset charset) {
        return whole("read", path, () -> java.nio.file.Files.readString(path, charset));
    }

    /** See {@link java.nio.file.Files#readAllLines(Path)}. */
    public static List<String> readAllLines(Path path) {
        return readAllLines(path, UTF_8);
    }

    /** See {@link java.nio.file.Files#readAllLines(Path, Charset)}. */
    public static List<String> readAllLines(Path path, Charset charset) {
        return whole("read", path, () -> java.nio.file.Files.readAllLines(path, charset));
    }

    /** See {@link java.nio.file.Files#write(Path, byte[], OpenOption...)}. */
    public static Path write(Path path, byte[] bytes, OpenOption... options) {
        byte[] copy = bytes.clone(); // the write goes on after a cancellation
        return whole("write", path, () -> java.nio.file.Files.write(path, copy, options));
    }

    /** See {@link java.nio.file.Files#write(Path, Iterable, OpenOption...)}. */
    public static Path write(
            Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
        List<CharSequence> copy = new ArrayList<>();
        lines.forEach(copy::add);
        return whole("write", path, () -> java.nio.file.Files.write(path, copy, options));
    }

    /** See {@link java.nio.file.Files#writeString(Path, CharSequence, OpenOption...)}. */
    public static Path writeString(Path path, CharSequence text, OpenOption... options) {
        String copy = text.toString();
        return whole("write", path, () -> java.nio.file.Files.writeString(path, copy, options));
    }

    /**
     * Replaces a file as a whole: who reads it sees the old one or the new one, also after a crash.
     * A file beside it is written, forced and moved over it, and the folder forced; if that fails,
     * the old one is as it was and no other is left.
     */
    public static Path writeAtomically(Path path, byte[] bytes) {
        byte[] copy = bytes.clone();
        return Work.call("write", path, () -> AtomicWrite.write(path, ByteBuffer.wrap(copy)));
    }

    /** As {@link #writeAtomically(Path, byte[])}, a text in UTF-8. */
    public static Path writeStringAtomically(Path path, CharSequence text) {
        byte[] bytes = text.toString().getBytes(UTF_8);
        return Work.call("write", path, () -> AtomicWrite.write(path, ByteBuffer.wrap(bytes)));
    }

    // ---- Files and folders

    /** See {@link java.nio.file.Files#copy(Path, Path, CopyOption...)}. */
    public static Path copy(Path source, Path target, CopyOption... options) {
        return whole("copy", source, () -> java.nio.file.Files.copy(source, target, options));
    }

    /**
     * Copies a long file and tells how far it is: a mebibyte at a time, cancellable in between. It
     * grows beside its target and takes that name at the end, so a copy that is cancelled or fails
     * leaves nothing.
     *
     * {@snippet :
     * Files.copy(source, target, (done, total) -> bar.show(done, total));
     * }
     *
     * @param options those of {@link java.nio.file.StandardCopyOption}
     * @throws FileException {@link FileException.Reason#DIRECTORY} for a folder
     */
    public static Path copy(
            Path source, Path target, CopyProgress progress, CopyOption... options) {
        Objects.requireNonNull(progress, "progress");
        return new LongCopy(source, target, progress, List.of(options)).run();
    }

    /** See {@link java.nio.file.Files#move}. aiofiles: {@code os.rename}, {@code os.replace}. */
    public static Path move(Path source, Path target, CopyOption... options) {
        return Work.call("move", source, () -> java.nio.file.Files.move(source, target, options));
    }

    /** See {@link java.nio.file.Files#delete}. aiofiles: {@code os.remove}, {@code os.rmdir}. */
    public static void delete(Path path) {
        Work.step("delete", path, () -> java.nio.file.Files.delete(path));
    }

    /** See {@link java.nio.file.Files#deleteIfExists}. */
    public static boolean deleteIfExists(Path path) {
        return Work.call("delete", path, () -> java.nio.file.Files.deleteIfExists(path));
    }

    /** Deletes a folder and all that is in it; links are deleted, not followed. */
    public static void deleteTree(Path folder) {
        Work.step("delete", folder, () -> Trees.delete(folder));
    }

    /** See {@link java.nio.file.Files#createFile}. */
    public static Path createFile(Path path, FileAttribute<?>... attributes) {
        return Work.call("create", path, () -> java.nio.file.Files.createFile(path, attributes));
    }

    /** See {@link java.nio.file.Files#createDirectory}. aiofiles: {@code os.mkdir}. */
    public static Path createDirectory(Path path, FileAttribute<?>... attributes) {
        return Work.call(
                "create", path, () -> java.nio.file.Files.createDirectory(path, attributes));
    }

    /** See {@link java.nio.file.Files#createDirectories}. aiofiles: {@code os.makedirs}. */
    public static Path createDirectories(Path path, FileAttribute<?>... attributes) {
        return Work.call(
                "create", path, () -> java.nio.file.Files.createDirectories(path, attributes));
    }

    /** See {@link java.nio.file.Files#createLink}. aiofiles: {@code os.link}. */
    public static Path createLink(Path link, Path existing) {
        return Work.call("create", link, () -> java.nio.file.Files.createLink(link, existing));
    }

    /** See {@link java.nio.file.Files#createSymbolicLink}. aiofiles: {@code os.symlink}. */
    public static Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
        return Work.call(
                "create",
                link,
                () -> java.nio.file.Files.createSymbolicLink(link, target, attributes));
    }

    /** See {@link java.nio.file.Files#readSymbolicLink}. aiofiles: {@code os.readlink}. */
    public static Path readSymbolicLink(Path link) {
        return Work.call("read", link, () -> java.nio.file.Files.readSymbolicLink(link));
    }

    /** Returns what is in a folder, by name. aiofiles: {@code os.listdir}, {@code os.scandir}. */
    public static List<Path> list(Path folder) {
        return Work.call(
                "list",
                folder,
                () -> {
                    try (Stream<Path> found = java.nio.file.Files.list(folder)) {
                        return found.sorted().toList();
                    }
                });
    }

    /**
     * Returns a folder and all that is below it, folders first, by name: read as it is asked for,
     * some hundred at a time. Links are not followed. The iterator suspends.
     */
    public static Walk walk(Path start) {
        return walk(start, Integer.MAX_VALUE);
    }

    /** As {@link #walk(Path)}, so many levels deep; 0 is the folder alone. */
    public static Walk walk(Path start, int depth) {
        return new Walk(start, depth);
    }

    /**
     * Watches what changes in a folder from now on. Suspends; a cancellation leaves nothing behind.
     *
     * @throws FileException if there is no such folder, or the system watches as many as it can
     * @throws UnsupportedOperationException if it is not of the system's own file systems, as that
     *     of a simulated host
     */
    public static FolderWatch watch(Path folder) {
        FolderWatch watch = new FolderWatch(folder);
        Work.call(
                "watch",
                folder,
                () -> {
                    FolderWatcher.add(watch);
                    return watch;
                },
                FolderWatcher::remove);
        return watch;
    }

    /** See {@link Path#toRealPath}. */
    public static Path toRealPath(Path path, LinkOption... options) {
        return Work.call("look at", path, () -> path.toRealPath(options));
    }

    // ---- Attributes

    /** See {@link java.nio.file.Files#exists}. aiofiles: {@code ospath.exists}. */
    public static boolean exists(Path path, LinkOption... options) {
        return Work.call("look at", path, () -> java.nio.file.Files.exists(path, options));
    }

    /** See {@link java.nio.file.Files#notExists}. */
    public static boolean notExists(Path path, LinkOption... options) {
        return Work.call("look at", path, () -> java.nio.file.Files.notExists(path, options));
    }

    /** See {@link java.nio.file.Files#isDirectory}. aiofiles: {@code ospath.isdir}. */
    public static boolean isDirectory(Path path, LinkOption... options) {
        return Work.call("look at", path, () -> java.nio.file.Files.isDirectory(path, options));
    }

    /** See {@link java.nio.file.Files#isRegularFile}. aiofiles: {@code ospath.isfile}. */
    public static boolean isRegularFile(Path path, LinkOption... options) {
        return Work.call("look at", path, () -> java.nio.file.Files.isRegularFile(path, options));
    }

    /** See {@link java.nio.file.Files#isSymbolicLink}. aiofiles: {@code ospath.islink}. */
    public static boolean isSymbolicLink(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.isSymbolicLink(path));
    }

    /** See {@link java.nio.file.Files#isReadable}. aiofiles: {@code os.access}. */
    public static boolean isReadable(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.isReadable(path));
    }

    /** See {@link java.nio.file.Files#isWritable}. aiofiles: {@code os.access}. */
    public static boolean isWritable(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.isWritable(path));
    }

    /** See {@link java.nio.file.Files#isExecutable}. aiofiles: {@code os.access}. */
    public static boolean isExecutable(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.isExecutable(path));
    }

    /** See {@link java.nio.file.Files#isHidden}. */
    public static boolean isHidden(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.isHidden(path));
    }

    /** See {@link java.nio.file.Files#isSameFile}. aiofiles: {@code ospath.samefile}. */
    public static boolean isSameFile(Path path, Path other) {
        return Work.call("look at", path, () -> java.nio.file.Files.isSameFile(path, other));
    }

    /**
     * Returns whether a folder is where another file system begins, or the root. aiofiles: {@code
     * ospath.ismount}.
     */
    public static boolean isMountPoint(Path folder) {
        return Work.call("look at", folder, () -> Trees.isMountPoint(folder));
    }

    /** See {@link java.nio.file.Files#mismatch}. */
    public static long mismatch(Path path, Path other) {
        return Work.call("compare", path, () -> java.nio.file.Files.mismatch(path, other));
    }

    /** See {@link java.nio.file.Files#size}. aiofiles: {@code ospath.getsize}. */
    public static long size(Path path) {
        return Work.call("look at", path, () -> java.nio.file.Files.size(path));
    }

    /** See {@link java.nio.file.Files#readAttributes(Path, Class, LinkOption...)}. */
    public static <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) {
        return Work.call(
                "look at", path, () -> java.nio.file.Files.readAttributes(path, type, options));
    }

    /** See {@link java.nio.file.Files#readAttributes(Path, String, LinkOption...)}. */
    public static Map<String, Object> readAttributes(
            Path path, String names, LinkOption... options) {
        return Work.call(
                "look at", path, () -> java.nio.file.Files.readAttributes(path, names, options));
    }

    /** See {@link java.nio.file.Files#getLastModifiedTime}. aiofiles: {@code ospath.getmtime}. */
    public static FileTime getLastModifiedTime(Path path, LinkOption... options) {
        return Work.call(
                "look at", path, () -> java.nio.file.Files.getLastModifiedTime(path, options));
    }

    /** See {@link java.nio.file.Files#setLastModifiedTime}. */
    public static Path setLastModifiedTime(Path path, FileTime time) {
        return Work.call("change", path, () -> java.nio.file.Files.setLastModifiedTime(path, time));
    }

    /** See {@link java.nio.file.Files#getPosixFilePermissions}. */
    public static Set<PosixFilePermission> getPosixFilePermissions(
            Path path, LinkOption... options) {
        return Work.call(
                "look at", path, () -> java.nio.file.Files.getPosixFilePermissions(path, options));
    }

    /** See {@link java.nio.file.Files#setPosixFilePermissions}. */
    public static Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) {
        return Work.call(
                "change",
                path,
                () -> java.nio.file.Files.setPosixFilePermissions(path, permissions));
    }

    /** See {@link java.nio.file.Files#probeContentType}. */
    public static Optional<String> probeContentType(Path path) {
        return Optional.ofNullable(
                Work.<@Nullable String>call(
                        "look at", path, () -> java.nio.file.Files.probeContentType(path)));
    }

    /** Returns the size of a path's file system, and what is free. aiofiles: {@code os.statvfs}. */
    public static Space space(Path path) {
        return Work.call(
                "look at",
                path,
                () -> {
                    var store = java.nio.file.Files.getFileStore(path);
                    return new Space(
                            store.getTotalSpace(),
                            store.getUnallocatedSpace(),
                            store.getUsableSpace());
                });
    }

    /**
     * The size of a file system.
     *
     * @param total bytes in all
     * @param free bytes that nobody uses
     * @param usable bytes that this program may use
     */
    public record Space(long total, long free, long usable) {}

    // ---- Temporary ones

    /** See {@link java.nio.file.Files#createTempFile(String, String, FileAttribute...)}. */
    public static Path createTempFile(
            String prefix, String suffix, FileAttribute<?>... attributes) {
        return temporary(
                Path.of(prefix + suffix),
                () -> java.nio.file.Files.createTempFile(prefix, suffix, attributes));
    }

    /** See {@link java.nio.file.Files#createTempFile(Path, String, String, FileAttribute...)}. */
    public static Path createTempFile(
            Path folder, String prefix, String suffix, FileAttribute<?>... attributes) {
        return temporary(folder, () -> Temporaries.file(folder, prefix, suffix, attributes));
    }

    /** See {@link java.nio.file.Files#createTempDirectory(String, FileAttribute...)}. */
    public static Path createTempDirectory(String prefix, FileAttribute<?>... attributes) {
        return temporary(
                Path.of(prefix), () -> java.nio.file.Files.createTempDirectory(prefix, attributes));
    }

    /** See {@link java.nio.file.Files#createTempDirectory(Path, String, FileAttribute...)}. */
    public static Path createTempDirectory(
            Path folder, String prefix, FileAttribute<?>... attributes) {
        return temporary(folder, () -> Temporaries.directory(folder, prefix, attributes));
    }

    /** A cancelled task never learns the name, so what it would have had is deleted. */
    private static Path temporary(Path place, Work.Call<Path> call) {
        return Work.call("create", place, call, java.nio.file.Files::deleteIfExists);
    }

    /**
     * Makes a folder that is deleted with all that is in it when this is closed. aiofiles: {@code
     * TemporaryDirectory}.
     */
    public static TemporaryDirectory temporaryDirectory() {
        // Shielded, so that a cancellation leaves no folder behind.
        return Rondo.shielded(() -> new TemporaryDirectory(createTempDirectory("rondo")));
    }

    /** As {@link #temporaryDirectory()}, in a folder. */
    public static TemporaryDirectory temporaryDirectory(Path folder) {
        return Rondo.shielded(() -> new TemporaryDirectory(createTempDirectory(folder, "rondo")));
    }

    /**
     * Makes a file, open for reading and writing, that is deleted when this is closed. aiofiles:
     * {@code NamedTemporaryFile}.
     */
    public static TemporaryFile temporaryFile() {
        return TemporaryFile.create(() -> createTempFile("rondo", ".tmp"));
    }

    /** As {@link #temporaryFile()}, in a folder. */
    public static TemporaryFile temporaryFile(Path folder) {
        return TemporaryFile.create(() -> createTempFile(folder, "rondo", ".tmp"));
    }
}
