package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests to cancel a task: who made each, and what became of it. Made with the first request
 * or shield of a task; most never have one.
 *
 * <p>A request is made by others, which only count, or by a {@link CancelScope} of the task itself,
 * at most one each. It is in one of three states:
 *
 * <pre>
 *   WAITING    no wait has thrown for it yet
 *   PASSED     the task waits for something that was cancelled for it
 *   DELIVERED  a wait has thrown for it
 *
 *   when it is made                          it is
 *   by a scope outside of a shield           WAITING until the shield ends
 *   and the task is ready or running         WAITING: the next wait throws (a task always starts)
 *   and it blocks in foreign code            WAITING, and the thread is interrupted
 *   and it waits for what can be cancelled   PASSED
 *
 *   WAITING   --a wait throws-----------------------------> DELIVERED
 *   WAITING   --a wait for what can be cancelled begins---> PASSED
 *   PASSED    --the wait ends-----------------------------> DELIVERED
 *   PASSED    --the awaited task ended without seeing it--> WAITING
 *   DELIVERED --a failure hides it from whom it concerns--> WAITING
 *   any       --uncancel(), or its scope ends-------------> gone
 * </pre>
 *
 * <p>Invariant: every request is a scope's that has not ended, or one of others that was not taken
 * back. So none can be delivered whose scope is gone.
 *
 * <p>A request <em>concerns</em> a scope unless it was delivered before that began, or is kept out
 * by a shield around it. It follows from the request itself, from the number of scopes that had
 * begun when it was delivered. Rejected: counters of requests and deliveries, as in asyncio, from
 * which a scope concludes whether one of them is its own: an older request that is settled, or
 * taken back meanwhile, makes them lie.
 *
 * <p>The loop's thread, and the task itself while it runs on it. A long file, since it is one
 * table.
 */
final class Cancellation {
    private final Task<?> task;

    // Of others.
    private int waiting;
    private int passed;
    private final Deliveries delivered = new Deliveries();
    private @Nullable String message; // the last one of those that wait

    private final List<CancelScope> scopes = new ArrayList<>(2); // that have requested, in order
    private long scopesBegun;
    private int shields; // that it is in

    private boolean anyPassed; // in the wait that goes on
    private long passedAt; // the kernel's beat then
    private boolean passing; // on to what it waits on
    private boolean refused; // by it: its end has come before
    private boolean cameBack; // to this
    private boolean interruptSent;

    Cancellation(Task<?> task) {
        this.task = task;
    }

    /** Every change ends here. */
    private void check() {
        assert waiting >= 0 && passed >= 0 && shields >= 0 : this;
        assert anyPassed || passed == 0 : this;
        assert scopes.stream().allMatch(scope -> scope.isOpen() && scope.depth() <= shields) : this;
    }

    // ---- Requests

    /** Takes a request of others. */
    void request(@Nullable String reason) {
        if (passing) {
            cameBack = true; // tasks that wait for each other in a circle: it is this very one
            return;
        }
        waiting++;
        message = reason == null ? message : reason;
        offer();
        check();
    }

    /** Takes the request of a scope. */
    void request(CancelScope scope) {
        scopes.add(scope);
        scope.move(CancelScope.Request.WAITING);
        if (!passing) { // else it goes along
            offer();
        }
        check();
    }

    /** Takes back one request and returns how many remain: rather one that was delivered. */
    int takeBack() {
        if (!delivered.takeNewest()
                && !takeBackOfScope(CancelScope.Request.DELIVERED)
                && !takeBackOfOthers()) {
            scopes.stream().reduce((first, second) -> second).ifPresent(this::takeBack);
        }
        withdrawn();
        return requests();
    }

    private boolean takeBackOfOthers() {
        if (waiting > 0) {
            waiting--;
        } else if (passed > 0) {
            passed--;
        } else {
            return false;
        }
        return true;
    }

    private boolean takeBackOfScope(CancelScope.Request state) {
        for (int i = scopes.size() - 1; i >= 0; i--) {
            if (scopes.get(i).request() == state) {
                scopes.remove(i).move(CancelScope.Request.GONE);
                return true;
            }
        }
        return false;
    }

