package dev.rondo;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The edges of the wait graph: for what a task waits, and which tasks can end that. */
final class WaitEdges {
    private static final int LONGEST_DESCRIPTION = 16; // futures of futures of futures

    private WaitEdges() {}

    /** Returns whether a wait may have an edge at all; most have none. */
    static boolean hasOwners(WaitPoint point) {
        return switch (point) {
            case Sleep sleep -> false;
            case Parking parking -> parking.isOwned();
            case Task<?> task -> task.waitingOn() != null;
            case Future<?> future -> future.getClass() != Future.class;
        };
    }

    /** Returns the tasks without all of which a wait does not end. */
    static Collection<? extends Task<?>> owners(@Nullable WaitPoint point) {
        return switch (point) {
            case null -> List.of();
            case Sleep sleep -> List.of();
            case Parking parking -> ownersOf(parking.what());
            case Future<?> future -> ownersOf(future);
        };
    }

    private static Collection<? extends Task<?>> ownersOf(Object what) {
        Object described = what;
        for (int i = 0; i < LONGEST_DESCRIPTION; i++) {
            switch (described) {
                case Task<?> task -> {
                    return List.of(task);
                }
                case Gathering<?> gathering -> {
                    return gathering.owners();
                }
                case DescribedFuture<?> future -> described = future.what();
                case Owned owned -> {
                    return ask(owned);
                }
                default -> {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    private static Collection<? extends Task<?>> ask(Owned owned) {
        try {
            return owned.owners();
        } catch (RuntimeException e) { // a user's; who looks must not fail for it
            return List.of();
        }
    }

    /** Returns how a task that can end a wait stands to it: ", which NAME holds". */
    static String bond(@Nullable WaitPoint point, Task<?> owner) {
        return switch (point) {
            case Parking parking when parking.what() instanceof Owned owned ->
                    ", which " + owner.name() + " " + owned.bond();
            case Gathering<?> gathering -> ", which has " + owner.name();
            case DescribedFuture<?> future -> ", which is " + owner.name() + "'s";
            case null, default -> "";
        };
    }
}
