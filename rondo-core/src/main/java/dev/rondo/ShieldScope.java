package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * One {@link Rondo#shielded} scope that a task is in: holds the requests to cancel that must wait
 * for its end.
 *
 * <p>Every request comes from a depth of shielding: 0 for those of other tasks, else that of the
 * {@link Timeout} or {@link TaskGroup} that makes it. The scope just inside that depth holds it.
 * All scopes from there inwards count it as none of theirs, so that the timeouts and groups in them
 * do not take it for one that was delivered.
 *
 * <p>Loop.
 */
final class ShieldScope {
    final @Nullable ShieldScope outer;
    final int depth; // inside the scope: the outermost one has 1
    final int deliveriesBefore; // the task's count when it began, to be gone on with after it
    private int foreign; // open requests that were made outside of this scope
    private int held;
    private @Nullable String message; // of the last request that it holds and that has one

    ShieldScope(@Nullable ShieldScope outer, int foreign, int deliveriesBefore) {
        this.outer = outer;
        this.depth = outer == null ? 1 : outer.depth + 1;
        this.foreign = foreign;
        this.deliveriesBefore = deliveriesBefore;
    }

    /** Returns how many of a task's requests were made inside of this scope. */
    int own(int requests) {
        return requests - foreign;
    }

    /** Takes a request that comes from a depth outside of this scope. */
    void defer(int from, @Nullable String reason) {
        for (ShieldScope scope = this; scope != null && scope.depth > from; scope = scope.outer) {
            scope.foreign++;
            if (scope.depth == from + 1) {
                scope.hold(1, reason);
            }
        }
    }

    void hold(int requests, @Nullable String reason) {
        held += requests;
        message = reason == null ? message : reason;
    }

    /** Takes the withdrawal of a request into account; {@code left} are still open. */
    void withdraw(int left) {
        for (ShieldScope scope = this; scope != null; scope = scope.outer) {
            scope.foreign = Math.min(scope.foreign, left);
            scope.held = Math.min(scope.held, scope.foreign);
        }
    }

    /** Returns how many requests wait for the end of this scope. */
    int held() {
        return held;
    }

    @Nullable String message() {
        return message;
    }
}
