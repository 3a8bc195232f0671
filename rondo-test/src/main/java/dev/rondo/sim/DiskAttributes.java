package dev.rondo.sim;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code java.nio.file} tells of a file on a {@link Disk}, as it was at that moment. */
record DiskAttributes(
        Inode inode,
        long size,
        FileTime modified,
        FileTime created,
        Set<PosixFilePermission> permissions)
        implements PosixFileAttributes {
    static final Set<String> VIEWS = new TreeSet<>(Set.of("basic", "posix", "unix"));

    private static final class Nobody implements GroupPrincipal {
        static final Nobody INSTANCE = new Nobody();

        @Override
        public String getName() {
            return "rondo";
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    static DiskAttributes of(Inode inode) {
        return new DiskAttributes(
                inode,
                inode.size(),
                FileTime.from(inode.modified()),
                FileTime.from(inode.created()),
                inode.permissions().isEmpty()
                        ? EnumSet.noneOf(PosixFilePermission.class)
                        : EnumSet.copyOf(inode.permissions()));
    }

    /**
     * Returns some by their names, as {@code "size,isDirectory"}, {@code "posix:permissions"} or
     * {@code "*"}.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    Map<String, Object> named(String names) {
        String wanted = names.substring(names.indexOf(':') + 1);
        Map<String, Object> all = all();
        if (wanted.equals("*")) {
            return all;
        }
        Map<String, Object> found = new LinkedHashMap<>();
        for (String name : wanted.split(",", -1)) {
            Object value = all.get(name);
            if (value == null) {
                throw new IllegalArgumentException("There is no attribute " + name);
            }
            found.put(name, value);
        }
        return found;
    }

    private Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("size", size);
        all.put("lastModifiedTime", modified);
        all.put("lastAccessTime", modified);
        all.put("creationTime", created);
        all.put("isDirectory", isDirectory());
        all.put("isRegularFile", isRegularFile());
        all.put("isSymbolicLink", isSymbolicLink());
        all.put("isOther", false);
        all.put("fileKey", fileKey());
        all.put("permissions", permissions);
        all.put("owner", owner());
        all.put("group", group());
        all.put("mode", mode());
        all.put("nlink", inode.names());
        all.put("ino", inode.number());
        all.put("dev", 1L);
        return all;
    }

    /** As {@code stat} has it. */
    private int mode() {
        int bits = 0;
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            bits = 2 * bits + (permissions.contains(permission) ? 1 : 0); // in the order of stat's
        }
        return bits
                | switch (inode) {
                    case Inode.OfFile _ -> 0100000;
                    case Inode.OfFolder _ -> 0040000;
                    case Inode.OfLink _ -> 0120000;
                };
    }

    @Override
    public UserPrincipal owner() {
        return Nobody.INSTANCE;
    }

    @Override
    public GroupPrincipal group() {
        return Nobody.INSTANCE;
    }

    @Override
    public FileTime lastModifiedTime() {
        return modified;
    }

    @Override
    public FileTime lastAccessTime() {
        return modified; // as where nothing is noted of reads
    }

    @Override
    public FileTime creationTime() {
        return created;
    }

    @Override
    public boolean isRegularFile() {
        return inode instanceof Inode.OfFile;
    }

    @Override
    public boolean isDirectory() {
        return inode instanceof Inode.OfFolder;
    }

    @Override
    public boolean isSymbolicLink() {
        return inode instanceof Inode.OfLink;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public Object fileKey() {
        return inode.number();
    }
}
