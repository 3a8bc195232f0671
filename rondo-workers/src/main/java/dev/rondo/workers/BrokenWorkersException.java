package dev.rondo.workers;

import org.jspecify.annotations.Nullable;

/**
 * Workers take no calls any more, and drop those that wait: too many workers in a row broke, the
 * initializer failed, or they were terminated. concurrent.futures: {@code BrokenExecutor}.
 */
public final class BrokenWorkersException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Creates one, for executors of other kinds too. */
    public BrokenWorkersException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
