package dev.rondo.sim;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Set;

/** The file system of {@code java.nio.file} that a {@link Disk} is. It is never closed. */
final class DiskFileSystem extends FileSystem {
    private final DiskProvider provider;
    private final String host;

    DiskFileSystem(DiskProvider provider, String host) {
        this.provider = provider;
        this.host = host;
    }

    String host() {
        return host;
    }

    @Override
    public DiskProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("The disk of a simulated host is never closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(DiskPath.parse(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(provider.store());
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return DiskAttributes.VIEWS;
    }

    @Override
    public DiskPath getPath(String first, String... more) {
        StringBuilder joined = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                joined.append(joined.isEmpty() ? "" : "/").append(part);
            }
        }
        return DiskPath.parse(this, joined.toString());
    }

    /** As the one of Unix, which works on texts. */
    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher byText = FileSystems.getDefault().getPathMatcher(pattern);
        return path -> byText.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("The disk of a simulated host has no users");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("The disk of a simulated host is not watched");
    }

    @Override
    public String toString() {
        return "<DiskFileSystem of " + host + ">";
    }
}