    /** Takes the request of a scope back that ends. */
    void takeBack(CancelScope scope) {
        if (scopes.remove(scope)) {
            scope.move(CancelScope.Request.GONE);
            withdrawn();
        }
    }

    private void withdrawn() {
        if (waiting == 0) {
            message = null;
        }
        if (!isPending()) {
            clearInterrupt();
        }
        check();
    }

    /** Returns how many requests were made and not taken back. */
    int requests() {
        return waiting + passed + delivered.total() + scopes.size();
    }

    /** Returns whether there is one that no shield keeps out here, delivered or not. */
    boolean isRequested() {
        return shields == 0
                ? requests() > 0
                : scopes.stream().anyMatch(scope -> scope.depth() == shields);
    }

    // ---- What concerns a scope

    /** Begins a scope; returns its number, from 1. */
    long beginScope() {
        return ++scopesBegun;
    }

    /** Returns whether a request concerns a scope. Its own does until it is taken back. */
    boolean concerns(CancelScope scope) {
        if (scope.depth() == 0
                && (waiting > 0 || passed > 0 || delivered.anySince(scope.begun()))) {
            return true;
        }
        for (CancelScope other : scopes) {
            if (other.concerns(scope)) {
                return true;
            }
        }
        return false;
    }

    /** Has what concerns a scope delivered once more, since a failure hides that it was. */
    void repeat(CancelScope scope, @Nullable String reason) {
        if (scope.depth() == 0) {
            int count = delivered.takeSince(scope.begun());
            if (count > 0) {
                waiting += count;
                message = message == null ? reason : message;
            }
        }
        for (CancelScope other : scopes) {
            if (other.request() == CancelScope.Request.DELIVERED && other.concerns(scope)) {
                other.move(CancelScope.Request.WAITING);
            }
        }
        interruptOrWatch();
        check();
    }

    // ---- Delivery

    /** Returns whether the next wait throws. */
    boolean isPending() {
        if (waiting > 0 && shields == 0) {
            return true;
        }
        for (CancelScope scope : scopes) {
            if (scope.request() == CancelScope.Request.WAITING && scope.depth() == shields) {
                return true;
            }
        }
        return false;
    }

    /** Returns the message of those that the next wait throws for; a scope's has none. */
    @Nullable String message() {
        return shields == 0 ? message : null;
    }

    /** Throws if a request waits for delivery. The task itself, at a point without a value. */
    void throwIfPending() {
        if (isPending()) {
            throw deliver(null, null);
        }
        clearInterrupt(); // of a request that was withdrawn
    }

    /** Returns the error of a cancellation; it delivers all requests that wait for it. */
    CancelledError deliver(@Nullable String reason, @Nullable Throwable cause) {
        CancelledError error =
                CancelledError.answeredBy(cause, reason == null ? message() : reason);
        if (shields == 0) {
            delivered.add(scopesBegun, waiting);
            waiting = 0;
            message = null;
        }
        moveOfScopes(CancelScope.Request.WAITING, CancelScope.Request.DELIVERED);
        endPassed();
        clearInterrupt();
        check();
        return error;
    }

    private void endPassed() {
        if (anyPassed) {
            anyPassed = false;
            delivered.add(scopesBegun, passed);
            passed = 0;
            moveOfScopes(CancelScope.Request.PASSED, CancelScope.Request.DELIVERED);
        }
    }

    private void moveOfScopes(CancelScope.Request from, CancelScope.Request to) {
        for (CancelScope scope : scopes) {
            if (scope.request() == from && scope.depth() == shields) {
                scope.move(to);
            }
        }
    }

    /** Returns how many scopes have begun. */
    long scopesBegun() {
        return scopesBegun;
    }

    // ---- Passing on

    /** Lets what waits for delivery reach the task, if it can now. */
    private void offer() {
        WaitPoint wait = task.waitingOn();
        if (!isPending()) {
            return; // a shield keeps it out
        }
        if (wait == null) {
            interruptOrWatch();
        } else if (isOnItsWay(wait)) {
            passed(); // the same error delivers it
        } else {
            pass(wait);
        }
    }

