package dev.rondo.workers;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Daemon threads that inherit nothing of who happened to start them, and waits of both worlds. */
final class Threads {
    private Threads() {}

    static Thread start(String name, Runnable code) {
        Thread thread = unstarted(name, code);
        thread.start();
        return thread;
    }

    static Thread unstarted(String name, Runnable code) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name(name)
                        .unstarted(code);
        thread.setContextClassLoader(Loaders.current()); // else it would be the system's
        return thread;
    }

    /** Waits without ending for an interrupt, which is kept. */
    static <T> T uninterruptibly(Callable<T> wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (Exception e) {
                    throw new AssertionError("only waits are called here", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for a stage: in a task it suspends, elsewhere it blocks. Failures come as they are. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> stage) {
        if (Rondo.currentTask().isPresent()) {
            return Rondo.await(stage);
        }
        try {
            return stage.join();
        } catch (CompletionException e) {
            throw Threads.unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e;
    }

    /** Waits as {@link #await}; a cancellation runs the code first. */
    static void awaitOr(CompletableFuture<?> stage, Runnable whenCancelled) {
        try {
            await(stage.copy()); // cancelling the wait is not cancelling the stage
        } catch (CancelledError e) {
            whenCancelled.run();
            throw e;
        }
    }
}
