package dev.rondo.sync;

import dev.rondo.Body;
import dev.rondo.Future;
import dev.rondo.Rondo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the sources that {@link Select#select} waits for, and what to do when it is the first.
 * Made by {@link Select}; it holds no state, and may be used again and by several tasks.
 *
 * @param <T> the result
 * @param <X> what its handler throws
 */
public abstract sealed class SelectCase<T extends @Nullable Object, X extends Throwable> {
    private SelectCase() {}

    /** Refuses a source of another loop. */
    abstract void check();

    /** Returns whether the source has something now. */
    abstract boolean isReady();

    /** Takes what the source has, which is ready, and handles it. */
    abstract T take() throws X;

    /** Stands in line at the source. */
    abstract Place<T, X> waitIn(Selector selector);

    /** Where a case stands in line. */
    interface Place<T extends @Nullable Object, X extends Throwable> {
        /** Leaves the line, if it still stands there. */
        void leave();

        /** Returns whether its source ended the wait. */
        boolean isFirst(Optional<Future<?>> done);

        /** Handles what the source gave. */
        T handle() throws X;
    }

    /** An item of a queue, or its end. */
    static final class OfQueue<I, T extends @Nullable Object, X extends Throwable>
            extends SelectCase<T, X> {
        private final Queue<I> queue;
        private final SelectHandler<? super Optional<I>, ? extends T, ? extends X> handler;

        OfQueue(
                Queue<I> queue,
                SelectHandler<? super Optional<I>, ? extends T, ? extends X> handler) {
            this.queue = queue;
            this.handler = handler;
        }

        @Override
        void check() {
            queue.checkCaller("select()");
        }

        @Override
        boolean isReady() {
            return !queue.isEmpty() || queue.isShutDown();
        }

        @Override
        T take() throws X {
            return handler.handle(Optional.ofNullable(queue.takeOrEnd("select()")));
        }

        @Override
        Place<T, X> waitIn(Selector selector) {
            ItemWatch<I> watch = queue.watch(selector);
            return new Place<>() {
                @Override
                public void leave() {
                    queue.unwatch(watch);
                }

                @Override
                public boolean isFirst(Optional<Future<?>> done) {
                    return selector.winner() == watch;
                }

                @Override
                public T handle() throws X {
                    return handler.handle(Optional.ofNullable(watch.place().delivered()));
                }
            };
        }

        @Override
        public String toString() {
            return queue.toString();
        }
    }

    /** An event that is set. */
    static final class OfEvent<T extends @Nullable Object, X extends Throwable>
            extends SelectCase<T, X> {
        private final Event event;
        private final Body<? extends T, ? extends X> handler;

        OfEvent(Event event, Body<? extends T, ? extends X> handler) {
            this.event = event;
            this.handler = handler;
        }

        @Override
        void check() {
            event.checkCaller("select()");
        }

        @Override
        boolean isReady() {
            return event.isSet();
        }

        @Override
        T take() throws X {
            return handler.run();
        }

        @Override
        Place<T, X> waitIn(Selector selector) {
            Watch watch = new Watch(selector);
            event.watch(watch);
            return new Place<>() {
                @Override
                public void leave() {
                    event.unwatch(watch);
                }

                @Override
                public boolean isFirst(Optional<Future<?>> done) {
                    return selector.winner() == watch;
                }

                @Override
                public T handle() throws X {
                    return handler.run();
                }
            };
        }

        @Override
        public String toString() {
            return event.toString();
        }
    }

    /** A future that is done. */
    static final class OfFuture<
                    A extends @Nullable Object, T extends @Nullable Object, X extends Throwable>
            extends SelectCase<T, X> {
        private final Future<A> future;
        private final SelectHandler<? super A, ? extends T, ? extends X> handler;

        OfFuture(Future<A> future, SelectHandler<? super A, ? extends T, ? extends X> handler) {
            this.future = future;
            this.handler = handler;
        }

        @Override
        void check() {
            if (future.loop() != Rondo.currentLoop().orElse(future.loop())) {
                throw new IllegalStateException(
                        "select() was called on a future of another loop: "
                                + future
                                + "\nSelect wrapFuture() of it");
            }
        }

        @Override
        boolean isReady() {
            return future.done();
        }

        @Override
        T take() throws X {
            return handler.handle(future.await());
        }

        @Override
        Place<T, X> waitIn(Selector selector) {
            selector.add(future);
            return new Place<>() {
                @Override
                public void leave() {}

                @Override
                public boolean isFirst(Optional<Future<?>> done) {
                    return done.isPresent() && done.get() == future;
                }

                @Override
                public T handle() throws X {
                    return take();
                }
            };
        }

        @Override
        public String toString() {
            return future.toString();
        }
    }
}
