package dev.rondo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Several failures thrown as one. A {@link TaskGroup} always throws this shape, whatever the number
 * and timing of the failures in it.
 *
 * <p>The first member is also the {@linkplain #getCause cause} and the others are {@linkplain
 * #getSuppressed suppressed}, so that a printed stack trace shows them all, down to fifty groups in
 * each other. asyncio: {@code ExceptionGroup}.
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
    private static final int DEPTH_SHOWN = 50;

    private final List<Throwable> exceptions;
    private final String summary;
    private final int depth; // of groups in it, and itself

    /**
     * Creates a group.
     *
     * @param message what failed
     * @param exceptions the failures, in the order in which they happened
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message);
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("An ExceptionGroup needs at least one exception");
        }
        this.summary = message;
        this.exceptions = List.copyOf(exceptions);
        this.depth = 1 + deepest(this.exceptions);
        if (depth % DEPTH_SHOWN != 0) {
            show();
        } else { // printing a stack trace is recursive
            addSuppressed(new Deeper());
        }
    }

    private static int deepest(List<Throwable> members) {
        int deepest = 0;
        for (Throwable member : members) {
            if (member instanceof ExceptionGroup group) {
                deepest = Math.max(deepest, group.depth);
            }
        }
        return deepest;
    }

    private void show() {
        Set<Throwable> shown = Collections.newSetFromMap(new IdentityHashMap<>());
        initCause(exceptions.getFirst());
        shown.add(exceptions.getFirst());
        for (Throwable member : exceptions) { // one may be there twice
            if (shown.add(member)) {
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
        ArrayDeque<Iterator<Throwable>> open = new ArrayDeque<>(); // groups may nest deeply
        open.push(exceptions.iterator());
        while (!open.isEmpty()) {
            if (!open.element().hasNext()) {
                open.pop();
                continue;
            }
            Throwable member = open.element().next();
            if (member instanceof ExceptionGroup group) {
                open.push(group.exceptions.iterator());
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
        ArrayDeque<Part> open = new ArrayDeque<>();
        open.push(new Part(this));
        while (true) {
            Part part = open.element();
            if (part.members.hasNext()) {
                Throwable member = part.members.next();
                if (member instanceof ExceptionGroup group) {
                    open.push(new Part(group));
                } else if (condition.test(member)) {
                    part.kept.add(member);
                }
            } else {
                open.pop();
                Optional<ExceptionGroup> made = part.make();
                if (open.isEmpty()) {
                    return made;
                }
                made.ifPresent(open.element().kept::add);
            }
        }
    }

    /** A group of which {@link #subgroup} has looked at some members. */
    private static final class Part {
        private final String summary;
        private final Iterator<Throwable> members;
        private final List<Throwable> kept = new ArrayList<>();

        Part(ExceptionGroup group) {
            this.summary = group.summary;
            this.members = group.exceptions.iterator();
        }

        Optional<ExceptionGroup> make() {
            return kept.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExceptionGroup(summary, kept));
        }
    }

    @Override
    public String getMessage() {
        int n = exceptions.size();
        return summary + " (" + n + (n == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /** Stands for what a stack trace does not show. */
    private static final class Deeper extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Deeper() {
            super("groups in groups go on; see exceptions() or leaves()", null, false, false);
        }
    }
}
