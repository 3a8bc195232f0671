package dev.rondo.sync;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.struct.Linked;
import org.jspecify.annotations.Nullable;

/**
 * A task's place in a line, and the answer that ends its wait.
 *
 * <p>Whoever answers has given away what the waiter waited for: there is no moment at which a third
 * one can take it, and the waiter does not have to look for it when it runs. That works because an
 * answer that has arrived is delivered before a later cancellation. A task that was cancelled first
 * does not wait any more, although it stays in line until its turn to run: who answers passes it
 * over. So a cancellation costs two pointer writes, whatever the length of the line.
 *
 * <pre>
 *   WAITING --answer()--> ANSWERED   the task goes on with what it waited for
 *      `----cancelled---> GONE       the task takes itself out of the line
 * </pre>
 *
 * <p>Rejected: asyncio's way, where the one who gives up a lock wakes the first in line and that
 * one takes the lock when it runs. Whoever comes between has to be kept away, and what the woken
 * one leaves behind when it is cancelled has to be passed on; each of its primitives got that wrong
 * at some time.
 *
 * @param <A> the answer
 */
class Waiter<A extends @Nullable Object> extends Linked.Member {
    private final EventLoop loop;
    private Future<A> answer;

    Waiter(EventLoop loop) {
        this.loop = loop;
        this.answer = loop.createFuture();
    }

    /** Returns whether nobody answered yet and its task was not cancelled. */
    boolean waits() {
        return !answer.done();
    }

    /** Ends the wait of a waiter that {@link #waits}. */
    void answer(A value) {
        answer.setResult(value);
    }

    /** Ends the wait of a waiter that {@link #waits} with an exception. */
    final void fail(RuntimeException failure) {
        answer.setException(failure);
    }

    /** Suspends until there is an answer. */
    final A await() {
        return answer.await();
    }

    /** Makes it wait again after a cancellation. */
    final void renew() {
        answer = loop.createFuture();
    }

    // ---- Lines

    /** Suspends in line until there is an answer. */
    static <A extends @Nullable Object, W extends Waiter<A>> A awaitIn(Linked<W> line, W waiter) {
        line.add(waiter);
        try {
            return waiter.await();
        } finally {
            line.remove(waiter); // it is there still if it was cancelled
        }
    }

    /** Takes the first out of the line that still waits, or returns null. */
    static <W extends Waiter<?>> @Nullable W takeFirst(Linked<W> line) {
        for (W first = line.first(); first != null; first = line.first()) {
            line.remove(first);
            if (first.waits()) {
                return first;
            }
        }
        return null;
    }

    /** Takes out who waits no more and returns how many do. */
    static <W extends Waiter<?>> int sweep(Linked<W> line) {
        for (W waiter : line.toList()) {
            if (!waiter.waits()) {
                line.remove(waiter);
            }
        }
        return line.size();
    }

    /** Returns how many wait. */
    static <W extends Waiter<?>> int count(Linked<W> line) {
        int count = 0;
        for (W waiter : line.toList()) {
            if (waiter.waits()) {
                count++;
            }
        }
        return count;
    }

    /** Empties a line. */
    static <W extends Waiter<?>> void forget(Linked<W> line) {
        for (W waiter : line.toList()) {
            line.remove(waiter);
        }
    }
}
