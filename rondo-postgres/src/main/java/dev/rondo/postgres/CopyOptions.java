package dev.rondo.postgres;

/** How COPY reads or writes its data; immutable. */
public final class CopyOptions {
    private CopyOptions() {}

    /** Returns the server's text format, all columns. */
    public static CopyOptions text() {
        throw new UnsupportedOperationException();
    }
}
