package dev.rondo;

/**
 * Hears of failures that belong to nobody: {@link EventLoop#setExceptionHandler}. asyncio: the
 * exception handler.
 */
@FunctionalInterface
public interface ExceptionHandler {
    /**
     * Takes a failure. Runs on the loop, in the context of the callback or task that failed where
     * there is one.
     */
    void handle(EventLoop loop, ExceptionContext context);
}
