package dev.rondo.test;

import dev.rondo.Action;
import dev.rondo.Parking;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks take turns in an order that the test writes down: step 0 first, then step 1,
 * whichever task has it. trio: {@code testing.Sequencer}.
 *
 * {@snippet :
 * Sequencer sequence = new Sequencer();
 * Task<?> other = createTask(() -> {
 *     sequence.step(1, () -> println("second"));
 * });
 * sequence.step(0, () -> println("first"));
 * sequence.step(2, () -> println("third"));
 * other.await();
 * }
 *
 * <p>When a step fails or is cancelled, the sequence is broken, and every later step fails instead
 * of waiting for ever. Used by the tasks of one loop.
 */
public final class Sequencer {
    private final TreeMap<Integer, Parking> waiting = new TreeMap<>();
    private final Set<Integer> taken = new HashSet<>();
    private int next;
    private @Nullable Throwable broken; // what ended it

    /** Creates one that begins with step 0. */
    public Sequencer() {}

    /**
     * Suspends until all steps before are over, runs a body, and lets the next step begin.
     *
     * @param position the number of the step, not negative; each is taken once
     * @throws X what the body threw
     * @throws IllegalStateException if the step was taken before, or the sequence is broken
     */
    public <X extends Throwable> void step(int position, Action<X> body) throws X {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative, but is " + position);
        }
        if (!taken.add(position)) {
            throw new IllegalStateException(
                    "Step " + position + " was taken before\nGive each step its own number");
        }
        try {
            awaitTurn(position);
            body.run();
        } catch (Throwable e) { // the later steps must not wait for ever; rethrown
            breakBy(e);
            throw e;
        }
        next++;
        Parking turn = waiting.get(next);
        if (turn != null) {
            turn.wakeOne();
        }
    }

    /** Like {@link #step(int, Action)}, without a body: only waits for its turn. */
    public void step(int position) {
        step(position, () -> {});
    }

    private void awaitTurn(int position) {
        checkWhole(position);
        if (position > next) {
            Parking turn = new Parking("turn " + position + " of", this);
            waiting.put(position, turn);
            try {
                turn.await();
            } finally {
                waiting.remove(position);
            }
            checkWhole(position);
        }
    }

    private void checkWhole(int position) {
        if (broken != null) {
            throw new IllegalStateException(
                    "Step " + position + " cannot come: an earlier one failed", broken);
        }
    }

    private void breakBy(Throwable cause) {
        if (broken == null) {
            broken = cause;
            waiting.values().forEach(Parking::wakeOne);
        }
    }

    @Override
    public String toString() {
        return "<Sequencer at " + next + (broken == null ? "" : " broken") + ">";
    }
}