    /**
     * Returns whether a request that was passed on has not been seen yet for certain: nothing has
     * run since, and nobody took it back there. So the second of two goes one step only, and a long
     * chain of which each task is cancelled costs no square.
     */
    private boolean isOnItsWay(WaitPoint wait) {
        if (!anyPassed || passedAt != task.loop().kernel().beats()) {
            return false;
        }
        Cancellation next =
                wait instanceof Task<?> waitedFor ? waitedFor.cancellationOrNull() : this;
        return next != null && (next.isPending() || next.anyPassed);
    }

    /** Cancels what the task waits on or is about to. */
    private void pass(WaitPoint wait) {
        String reason = message();
        passing = true;
        refused = false;
        cameBack = false;
        switch (wait) {
            case Parking parking -> {
                task.leave(parking, reason);
                endPass();
            }
            case Sleep sleep -> {
                refused = !sleep.cancelWait(reason);
                endPass();
            }
            case Future<?> future -> {
                Chain chain = task.loop().host().chain(); // it may wait in its turn, and so on
                chain.run(() -> {
                    chain.run(() -> refused = !future.cancel(reason));
                    chain.run(this::endPass);
                });
            }
        }
    }

    private void endPass() {
        passing = false;
        if (!refused && !cameBack) {
            passed();
            return;
        }
        interruptOrWatch();
        if (cameBack && task.waitingOn() != null) {
            task.wake(); // the circle is cut here
        }
        check();
    }

    private void passed() {
        if (shields == 0) {
            passed += waiting;
            waiting = 0;
            message = null;
        }
        moveOfScopes(CancelScope.Request.WAITING, CancelScope.Request.PASSED);
        anyPassed = true;
        passedAt = task.loop().kernel().beats();
        clearInterrupt();
        check();
    }

    /**
     * Passes what is pending on to what the task is about to wait on; returns whether it took it.
     */
    boolean passTo(WaitPoint point) {
        if (isPending()) {
            pass(point);
            if (!isPending()) {
                return true;
            }
            if (cameBack) {
                throw deliver(null, null);
            }
        }
        clearInterrupt();
        return false;
    }

    /**
     * The wait is over. If it was for a task that has returned without having seen the requests
     * that were passed on to it, they come back, to be delivered at the next suspension.
     */
    void waitEnds(@Nullable Cancellation ofWaitedFor) {
        if (anyPassed && ofWaitedFor != null && ofWaitedFor.isPending()) {
            anyPassed = false;
            if (passed > 0) {
                waiting += passed;
                passed = 0;
                message = message == null ? ofWaitedFor.message : message;
            }
            moveOfScopes(CancelScope.Request.PASSED, CancelScope.Request.WAITING);
            interruptOrWatch();
        }
        endPassed();
        check();
    }

    // ---- Foreign code, where only an interrupt ends a wait

    /** Interrupts the task if it blocks in foreign code, or has the loop look out for that. */
    private void interruptOrWatch() {
        if (!isPending() || task.done()) {
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
        if (!isPending() || task.done()) {
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

    /**
     * Returns whether an exception that ends a body is foreign code's answer to a request. Where it
     * was interrupted and no wait has thrown for it since, any exception is: drivers make their own
     * of an interrupt, and often forget the cause.
     */
    boolean isAnswer(Throwable thrown) {
        return ((requests() > 0 || interruptSent) && ForeignInterrupt.ended(thrown))
                || (interruptSent && isPending() && thrown instanceof Exception);
    }

    // ---- Shields

    /** Returns how many shields the task is in. */
    int shields() {
        return shields;
    }

    void enterShield() {
        shields++;
        if (!isPending()) {
            clearInterrupt();
        }
    }

    void exitShield() {
        shields--;
        interruptOrWatch();
        check();
    }

    @Override
    public String toString() {
        return "<Cancellation of "
                + task.name()
                + " waiting="
                + waiting
                + " passed="
                + passed
                + " delivered="
                + delivered
                + " scopes="
                + scopes
                + " shields="
                + shields
                + ">";
    }
}
