package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random program of nested scopes, for {@link ScopeModelTest}. */
sealed interface ScopeProgram {
    /** Waits: in a sleep or for a future that is set then. */
    record Wait(int seconds, boolean forAFuture) implements ScopeProgram {}

    /** Throws an exception. */
    record Fail() implements ScopeProgram {}

    /** Creates a task in the group that the current task belongs to. */
    record Spawn(ScopeProgram body) implements ScopeProgram {}

    /** Runs one after the other. */
    record Sequence(List<ScopeProgram> steps) implements ScopeProgram {}

    /** A timeout. */
    record Deadline(int seconds, ScopeProgram body) implements ScopeProgram {}

    /** A group, which is cancelled after a time unless that is negative. */
    record Group(List<ScopeProgram> tasks, ScopeProgram body, int cancelAfter)
            implements ScopeProgram {}

    /** Goes on after what the scopes in it throw. */
    record Handle(ScopeProgram body) implements ScopeProgram {}

    /** Goes on after a cancellation that is thrown in it. */
    record Swallow(ScopeProgram body) implements ScopeProgram {}

    /** Takes back a request that was delivered, if there is one. */
    record Uncancel() implements ScopeProgram {}

    /** A body and what runs after it in any case. */
    record CleanUp(ScopeProgram body, ScopeProgram last) implements ScopeProgram {}

    /** A body that cancellations from outside do not reach. */
    record Shield(ScopeProgram body) implements ScopeProgram {}

    /** Draws a program. */
    static ScopeProgram random(Random random, int depth) {
        return new Generator(random).sequence(depth);
    }

    /** Draws the parts. Times are small whole numbers, so that much happens at the same time. */
    final class Generator {
        private static final int LONGEST = 4;

        private final Random random;
        private int budget = 40; // steps, so that the program is small

        Generator(Random random) {
            this.random = random;
        }

        ScopeProgram sequence(int depth) {
            List<ScopeProgram> steps = new ArrayList<>();
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                steps.add(step(depth));
            }
            return new Sequence(steps);
        }

        private ScopeProgram step(int depth) {
            if (depth <= 0 || --budget <= 0) {
                return random.nextInt(8) == 0 ? new Fail() : pause();
            }
            return switch (random.nextInt(14)) {
                case 0, 1 -> new Deadline(random.nextInt(LONGEST), sequence(depth - 1));
                case 2, 3, 4 -> group(depth - 1);
                case 5, 6 -> new Handle(sequence(depth - 1));
                case 7 -> new CleanUp(sequence(depth - 1), sequence(depth - 2));
                case 8 -> new Shield(sequence(depth - 1));
                case 9 -> new Spawn(sequence(depth - 1));
                case 10 -> new Swallow(sequence(depth - 1));
                case 11 -> new Uncancel();
                default -> pause();
            };
        }

        private ScopeProgram group(int depth) {
            List<ScopeProgram> tasks = new ArrayList<>();
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                tasks.add(sequence(depth));
            }
            return new Group(tasks, sequence(depth), random.nextInt(2 * LONGEST) - LONGEST);
        }

        private ScopeProgram pause() {
            return new Wait(random.nextInt(LONGEST), random.nextBoolean());
        }
    }
}
