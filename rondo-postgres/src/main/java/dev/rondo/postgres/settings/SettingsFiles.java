package dev.rondo.postgres.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that settings come from: the one class that reads them. Blocks: call it on a thread,
 * not in the loop.
 */
public final class SettingsFiles {
    private static final long LARGEST = 1 << 20; // bytes: a file of settings is no larger
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private SettingsFiles() {}

    /**
     * Returns what a file holds, empty if there is none.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    static Optional<String> read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(
                        file + " has more than " + LARGEST + " bytes: it holds no settings");
            }
            // Bytes that are no UTF-8 are replaced: a comment in another encoding harms nobody.
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Returns a file of passwords, empty if there is none or it is of no use.
     *
     * @param warnings gets why it is not used: others than its owner may read it
     */
    static Optional<PassFile> passwords(Path file, List<String> warnings) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            warnings.add("The password file " + file + " is not used: it is no plain file");
            return Optional.empty();
        }
        if (othersMayUse(file)) {
            warnings.add(
                    "The password file "
                            + file
                            + " is not used: others than its owner may read or write it\nRun: chmod"
                            + " 600 "
                            + file);
            return Optional.empty();
        }
        return read(file).map(content -> PassFile.parse(file.toString(), content));
    }

    /** Returns whether others than the owner may do anything with a file, where that is known. */
    private static boolean othersMayUse(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
        } catch (UnsupportedOperationException | IOException e) {
            return false; // Windows has no such rights, and libpq asks nothing there, too
        }
    }

    /**
     * Refuses a private key that others may read: all but its owner, or root's group if it is
     * root's.
     *
     * @throws IllegalArgumentException if it is such
     */
    public static void checkKey(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            Set<PosixFilePermission> wrong = new LinkedHashSet<>(attributes.permissions());
            wrong.retainAll(OF_OTHERS);
            if (attributes.owner().getName().equals("root")) {
                wrong.remove(PosixFilePermission.GROUP_READ);
            }
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(
                        "The private key "
                                + file
                                + " is not used: others than its owner may read or write it\nRun:"
                                + " chmod 600 "
                                + file);
            }
        } catch (UnsupportedOperationException e) {
            // Windows has no such rights, and libpq asks nothing there, too.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e, e);
        }
    }

    /** Returns whether there is a file. */
    public static boolean exists(Path file) {
        return Files.exists(file);
    }
}
