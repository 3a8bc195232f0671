package dev.rondo.struct;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An insertion-ordered set whose members carry their own links: adding and removing cost two
 * pointer writes and no allocation, which a {@link java.util.LinkedHashSet} of a million tasks
 * cannot offer.
 *
 * @param <M> the members
 */
public final class Linked<M extends Linked.Member> {
    /** Something that can be in one such set at a time. */
    public abstract static class Member {
        private @Nullable Member previous;
        private @Nullable Member next;
        private boolean linked;

        /** Creates a member that is in no set. */
        protected Member() {}
    }

    private @Nullable Member first;
    private @Nullable Member last;
    private int size;

    /** Creates an empty set. */
    public Linked() {}

    /** Returns the number of members. */
    public int size() {
        return size;
    }

    /** Returns whether there is no member. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the member that was added first, or null when empty. */
    @SuppressWarnings("unchecked")
    public @Nullable M first() {
        return (M) first;
    }

    /** Appends a member that is in no set yet; does nothing when it is in one. */
    public void add(M member) {
        Member inner = member;
        if (inner.linked) {
            return;
        }
        inner.linked = true;
        inner.previous = last;
        if (last == null) {
            first = inner;
        } else {
            last.next = inner;
        }
        last = inner;
        size++;
    }

    /** Removes a member of this set; does nothing when it is in none. */
    public void remove(M member) {
        Member inner = member;
        if (!inner.linked) {
            return;
        }
        inner.linked = false;
        if (inner.previous == null) {
            first = inner.next;
        } else {
            inner.previous.next = inner.next;
        }
        if (inner.next == null) {
            last = inner.previous;
        } else {
            inner.next.previous = inner.previous;
        }
        inner.previous = null;
        inner.next = null;
        size--;
    }

    /** Returns whether a member is in a set. */
    public boolean contains(M member) {
        Member inner = member;
        return inner.linked;
    }

    /** Returns the member that was added next after one; null behind the last one or a removed. */
    @SuppressWarnings("unchecked")
    public @Nullable M after(M member) {
        Member inner = member;
        return (M) inner.next;
    }

    /** Returns the members in the order in which they were added. */
    @SuppressWarnings("unchecked")
    public List<M> toList() {
        List<M> members = new ArrayList<>(size);
        for (Member m = first; m != null; m = m.next) {
            members.add((M) m);
        }
        return members;
    }
}
