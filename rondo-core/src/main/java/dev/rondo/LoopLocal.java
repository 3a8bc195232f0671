package dev.rondo;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Something of which each loop has one, made when it is first asked for: a pool of buffers, a cache
 * of a text that changes once a second.
 *
 * <p>Make it a {@code static final} field: each has a place of its own in every loop for ever. It
 * lives as long as its loop; what is {@link AutoCloseable} is closed with it. Finding it costs two
 * reads of memory; rejected was a weak map of loops, which several loops on several threads share
 * and lock.
 *
 * {@snippet :
 * static final LoopLocal<Statistics> STATISTICS = new LoopLocal<>(loop -> new Statistics());
 * STATISTICS.of(loop).count();
 * }
 */
public final class LoopLocal<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int place = COUNT.getAndIncrement();
    private final Function<EventLoop, T> factory;

    /**
     * Creates one. Any thread.
     *
     * @param factory makes a loop's own; must not suspend
     */
    public LoopLocal(Function<EventLoop, T> factory) {
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * Returns a loop's own. The loop's thread, or the one that owns it while it does not run.
     *
     * @throws IllegalStateException on another thread
     */
    public T of(EventLoop loop) {
        loop.checkThread("a LoopLocal");
        @SuppressWarnings("unchecked") // only this puts something there
        T own = (T) loop.local(place);
        if (own == null) {
            own = Objects.requireNonNull(factory.apply(loop), "factory's result");
            loop.setLocal(place, own);
        }
        return own;
    }
}
