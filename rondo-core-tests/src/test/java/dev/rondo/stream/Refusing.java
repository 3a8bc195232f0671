package dev.rondo.stream;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TaskFactory;
import dev.rondo.TaskOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A task factory that lets some tasks be and then fails. */
record Refusing(int[] allowed, Throwable failure) implements TaskFactory {
    /** Sets one on the current loop. */
    static void after(int allowed, Throwable failure) {
        Rondo.runningLoop().setTaskFactory(Optional.of(new Refusing(new int[] {allowed}, failure)));
    }

    /** Lets tasks be again. */
    static void end() {
        Rondo.runningLoop().setTaskFactory(Optional.empty());
    }

    @Override
    public <T extends @Nullable Object> Task<T> create(
            EventLoop loop, Callable<T> body, TaskOptions options) {
        if (allowed[0]-- > 0) {
            return loop.newTask(body, options);
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
