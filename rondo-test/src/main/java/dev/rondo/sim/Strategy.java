package dev.rondo.sim;

import dev.rondo.Entropy;
import java.util.IdentityHashMap;

/** How the run order is drawn: which of those that are ready goes on. */
interface Strategy {
    /** Proposes an index in {@code [0, ready.size())}. */
    int propose(Entropy.Ready ready, Choices choices);

    /** Every order has a chance: each of those that are ready is as likely as the others. */
    static Strategy randomWalk() {
        return (ready, choices) -> choices.hidden(ready.size());
    }

    /** First in, first out. */
    static Strategy arrival() {
        return (ready, choices) -> 0;
    }

    /** Returns what a seed explores with: random walks and priorities in turn. */
    static Strategy of(Seed seed) {
        if (!seed.isDrawn()) {
            return arrival(); // never asked: the choices are given
        }
        return switch ((int) Long.remainderUnsigned(seed.value(), 4)) {
            case 1 -> new Priorities(0.02);
            case 3 -> new Priorities(0.1);
            default -> randomWalk();
        };
    }

    /**
     * Tasks have random priorities and the highest one runs; now and then the running one drops
     * below all others. Finds orders in which one task is held up for long, which random walks
     * hardly ever draw. After PCT (Burckhardt et al., ASPLOS 2010); the change points come with a
     * probability a step, since the number of steps is not known before.
     */
    final class Priorities implements Strategy {
        private static final int RANGE = 1 << 20;
        private static final int PATIENCE = 64; // a task that polls must not starve what it polls

        private final double change;
        private final IdentityHashMap<Object, Integer> priorities =
                new IdentityHashMap<>(); // never iterated
        private int lowest;
        private int callbacks; // all callbacks are one member
        private Object last = this;
        private int streak;

        Priorities(double change) {
            this.change = change;
        }

        @Override
        public int propose(Entropy.Ready ready, Choices choices) {
            int best = 0;
            int bestPriority = priority(ready.get(0), choices);
            for (int i = 1; i < ready.size(); i++) {
                int priority = priority(ready.get(i), choices);
                if (priority > bestPriority) {
                    best = i;
                    bestPriority = priority;
                }
            }
            Object chosen = ready.get(best);
            streak = chosen == last ? streak + 1 : 0;
            last = chosen;
            if (streak > PATIENCE || choices.hidden(RANGE) < change * RANGE) {
                streak = 0;
                drop(chosen);
            }
            return best;
        }

        private int priority(Object member, Choices choices) {
            if (member instanceof dev.rondo.Task<?>) {
                return priorities.computeIfAbsent(member, any -> 1 + choices.hidden(RANGE));
            }
            if (callbacks == 0) {
                callbacks = 1 + choices.hidden(RANGE);
            }
            return callbacks;
        }

        private void drop(Object member) {
            lowest--;
            if (member instanceof dev.rondo.Task<?>) {
                priorities.put(member, lowest);
            } else {
                callbacks = lowest;
            }
        }
    }
}
