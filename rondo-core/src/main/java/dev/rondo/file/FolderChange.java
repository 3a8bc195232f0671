package dev.rondo.file;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What happened in a folder that is watched: {@link FolderWatch}.
 *
 * @param kind what it was
 * @param path what it happened to; the folder itself for {@link Kind#OVERFLOW} and if that is gone
 */
public record FolderChange(Kind kind, Path path) {
    /** What can happen. */
    public enum Kind {
        /** A name is there that was not: made, or moved to here. */
        CREATED,
        /** What a file holds, or its attributes, changed; several changes may be told as one. */
        CHANGED,
        /** A name is gone: deleted, or moved away. */
        DELETED,
        /** Some changes were lost, since there were too many: look at the folder itself. */
        OVERFLOW
    }

    /** Checks the values. */
    public FolderChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(path, "path");
    }
}
