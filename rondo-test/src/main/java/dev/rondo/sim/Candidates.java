package dev.rondo.sim;

import dev.rondo.Entropy;
import dev.rondo.Handle;
import dev.rondo.TimerHandle;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What may run next without breaking a loop's promises: any task; of the callbacks the first, since
 * they run in the order of their calls; of the timers those that are due at the same time as the
 * first.
 */
final class Candidates implements Entropy.Ready {
    private int[] places = new int[16];
    private int count;
    private Entropy.@Nullable Ready ready;

    /** Looks through all that are ready. */
    void findIn(Entropy.Ready all) {
        ready = all;
        count = 0;
        int size = all.size();
        if (places.length < size) {
            places = Arrays.copyOf(places, 2 * size);
        }
        boolean callback = false;
        Duration due = null;
        for (int place = 0; place < size; place++) {
            Object member = all.get(place);
            boolean may = true;
            if (member instanceof TimerHandle timer) {
                due = due == null ? timer.when() : due;
                may = due.equals(timer.when());
            } else if (member instanceof Handle) {
                may = !callback;
                callback = true;
            }
            if (may) {
                places[count++] = place;
            }
        }
    }

    /** Returns where a candidate is among all that are ready. */
    int place(int index) {
        return places[index];
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public Object get(int index) {
        return java.util.Objects.requireNonNull(ready, "nothing was looked through")
                .get(places[index]);
    }
}
