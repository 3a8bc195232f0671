package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Connections of a pool that nobody can give back any more, since nobody has them. Each is cut off
 * and reported once to the loop's exception handler, when the garbage collector has found it and
 * the pool looks: once a second, and when somebody has to wait. asyncio's ResourceWarning.
 */
final class UnclosedLeases {
    private static final int DEPTH = 10; // asyncio's debug stack depth
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final List<String> OWN = List.of("dev.rondo.", "java.", "jdk.");

    private final PoolPlaces places;
    private final EventLoop loop;
    private final ReferenceQueue<Lease> collected = new ReferenceQueue<>();
    private final Set<Watch> watches = new LinkedHashSet<>(); // a reference must be referred to

    private final class Watch extends WeakReference<Lease> {
        private final PoolSlot slot;
        private final PoolSlot.Holder holder;
        private final List<StackTraceElement> taken; // where; in debug mode

        Watch(Lease lease, PoolSlot slot, PoolSlot.Holder holder) {
            super(lease, collected);
            this.slot = slot;
            this.holder = holder;
            this.taken = loop.debug() ? stack() : List.of();
        }

        @Override
        public void clear() {
            super.clear();
            watches.remove(this);
        }
    }

    UnclosedLeases(PoolPlaces places, EventLoop loop) {
        this.places = places;
        this.loop = loop;
    }

    /** Returns where the program is, for debug mode. */
    static List<StackTraceElement> stack() {
        return WALKER.walk(frames ->
                frames.filter(frame -> OWN.stream().noneMatch(frame.getClassName()::startsWith))
                        .limit(DEPTH)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toList());
    }

    void watch(Lease lease, PoolSlot slot, PoolSlot.Holder holder) {
        Watch watch = new Watch(lease, slot, holder);
        watches.add(watch);
        lease.watchedBy(watch);
    }

    /** Reports what was found since the last call: a look at a field. */
    void report() {
        for (Reference<?> found = collected.poll(); found != null; found = collected.poll()) {
            report((Watch) found);
        }
    }

    private void report(Watch watch) {
        watches.remove(watch);
        PoolSlot slot = watch.slot;
        if (slot.holder() == watch.holder) { // else it was lost before
            places.ending().discard(slot);
        }
        Duration age = loop.time().minusNanos(watch.holder.sinceNanos());
        loop.callExceptionHandler(
                new ExceptionContext(
                        "unclosed connection of the pool, which "
                                + watch.holder.task()
                                + " acquired "
                                + PoolTimes.text(age)
                                + " ago; it was cut off"
                                + "\nUse try (Connection c = pool.acquire())"
                                + (loop.debug() ? "" : "; debug mode says where it was acquired"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        watch.taken));
    }
}
