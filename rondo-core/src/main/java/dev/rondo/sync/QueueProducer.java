package dev.rondo.sync;

/**
 * One of several sources of a {@link Queue}'s items. The queue is shut down when all of them are
 * closed, so that who iterates over it ends after the last item, and no producer has to know of the
 * others. Puts past the producers are not kept out. Same loop as the queue's.
 *
 * {@snippet :
 * Queue<Line> lines = new Queue<>(100);
 * taskGroup(g -> {
 *     for (Path log : logs) {
 *         QueueProducer<Line> out = lines.producer(); // opened before any can be closed
 *         g.createTask(() -> {
 *             try (out) {
 *                 readLines(log, out::put);
 *             }
 *         });
 *     }
 *     for (Line line : lines) { // ends when all logs are read
 *         println(line);
 *     }
 * });
 * }
 *
 * @param <T> the items
 */
public final class QueueProducer<T> implements AutoCloseable {
    private final Queue<T> queue;
    private boolean closed; // the loop's thread

    QueueProducer(Queue<T> queue) {
        this.queue = queue;
    }

    /**
     * Puts an item, suspending while the queue is full. See {@link Queue#put}.
     *
     * @throws IllegalStateException if this producer is closed
     */
    public void put(T item) {
        checkOpen("put()");
        queue.put(item);
    }

    /**
     * Puts an item if there is room for it; never suspends. See {@link Queue#putNow}.
     *
     * @throws IllegalStateException if this producer is closed
     */
    public void putNow(T item) {
        checkOpen("putNow()");
        queue.putNow(item);
    }

    /**
     * Puts an item if there is room for it and returns whether it was put; never suspends. See
     * {@link Queue#tryPut}.
     *
     * @throws IllegalStateException if this producer is closed
     */
    public boolean tryPut(T item) {
        checkOpen("tryPut()");
        return queue.tryPut(item);
    }

    private void checkOpen(String operation) {
        if (closed) {
            throw new IllegalStateException(
                    "QueueProducer is closed: "
                            + operation
                            + " for "
                            + queue
                            + "\nEvery task that puts needs a producer() of its own");
        }
    }

    /**
     * Closes it; the last one shuts the queue down. Never suspends. Does nothing when it is closed
     * already.
     */
    @Override
    public void close() {
        if (!closed) {
            queue.producerClosed();
            closed = true;
        }
    }

    @Override
    public String toString() {
        return "<QueueProducer " + (closed ? "closed" : "open") + " of " + queue + ">";
    }
}
