package dev.rondo.sim;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.TaskOptions;
import dev.rondo.file.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code java.nio.file.Files} calls for the paths of a {@link Disk}: each call is found in
 * {@link DiskTree} and goes the way of {@link DiskCalls}. For {@code dev.rondo.file} the work is
 * done by a task beside, in virtual time.
 */
final class DiskProvider extends FileSystemProvider implements Storage {
    private final Disk disk;
    private final DiskFileSystem system;
    private final DiskStore store;

    DiskProvider(Disk disk, String host) {
        this.disk = disk;
        this.system = new DiskFileSystem(this, host);
        this.store = new DiskStore(disk);
    }

    DiskFileSystem system() {
        return system;
    }

    FileStore store() {
        return store;
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
        return Rondo.runningLoop()
                .createTask(TaskOptions.named("disk"), () -> disk.calls().work(work));
    }

    private static boolean follows(Object... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    private DiskTree tree() {
        return disk.tree();
    }

    private <T extends @Nullable Object> T call(String name, Path path, DiskCalls.Body<T> body)
            throws IOException {
        return disk.calls().call(name, path, body);
    }

    private void change(String name, Path path, Change body) throws IOException {
        disk.calls()
                .<@Nullable Void>call(
                        name,
                        path,
                        () -> {
                            disk.checkWritable(path);
                            body.run();
                            return null;
                        });
    }

    private interface Change {
        void run() throws IOException;
    }

    // ---- Opening

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return DiskOpening.open(disk, DiskPath.of(path), Set.copyOf(options), attributes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        return new DiskListing(call("list", path, () -> children(DiskPath.of(path))), filter);
    }

    private List<Path> children(DiskPath path) throws IOException {
        Inode inode = tree().existing(path, true);
        if (!(inode instanceof Inode.OfFolder folder)) {
            throw new java.nio.file.NotDirectoryException(path.toString());
        }
        if (!folder.allows(PosixFilePermission.OWNER_READ)) {
            throw new AccessDeniedException(path.toString());
        }
        return folder.entries().keySet().stream().map(path::resolve).toList();
    }

    // ---- Names

    private DiskTree.Place free(Path path) throws IOException {
        DiskTree.Place place = tree().find(DiskPath.of(path), false);
        if (place.inode() != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return place;
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        change(
                "create",
                path,
                () -> {
                    DiskTree.Place place = free(path);
                    Inode folder = tree().newFolder();
                    DiskOpening.set(folder, attributes);
                    tree().put(path, place, folder);
                });
    }

    @Override
    public void createSymbolicLink(Path path, Path target, FileAttribute<?>... attributes)
            throws IOException {
        change(
                "create",
                path,
                () -> tree().put(path, free(path), tree().newLink(target.toString())));
    }

    @Override
    public void createLink(Path path, Path existing) throws IOException {
        change(
                "create",
                path,
                () -> {
                    Inode inode = tree().existing(DiskPath.of(existing), false);
                    if (inode instanceof Inode.OfFolder) {
                        throw new FileSystemException(
                                path.toString(), existing.toString(), "Operation not permitted");
                    }
                    tree().put(path, free(path), inode);
                });
    }

    @Override
    public Path readSymbolicLink(Path path) throws IOException {
        return call(
                "read",
                path,
                () -> {
                    if (tree().existing(DiskPath.of(path), false) instanceof Inode.OfLink link) {
                        return system.getPath(link.target());
                    }
                    throw new NotLinkException(path.toString());
                });
    }

    @Override
    public void delete(Path path) throws IOException {
        change("delete", path, () -> unlink(DiskPath.of(path)));
    }

    private void unlink(DiskPath path) throws IOException {
        Inode inode = tree().existing(path, false);
        checkEmpty(path, inode);
        tree().put(path, tree().find(path, false), null);
    }

    private static void checkEmpty(Path path, @Nullable Inode inode) throws IOException {
        if (inode instanceof Inode.OfFolder folder && !folder.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
    }

    /** As the JDK's of Unix: to replace without ATOMIC_MOVE is to delete first. */
    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        DiskPath from = DiskPath.of(source);
        DiskPath to = DiskPath.of(target);
        if (!List.of(options).contains(java.nio.file.StandardCopyOption.ATOMIC_MOVE)
                && !clear(from, to, options)) {
            return;
        }
        change("move", source, () -> rename(from, to));
    }

    /** Makes place for a target; returns false if it is the source itself. */
    private boolean clear(DiskPath from, DiskPath to, CopyOption... options) throws IOException {
        Inode inode = tree().existing(from, follows((Object[]) options));
        Inode there = tree().find(to, false).inode();
        if (there == inode || there == null) {
            return there == null;
        }
        if (!List.of(options).contains(java.nio.file.StandardCopyOption.REPLACE_EXISTING)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        delete(to);
        return true;
    }

    private void rename(DiskPath from, DiskPath to) throws IOException {
        Inode inode = tree().existing(from, false);
        DiskTree.Place source = tree().find(from, false);
        DiskTree.Place target = tree().find(to, false);
        if (target.inode() == inode) {
            return;
        }
        if (target.steps().size() > source.steps().size()
                && target.steps().subList(0, source.steps().size()).equals(source.steps())) {
            throw new FileSystemException(from.toString(), to.toString(), "Invalid argument");
        }
        checkEmpty(to, target.inode());
        if (target.inode() != null
                && target.inode() instanceof Inode.OfFolder != inode instanceof Inode.OfFolder) {
            throw new FileSystemException(
                    from.toString(),
                    to.toString(),
                    inode instanceof Inode.OfFolder ? "Not a directory" : "Is a directory");
        }
        tree().rename(from, source, target);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        DiskPath from = DiskPath.of(source);
        DiskPath to = DiskPath.of(target);
        if (clear(from, to, options)) {
            DiskCopy.copy(disk, from, to, List.of(options));
        }
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        if (!(other instanceof DiskPath second) || second.getFileSystem() != system) {
            return false;
        }
        return call(
                "look at",
                path,
                () -> tree().existing(DiskPath.of(path), true) == tree().existing(second, true));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        return store;
    }

    Path realPath(DiskPath path, LinkOption... options) throws IOException {
        return call(
                "look at",
                path,
                () -> {
                    tree().existing(path, follows((Object[]) options));
                    var steps = tree().find(path, follows((Object[]) options)).steps();
                    return system.getPath("/" + String.join("/", steps));
                });
    }

    // ---- Attributes

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        call(
                "look at",
                path,
                () -> {
                    Inode inode = tree().existing(DiskPath.of(path), true);
                    for (AccessMode mode : modes) {
                        if (!inode.allows(
                                switch (mode) {
                                    case READ -> PosixFilePermission.OWNER_READ;
                                    case WRITE -> PosixFilePermission.OWNER_WRITE;
                                    case EXECUTE -> PosixFilePermission.OWNER_EXECUTE;
                                })) {
                            throw new AccessDeniedException(path.toString());
                        }
                    }
                    return inode;
                });
    }

    DiskAttributes attributes(Path path, LinkOption... options) throws IOException {
        boolean follow = follows((Object[]) options);
        return call(
                "look at",
                path,
                () -> DiskAttributes.of(tree().existing(DiskPath.of(path), follow)));
    }

    void change(Path path, LinkOption[] options, Consumer<Inode> change) throws IOException {
        change(
                "change",
                path,
                () ->
                        change.accept(
                                tree().existing(DiskPath.of(path), follows((Object[]) options))));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type.isAssignableFrom(DiskAttributeView.class)
                ? type.cast(new DiskAttributeView(this, DiskPath.of(path), options))
                : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        if (!type.isAssignableFrom(DiskAttributes.class)) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(attributes(path, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        return attributes(path, options).named(names);
    }

    @Override
    @SuppressWarnings("unchecked") // the value of permissions is a set of them
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
        switch (attribute.substring(attribute.indexOf(':') + 1)) {
            case "lastModifiedTime" ->
                    change(
                            path,
                            options,
                            inode -> inode.setModified(((FileTime) value).toInstant()));
            case "permissions" ->
                    change(
                            path,
                            options,
                            inode -> inode.setPermissions((Set<PosixFilePermission>) value));
            default -> throw new UnsupportedOperationException(attribute);
        }
    }

    // ---- What is found by a host's disk alone

    @Override
    public String getScheme() {
        return "rondo-disk";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("A disk comes with its Host");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("A disk comes with its Host");
    }

    @Override
    public Path getPath(URI uri) {
        return system.getPath(uri.getPath());
    }
}
