package dev.rondo;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Code with a name that has not run yet and runs once: when it is awaited, or as the body of a
 * task.
 *
 * <p>Most programs need none, since a lambda is a coroutine too. Its use is to pass work around by
 * name, and to hear when it was forgotten: one that is dropped without having run is reported as
 * never awaited, with the place where it was made, when the garbage collector finds it or its loop
 * closes. asyncio: the coroutine object.
 *
 * {@snippet :
 * Coroutine<String> greeting = coroutine("greet", () -> "Hello");
 * println(greeting);         // <Coroutine greet not started, created at Greet.java:5>
 * println(greeting.await()); // Hello
 * }
 *
 * @param <T> the result
 */
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {
    private enum State {
        CREATED,
        STARTED,
        FINISHED,
        CLOSED
    }

    private final String name;
    private final Callable<T> body;
    private final NeverAwaited.Forgotten watch;
    private State state = State.CREATED;

    Coroutine(String name, Callable<T> body) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.watch = NeverAwaited.track(this, name);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /**
     * Runs it in the current task and returns its result.
     *
     * @throws IllegalStateException if it ran before or was closed, or the caller is not a task
     */
    @Override
    public T await() {
        Task.currentFor("await()", null, this);
        try {
            return begin().call();
        } catch (Exception e) {
            throw Rethrow.unchecked(e);
        }
    }

    /** Says that it will not be run, so that it is not reported. */
    public void close() {
        watch.settle();
        if (state == State.CREATED) {
            state = State.CLOSED;
        }
    }

    /** Takes the body for a task of a loop. One that a closed loop refuses is not forgotten. */
    Callable<T> beginIn(EventLoop loop) {
        if (loop.isClosed()) {
            close();
        }
        loop.checkUsable("createTask()"); // before it is used up
        return begin();
    }

    /** Takes the body for its one run. */
    Callable<T> begin() {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    state == State.CLOSED
                            ? "Coroutine "
                                    + name
                                    + " was closed and cannot run\n"
                                    + "Make a new one for every run"
                            : "Coroutine "
                                    + name
                                    + " cannot run again: it was awaited already\n"
                                    + "Make a new one for every run, or await a task several"
                                    + " times");
        }
        state = State.STARTED;
        watch.settle();
        return new Run<>(this);
    }

    /** The one run: a body for tasks that is known by the coroutine's name. */
    record Run<T extends @Nullable Object>(Coroutine<T> coroutine)
            implements Callable<T>, BodyName.Named {
        @Override
        public String name() {
            return coroutine.name;
        }

        @Override
        public T call() throws Exception {
            try {
                return coroutine.body.call();
            } finally {
                coroutine.state = State.FINISHED;
            }
        }
    }

    @Override
    public String toString() {
        String shown =
                switch (state) {
                    case CREATED -> "not started";
                    case STARTED -> "started";
                    case FINISHED -> "finished";
                    case CLOSED -> "closed";
                };
        return "<Coroutine " + name + " " + shown + ", created at " + watch.site() + ">";
    }
}
