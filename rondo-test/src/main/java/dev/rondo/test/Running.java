package dev.rondo.test;

import dev.rondo.Entropy;
import dev.rondo.Task;
import dev.rondo.sim.Seed;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out, and other draws from the test's seed; and knows what ran last, which is what
 * holds a loop that is held.
 */
final class Running implements Entropy {
    private final Supplier<Seed> seed;
    private @Nullable SplittableRandom random; // the loop's thread
    private volatile @Nullable Object last; // written by the loop's thread

    /** Creates one for a test, which is asked for its seed when something is drawn. */
    Running(Supplier<Seed> seed) {
        this.seed = seed;
    }

    @Override
    public int pick(Ready ready) {
        last = ready.get(0);
        return 0;
    }

    @Override
    public long draw(long bound) {
        SplittableRandom drawn = random;
        if (drawn == null) {
            drawn = new SplittableRandom(seed.get().value());
            random = drawn;
        }
        return drawn.nextLong(bound);
    }

    /** Returns what ran last, if it is a task. Any thread. */
    Optional<Task<?>> task() {
        return last instanceof Task<?> task ? Optional.of(task) : Optional.empty();
    }

    /** Returns what ran last. Any thread. */
    @Nullable Object last() {
        return last;
    }
}
