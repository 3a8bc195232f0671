package dev.rondo.sim;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and changes the attributes of what stands at a path. */
final class DiskAttributeView implements PosixFileAttributeView {
    private final DiskProvider provider;
    private final DiskPath path;
    private final LinkOption[] options;

    DiskAttributeView(DiskProvider provider, DiskPath path, LinkOption[] options) {
        this.provider = provider;
        this.path = path;
        this.options = options;
    }

    @Override
    public String name() {
        return "posix";
    }

    @Override
    public DiskAttributes readAttributes() throws IOException {
        return provider.attributes(path, options);
    }

    @Override
    public void setTimes(
            @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
            throws IOException {
        provider.change(
                path,
                options,
                inode -> {
                    if (modified != null) {
                        inode.setModified(modified.toInstant());
                    }
                });
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        provider.change(path, options, inode -> inode.setPermissions(permissions));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) {
        throw new UnsupportedOperationException("The disk of a simulated host has no users");
    }

    @Override
    public void setGroup(GroupPrincipal group) {
        throw new UnsupportedOperationException("The disk of a simulated host has no groups");
    }
}
