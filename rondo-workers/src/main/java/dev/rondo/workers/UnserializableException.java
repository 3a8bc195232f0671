package dev.rondo.workers;

import org.jspecify.annotations.Nullable;

/**
 * Something cannot go to another process or come from there: it is not serialisable, its class is
 * not there, or the filter refuses it. Of an argument it is thrown before anything was sent; of a
 * result the call has run.
 */
public final class UnserializableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String path;

    UnserializableException(String message, String path, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /**
     * Returns where it is in what was to be sent, such as {@code result.orders[3].connection};
     * empty if that is not known.
     */
    public String path() {
        return path;
    }
}
