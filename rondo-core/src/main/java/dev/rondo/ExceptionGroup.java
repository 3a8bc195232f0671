package dev.rondo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Several failures thrown as one. A {@link TaskGroup} always throws this shape, whatever the number
 * and timing of the failures in it.
 *
 * <p>The first member is also the {@linkplain #getCause cause} and the others are {@linkplain
 * #getSuppressed suppressed}, so that a printed stack trace shows them all. asyncio: {@code
 * ExceptionGroup}.
 *
 * {@snippet :
 * try {
 *     taskGroup(g -> {
 *         g.createTask(() -> fetch("a"));
 *         g.createTask(() -> fetch("b"));
 *     });
 * } catch (ExceptionGroup failures) {
 *     failures.first(IOException.class).ifPresent(e -> retryLater(e));
 * }
 * }
 */
public final class ExceptionGroup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<Throwable> exceptions;
    private final String summary;

    /**
     * Creates a group.
     *
     * @param message what failed
     * @param exceptions the failures, in the order in which they happened
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message, exceptions.isEmpty() ? null : exceptions.getFirst());
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("An ExceptionGroup needs at least one exception");
        }
        this.summary = message;
        this.exceptions = List.copyOf(exceptions);
        Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable member : this.exceptions) { // one may be there twice
            if (shown.add(member) && member != getCause()) {
                addSuppressed(member);
            }
        }
    }

    /** Returns the failures, in the order in which they happened; groups among them stay whole. */
    public List<Throwable> exceptions() {
        return exceptions;
    }

    /** Returns the failures with nested groups opened. */
    public List<Throwable> leaves() {
        List<Throwable> leaves = new ArrayList<>();
        for (Throwable member : exceptions) {
            if (member instanceof ExceptionGroup group) {
                leaves.addAll(group.leaves());
            } else {
                leaves.add(member);
            }
        }
        return leaves;
    }

    /** Returns the first failure of a type, looking into nested groups. */
    public <X extends Throwable> Optional<X> first(Class<X> type) {
        return leaves().stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /**
     * Returns the part of this group whose leaves satisfy a condition, or empty when none does.
     * asyncio: {@code subgroup}.
     */
    public Optional<ExceptionGroup> subgroup(Predicate<? super Throwable> condition) {
        List<Throwable> kept = new ArrayList<>();
        for (Throwable member : exceptions) {
            if (member instanceof ExceptionGroup group) {
                group.subgroup(condition).ifPresent(kept::add);
            } else if (condition.test(member)) {
                kept.add(member);
            }
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(new ExceptionGroup(summary, kept));
    }

    @Override
    public String getMessage() {
        int n = exceptions.size();
        return summary + " (" + n + (n == 1 ? " sub-exception)" : " sub-exceptions)");
    }
}
