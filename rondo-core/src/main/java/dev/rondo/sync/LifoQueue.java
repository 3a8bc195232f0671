package dev.rondo.sync;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A {@link Queue} that gives out the item first that was put last. Tasks that wait are served in
 * the order of their calls all the same. asyncio: {@code LifoQueue}.
 *
 * {@snippet :
 * LifoQueue<String> stack = new LifoQueue<>();
 * stack.put("below");
 * stack.put("above");
 * println(stack.get()); // above
 * }
 *
 * @param <T> the items, never null
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Creates a queue without a maximum size. Any thread. */
    public LifoQueue() {
        this(0);
    }

    /** Creates a queue with a maximum size. See {@link Queue#Queue(int)}. */
    public LifoQueue(int maxSize) {
        super(maxSize, Collections.asLifoQueue(new ArrayDeque<>()));
    }
}
