package dev.rondo;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The iterations over futures that somebody still has, by number. A loop may be left by {@code
 * break}, of which nobody hears; so a future that lives long knows only the number of what listens
 * to it, and the collector of garbage takes the rest.
 */
final class Iterations {
    private final ConcurrentMap<Integer, WeakReference<Object>> known = new ConcurrentHashMap<>();
    private final Cleaner cleaner;
    private int numbers;

    Iterations(Cleaner cleaner) {
        this.cleaner = cleaner;
    }

    /** Takes one in until it ends or is collected. Loop. */
    Entry enter(Object iteration) {
        int number = ++numbers;
        known.put(number, new WeakReference<>(iteration));
        return new Entry(number, cleaner.register(iteration, new Forget(known, number)));
    }

    /**
     * One that somebody has.
     *
     * @param number by which it is found
     * @param end says that it has ended
     */
    record Entry(int number, Cleaner.Cleanable end) {
        void leave() {
            end.clean();
        }
    }

    /** Returns one, if somebody still has it. */
    @Nullable Object find(int number) {
        WeakReference<Object> reference = known.get(number);
        return reference == null ? null : reference.get();
    }

    /** Takes its number back. Any thread. */
    private record Forget(ConcurrentMap<Integer, ?> known, int number) implements Runnable {
        @Override
        public void run() {
            known.remove(number);
        }
    }
}
