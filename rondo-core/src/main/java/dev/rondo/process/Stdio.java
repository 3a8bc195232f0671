package dev.rondo.process;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a descriptor of a child comes from or goes to. Immutable; any thread. */
public final class Stdio {
    /** What it is. */
    enum Kind {
        PIPE,
        INHERIT,
        NOTHING,
        FROM,
        TO,
        APPEND,
        MERGED
    }

    private static final Stdio PIPE = new Stdio(Kind.PIPE, null);
    private static final Stdio INHERIT = new Stdio(Kind.INHERIT, null);
    private static final Stdio NOTHING = new Stdio(Kind.NOTHING, null);
    private static final Stdio MERGED = new Stdio(Kind.MERGED, null);

    private final Kind kind;
    private final @Nullable Path file;

    private Stdio(Kind kind, @Nullable Path file) {
        this.kind = kind;
        this.file = file;
    }

    /** A pipe, whose other end is a stream of the {@link Subprocess}. asyncio: {@code PIPE}. */
    public static Stdio pipe() {
        return PIPE;
    }

    /** That of this process. asyncio: {@code None}. */
    public static Stdio inherit() {
        return INHERIT;
    }

    /** An empty input; an output that nobody sees. asyncio: {@code DEVNULL}. */
    public static Stdio nothing() {
        return NOTHING;
    }

    /** Reads from a file. */
    public static Stdio from(Path file) {
        return new Stdio(Kind.FROM, Objects.requireNonNull(file, "file"));
    }

    /** Writes to a file, which is made or emptied when the child is started. */
    public static Stdio to(Path file) {
        return new Stdio(Kind.TO, Objects.requireNonNull(file, "file"));
    }

    /** Writes to the end of a file, which is made if there is none. */
    public static Stdio append(Path file) {
        return new Stdio(Kind.APPEND, Objects.requireNonNull(file, "file"));
    }

    /** For the error output alone: goes where the output goes. asyncio: {@code STDOUT}. */
    public static Stdio merged() {
        return MERGED;
    }

    Kind kind() {
        return kind;
    }

    boolean isPipe() {
        return kind == Kind.PIPE;
    }

    Path file() {
        return Objects.requireNonNull(file);
    }

    /** Returns this, unless it does not fit the direction. */
    Stdio checked(boolean childReads, String where) {
        boolean fits =
                switch (kind) {
                    case PIPE, INHERIT, NOTHING -> true;
                    case FROM -> childReads;
                    case TO, APPEND -> !childReads;
                    case MERGED -> false;
                };
        if (!fits) {
            throw new IllegalArgumentException(this + " does not fit " + where);
        }
        return this;
    }

    @Override
    public String toString() {
        String name = "Stdio." + kind.name().toLowerCase(java.util.Locale.ROOT);
        return file == null ? name : name + "(" + file + ")";
    }
}
