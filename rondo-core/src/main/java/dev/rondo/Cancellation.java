package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests to cancel a task, and what became of each. Made with the first request or shielded
 * scope of a task; most never have one.
 *
 * <p>A request goes one of these ways, decided by what the task does when it comes:
 *
 * <pre>
 *   the task is              the request becomes
 *   shielded from it         HELD by the innermost scope that keeps it out; at its end UNDELIVERED
 *   ready or running         UNDELIVERED: the next wait throws (a task always starts)
 *   blocked in foreign code  UNDELIVERED, and the thread is interrupted
 *   waiting                  PASSED ON to what it waits on, which ends the wait;
 *                            if that ends without having seen it, UNDELIVERED again
 *
 *   UNDELIVERED --a wait throws, or is ended by it--> DELIVERED
 *   any         --uncancel(), or its scope ends-----> taken back
 * </pre>
 *
 * <p>Invariants: {@code 0 <= undelivered <= inside() <= requests}; {@code 0 <= passes <= passedOn}.
 *
 * <p>The loop's thread, and the task itself while it runs on it.
 */
final class Cancellation {
    private final Task<?> task;
    private int requests; // made and not taken back
    private int undelivered;
    private int deliveries; // at this depth, by which a scope knows of that of its request
    private int passedOn; // in the wait that goes on, or the last one
    private int passes; // in how many goes, each of which counted as a delivery
    private @Nullable String message; // of what is undelivered
    private @Nullable ShieldScope shield; // the innermost one it is in; outside requests wait there
    private boolean interruptSent;
    private boolean passing; // to what it waits on, and whether that came back to this task
    private boolean cameBack;

    Cancellation(Task<?> task) {
        this.task = task;
    }

    /** Every change ends here. */
    private void check() {
        assert 0 <= undelivered && undelivered <= inside() && inside() <= requests : this;
        assert 0 <= passes && passes <= passedOn : this;
    }

    // ---- Requests

    /** Takes a request that was made at a depth of shielding. */
    void request(@Nullable String reason, int depth) {
        if (passing) {
            cameBack = true;
            return;
        }
        requests++;
        ShieldScope scope = shield;
        if (scope != null && depth < scope.depth) {
            scope.defer(depth, reason);
        } else {
            deliverTo(task.waitingOn(), reason);
        }
        check();
    }

    private void deliverTo(@Nullable WaitPoint wait, @Nullable String reason) {
        if (wait == null) {
            setUndelivered(undelivered + 1, reason);
        } else if (pass(wait, reason)) {
            passed(1);
        } else {
            setUndelivered(undelivered + 1, reason);
            if (cameBack) {
                task.wake(); // tasks that wait for each other in a circle: it is cut here
            }
        }
    }

    /** Cancels what it waits on; returns false if that cannot be or waits for this task itself. */
    private boolean pass(WaitPoint wait, @Nullable String reason) {
        passing = true;
        cameBack = false;
        try {
            return task.cancelWait(wait, reason) && !cameBack;
        } finally {
            passing = false;
        }
    }

    private void passed(int count) {
        deliveries++;
        passes++;
        passedOn += count;
    }

    /** Has requests wait for delivery. A scope's request has no message and keeps the others'. */
    private void setUndelivered(int count, @Nullable String reason) {
        undelivered = count;
        message = reason == null ? message : reason;
        interruptOrWatch();
    }

    /** Takes back one request and returns how many remain; at 0 an undelivered one is withdrawn. */
    int takeBack() {
        if (requests > 0) {
            requests--;
            if (shield != null) {
                shield.withdraw(requests);
            }
            undelivered = Math.min(undelivered, inside());
            if (undelivered == 0) {
                clearPending();
            }
        }
        check();
        return requests;
    }

    /** Takes a scope's request back, of which the scope knows whether it was delivered. */
    void takeBack(boolean delivered) {
        if (!delivered && undelivered > 0) {
            undelivered--;
        }
        takeBack();
    }

    /** Returns how many requests were made and not taken back. */
    int requests() {
        return requests;
    }

    /** Like {@link #requests}, without those that the shielded scope keeps out. */
    int inside() {
        return shield == null ? requests : shield.own(requests);
    }

    int undelivered() {
        return undelivered;
    }

    /** Returns how often a cancellation was delivered at a depth of shielding. */
    int deliveriesAt(int depth) {
        int count = deliveries;
        for (ShieldScope s = shield; s != null && s.depth > depth; s = s.outer) {
            count = s.deliveriesBefore;
        }
        return count;
    }

