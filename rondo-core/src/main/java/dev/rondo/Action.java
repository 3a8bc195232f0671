package dev.rondo;

/**
 * Code without a result, for tasks and inline scopes: {@link Body} without the value.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Action<X extends Throwable> {
    /** Runs the code. */
    void run() throws X;
}
