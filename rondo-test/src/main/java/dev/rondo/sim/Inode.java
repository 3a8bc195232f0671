package dev.rondo.sim;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stands on a {@link Disk} under a name, or several. */
abstract sealed class Inode {
    private final long number;
    private final Instant created;
    private Instant modified;
    private Set<PosixFilePermission> permissions;
    private int names; // under how many it stands

    private Inode(long number, Instant created, Set<PosixFilePermission> permissions) {
        this.number = number;
        this.created = created;
        this.modified = created;
        this.permissions = EnumSet.copyOf(permissions);
    }

    long number() {
        return number;
    }

    Instant created() {
        return created;
    }

    Instant modified() {
        return modified;
    }

    void setModified(Instant time) {
        modified = time;
    }

    Set<PosixFilePermission> permissions() {
        return permissions;
    }

    void setPermissions(Set<PosixFilePermission> given) {
        permissions =
                given.isEmpty() ? EnumSet.noneOf(PosixFilePermission.class) : EnumSet.copyOf(given);
    }

    boolean allows(PosixFilePermission permission) {
        return permissions.contains(permission);
    }

    int names() {
        return names;
    }

    void addNames(int change) {
        names += change;
    }

    abstract long size();

    /** A file. */
    static final class OfFile extends Inode {
        private final FileContent content = new FileContent();

        OfFile(long number, Instant created) {
            super(number, created, Permissions.FILE);
        }

        FileContent content() {
            return content;
        }

        @Override
        long size() {
            return content.size();
        }
    }

    /** A folder: what it has now, and what it has after a loss of power at the least. */
    static final class OfFolder extends Inode {
        private final TreeMap<String, Inode> entries = new TreeMap<>(); // listed by name
        private final TreeMap<String, Inode> forced = new TreeMap<>();

        OfFolder(long number, Instant created) {
            super(number, created, Permissions.FOLDER);
        }

        SortedMap<String, Inode> entries() {
            return entries;
        }

        SortedMap<String, Inode> forced() {
            return forced;
        }

        @Override
        long size() {
            return 4096; // as ext4 says it
        }
    }

    /** A symbolic link. */
    static final class OfLink extends Inode {
        private final String target;

        OfLink(long number, Instant created, String target) {
            super(number, created, Permissions.LINK);
            this.target = target;
        }

        String target() {
            return target;
        }

        @Override
        long size() {
            return target.length();
        }
    }

    /** What new ones allow. */
    private static final class Permissions {
        static final Set<PosixFilePermission> LINK = EnumSet.allOf(PosixFilePermission.class);
        static final Set<PosixFilePermission> FOLDER =
                EnumSet.complementOf(
                        EnumSet.of(
                                PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
        static final Set<PosixFilePermission> FILE =
                EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.GROUP_READ,
                        PosixFilePermission.OTHERS_READ);
    }
}