    /** Has requests delivered again, since what was thrown for them did not get through. */
    void repeat(int count, @Nullable String reason) {
        if (count > undelivered) {
            setUndelivered(count, message == null ? reason : null);
        }
        check();
    }

    // ---- Delivery

    /** Throws if a request waits for delivery. The task itself, at a point without a value. */
    void throwIfPending() {
        if (undelivered > 0) {
            throw deliver(message);
        }
        clearInterrupt(); // of a request that was withdrawn
    }

    /** Returns the error of a cancellation; it delivers all requests that wait for it. */
    CancelledError deliver(@Nullable String reason) {
        CancelledError error = new CancelledError(reason == null ? message : reason);
        if (undelivered > 0) {
            deliveries++;
            clearPending();
        }
        return error;
    }

    /**
     * Passes what is pending on to what the task is about to wait on; returns whether it took it.
     */
    boolean passTo(WaitPoint point) {
        if (undelivered > 0 && pass(point, message)) {
            passed(undelivered);
            clearPending();
            return true;
        }
        if (undelivered > 0 && cameBack) {
            throw deliver(message);
        }
        clearInterrupt();
        return false;
    }

    void beginWait() {
        passedOn = 0;
        passes = 0;
    }

    /**
     * The wait for a task is over. If that one has returned without having seen the requests that
     * were passed on to it, they come back, to be delivered at the next suspension.
     */
    void takePassedBack(@Nullable Cancellation ofWaitedFor) {
        if (passedOn > 0 && ofWaitedFor != null && ofWaitedFor.undelivered > 0) {
            deliveries -= passes;
            setUndelivered(undelivered + passedOn, ofWaitedFor.message);
        }
        check();
    }

    private void clearPending() {
        undelivered = 0;
        message = null;
        clearInterrupt();
    }

    // ---- Foreign code, where only an interrupt ends a wait

    /** Interrupts the task if it blocks in foreign code, or has the loop look out for that. */
    private void interruptOrWatch() {
        if (undelivered == 0 || task.done()) {
            return;
        }
        if (isBlocked()) {
            interruptSent = true;
            task.strand().thread().interrupt();
        } else {
            task.loop().host().watch(this);
        }
    }

    /**
     * Returns whether the loop need not look out for it any more. If the task has come to block
     * with a cancellation pending, it is interrupted soon: on a strand, since an interrupt may
     * close a channel.
     */
    boolean settles() {
        if (undelivered == 0 || task.done()) {
            return true;
        }
        if (isBlocked()) {
            task.loop().kernel().callSoon(this::interruptOrWatch);
            return true;
        }
        return false;
    }

    /** Whether it sits in foreign code, off the loop's thread or about to come back to it. */
    private boolean isBlocked() {
        Strand strand = task.strand();
        return strand.state() == Strand.State.RUNNING && Strand.current() != strand;
    }

    /** Takes our interrupt back, as far as foreign code has not; only the task itself can. */
    private void clearInterrupt() {
        if (interruptSent && Strand.current() == task.strand()) {
            interruptSent = false;
            Thread.interrupted();
        }
    }

    /** Returns whether an exception that ends the body is foreign code's answer to a request. */
    boolean ended(Throwable thrown) {
        return (requests > 0 || interruptSent) && ForeignInterrupt.ended(thrown);
    }

    @Nullable String message() {
        return message;
    }

    // ---- Shields

    int shieldDepth() {
        return shield == null ? 0 : shield.depth;
    }

    void enterShield() {
        ShieldScope scope = new ShieldScope(shield, requests, deliveries);
        if (undelivered > 0) {
            scope.hold(undelivered, message);
            clearPending();
        }
        shield = scope;
        check();
    }

    void exitShield() {
        ShieldScope ended = Objects.requireNonNull(shield);
        shield = ended.outer;
        deliveries = ended.deliveriesBefore;
        if (ended.held() > 0) {
            setUndelivered(undelivered + ended.held(), ended.message());
        }
        check();
    }

    @Override
    public String toString() {
        return "<Cancellation of "
                + task.name()
                + " requests="
                + requests
                + " inside="
                + inside()
                + " undelivered="
                + undelivered
                + " passedOn="
                + passedOn
                + " in "
                + passes
                + ">";
    }
}
