package dev.rondo.sync;

/** The kinds of queue that the same tests run on. */
enum QueueKind {
    FIFO,
    LIFO,
    PRIORITY;

    <T> Queue<T> create(int maxSize) {
        return switch (this) {
            case FIFO -> new Queue<>(maxSize);
            case LIFO -> new LifoQueue<>(maxSize);
            case PRIORITY -> new PriorityQueue<>(maxSize);
        };
    }

    String className() {
        return create(0).getClass().getSimpleName();
    }
}
