package dev.rondo.sync;

import java.util.Comparator;
import java.util.Objects;

/**
 * A {@link Queue} that gives out the smallest item first, and of equal ones the one that was put
 * first. (asyncio leaves the order of equal items open.) Tasks that wait are served in the order of
 * their calls all the same: an item that waits for room does not overtake another one that does.
 * asyncio: {@code PriorityQueue}.
 *
 * {@snippet :
 * PriorityQueue<Job> jobs = new PriorityQueue<>(Comparator.comparing(Job::deadline));
 * jobs.put(new Job("report", tomorrow));
 * jobs.put(new Job("backup", today));
 * println(jobs.get()); // the backup
 * }
 *
 * @param <T> the items, never null
 */
public final class PriorityQueue<T> extends Queue<T> {
    /**
     * Creates a queue without a maximum size for items that have a natural order. Any thread. A put
     * of one that has none, or that cannot be compared with the others, throws {@link
     * ClassCastException}.
     */
    public PriorityQueue() {
        this(0);
    }

    /** Like {@link #PriorityQueue()}, with a maximum size. See {@link Queue#Queue(int)}. */
    public PriorityQueue(int maxSize) {
        super(maxSize, new StableHeap<>(naturalOrder()));
    }

    /** Creates a queue without a maximum size and with an order. Any thread. */
    public PriorityQueue(Comparator<? super T> order) {
        this(0, order);
    }

    /** Like {@link #PriorityQueue(Comparator)}, with a maximum size. */
    public PriorityQueue(int maxSize, Comparator<? super T> order) {
        super(maxSize, new StableHeap<>(Objects.requireNonNull(order, "order")));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // items without an order fail when they are put
    private static <T> Comparator<T> naturalOrder() {
        return (Comparator<T>) (Comparator) Comparator.naturalOrder();
    }
}
