package dev.rondo.test;

import dev.rondo.Entropy;
import dev.rondo.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** First in, first out; and knows what ran last, which is what holds a loop that is held. */
final class Running implements Entropy {
    private volatile @Nullable Object last; // written by the loop's thread

    @Override
    public int pick(Ready ready) {
        last = ready.get(0);
        return 0;
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
