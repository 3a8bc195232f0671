package dev.rondo.stream;

import dev.rondo.CancelledError;
import dev.rondo.Context;
import dev.rondo.EventLoop;
import dev.rondo.KeyboardInterrupt;
import dev.rondo.Task;
import dev.rondo.TaskOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes out of one end: bytes that the stream has not taken yet, who sends them, who waits for
 * that, and what became of it. {@link StreamWriter}, {@link TlsStream} and {@link Transport} each
 * have one.
 *
 * <pre>
 *   IDLE     nothing waits
 *   QUEUED   small pieces wait for the end of this pass (step 7), which calls {@link #run}
 *   LEFT     bytes wait and nobody sends them: whoever comes next does
 *   SENDING  the stream did not take all at once: a task waits in its write
 *   HELD     the stream belongs to another: what is written waits
 *   FAILED   the stream failed: nothing waits, every call fails
 *   ENDED    nothing waits, nothing is taken any more
 *
 *   IDLE, LEFT --{@link #add}--> QUEUED --the pass's end, or before: all taken--> IDLE
 *                                       --some refused-----------------> SENDING
 *   IDLE --{@link #put}, refused--> LEFT --{@link #sendInBackground}, {@link #flushHere}--> SENDING
 *   SENDING --all taken--> IDLE
 *   SENDING --the sending task is cancelled--> LEFT, or QUEUED if it was the caller's own
 *   IDLE --{@link #hold}--> HELD --{@link #goOn}--> IDLE or SENDING
 *   any --{@link #fail}--> FAILED; any --{@link #end}--> ENDED
 * </pre>
 *
 * <p>What was written in a pass leaves at its end in one call for the connection, before the loop
 * polls, and costs no task. A task is made when the stream refuses bytes, and lives until nothing
 * is left, so an end whose peer keeps up has none. A cancelled one leaves the rest to the next:
 * whoever waits goes on. On a loop with eager tasks it may have ended when the call that made it
 * returns.
 *
 * <p>A slow TLS peer has two of these above each other, but only the upper one grows: the lower one
 * holds one batch of records at most, and the task of the upper one sends it.
 *
 * <p>Belongs to its loop's tasks and callbacks.
 */
final class Outbox implements Runnable {
    enum State {
        IDLE,
        QUEUED,
        LEFT,
        SENDING,
        HELD,
        FAILED,
        ENDED
    }

    private static final ByteBuffer[] NONE = {};

    private final EventLoop loop;
    private final BufferPool pool;
    private final Object what; // that the bytes go out of, for names
    private final OutboxOwner owner;
    private final Unsent unsent;
    private ByteStream stream; // changes when TLS starts
    private State state = State.IDLE;
    private boolean atPassEnd; // the loop calls run() at the end of this pass
    private @Nullable Task<?> sender; // while SENDING, unless a caller sends
    private boolean triesAgain; // the sender was cancelled for that
    private @Nullable RuntimeException failure; // in FAILED
    private final OutboxWaits waits;
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULTS;

    Outbox(EventLoop loop, ByteStream stream, Object what, OutboxOwner owner) {
        this.loop = loop;
        this.pool = BufferPool.of(loop);
        this.stream = stream;
        this.what = what;
        this.owner = owner;
        this.unsent = new Unsent(pool);
        this.waits = new OutboxWaits(what);
    }

    ByteStream stream() {
        return stream;
    }

    /** Returns how many bytes the stream has not taken yet: less while a write goes on. */
    int size() {
        return unsent.size();
    }

    /** Like {@link #size}, with the records that a TLS stream below has not got rid of. */
    long left() {
        return unsent.size() + (stream instanceof TlsStream tls ? tls.unsent() : 0);
    }

    /** Returns whether the stream has taken all, and no write goes on. */
    boolean isEmpty() {
        return unsent.size() == 0 && state != State.SENDING;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Returns whether nothing waits, and no task has the stream. */
    boolean isIdleOrOver() {
        return state == State.IDLE || isOver();
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    boolean isSending() {
        return state == State.SENDING;
    }

    private boolean isOver() {
        return state == State.FAILED || state == State.ENDED;
    }

    /** Returns what it failed with, if it has. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    /** Returns how many tasks wait for bytes to leave. */
    int waiters() {
        return waits.count();
    }

    void throwFailure() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    WriteBufferLimits limits() {
        return limits;
    }

    void setLimits(WriteBufferLimits limits) {
        this.limits = limits;
        wakeDrains();
    }

    private void move(State from, State to) {
        assert state == from : from + " to " + to + " in " + this;
        state = to;
    }

    // ---- Taking bytes. Never suspends.

    /** Takes bytes, which leave at the end of this pass if nobody sends them before. */
    void add(ByteBuffer source) {
        leave(source);
        queue();
    }

    /** Takes bytes and leaves them to whoever comes next. */
    void leave(ByteBuffer source) {
        if (source.hasRemaining() && !isOver()) {
            unsent.add(source);
            if (state == State.IDLE) {
                move(State.IDLE, State.LEFT);
            }
        }
    }

    /** Hands bytes to the stream behind those that wait; leaves what it refuses. */
    void put(ByteBuffer source) {
        if (state == State.IDLE) {
            offer(source);
            leave(source);
        } else {
            put(new ByteBuffer[] {source});
        }
    }

    /** Like {@link #put(ByteBuffer)}, with several in their order, in one call for all. */
    void put(ByteBuffer[] sources) {
        if (mayOffer()) {
            offer(sources);
        } else {
            leaveAll(sources);
        }
    }

    /**
     * Like {@link #put(ByteBuffer)}, with a buffer of the pool, which belongs to this from now on.
     */
    void putLent(ByteBuffer lent) {
        sendNow();
        if (state == State.IDLE) {
            offer(lent);
        }
        if (isOver()) {
            return; // the stream may still hold it
        }
        if (!lent.hasRemaining()) {
            pool.giveBack(lent);
        } else {
            unsent.adopt(lent);
            if (state == State.IDLE) {
                move(State.IDLE, State.LEFT);
            }
        }
    }

    private void leaveAll(ByteBuffer[] sources) {
        for (ByteBuffer source : sources) {
            leave(source);
        }
    }

    // ---- Offering. Never suspends.

    private boolean mayOffer() {
        return state == State.IDLE || state == State.QUEUED || state == State.LEFT;
    }

    private void offer(ByteBuffer source) {
        if (source.hasRemaining()) {
            try {
                stream.tryWrite(source);
            } catch (RuntimeException e) {
                fail(e);
            }
        }
    }

    /** Hands over what waits and these behind it, and leaves what is refused. */
    private void offer(ByteBuffer[] behind) {
        if (state == State.QUEUED) {
            move(State.QUEUED, State.LEFT);
        }
        boolean shrunk;
        try {
            shrunk = unsent.offerTo(stream, behind);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        leaveAll(behind); // before an owner is told, who may write
        if (shrunk) {
            shrunk();
        }
        if (state == State.LEFT && unsent.isEmpty()) {
            move(State.LEFT, State.IDLE);
            emptied();
        }
    }

    /** Hands what waits to the stream, as much as it takes now, if nobody else does. */
    void sendNow() {
        if (state == State.QUEUED || state == State.LEFT) {
            offer(NONE);
        }
    }

    // ---- Sending

    private void queue() {
        if (state == State.LEFT) {
            move(State.LEFT, State.QUEUED);
            if (!atPassEnd) {
                atPassEnd = true;
                loop.callAtPassEnd(this);
            }
        }
    }

    /** The end of the pass. */
    @Override
    public void run() {
        atPassEnd = false;
        if (state == State.QUEUED) {
            sendNow();
            sendInBackground();
        }
    }

    /** Lets a task send what is left. */
    void sendInBackground() {
        if (state == State.LEFT) {
            move(State.LEFT, State.SENDING);
            boolean created = false;
            try {
                Task<?> task =
                        loop.createTask(
                                TaskOptions.named("sender of " + StreamInfo.nameOf(stream))
                                        .withContext(new Context()), // it sends what many wrote
                                () -> {
                                    sendAsTask();
                                    return null;
                                });
                created = true;
                sender = state == State.SENDING ? task : null;
            } finally {
                if (!created) { // a task factory failed: there is no task
                    leaveOff();
                }
            }
        }
    }

    private void sendAsTask() {
        try {
            sendAll();
        } catch (CancelledError e) {
            if (!triesAgain) { // else who waits for it has the rest sent
                owner.cancelled();
                throw e;
            }
        } finally {
            triesAgain = false;
        }
    }

    /** Sends until nothing is left. The sending task, or a caller of {@link #flushHere}. */
    private void sendAll() {
        try {
            while (state == State.SENDING && !unsent.isEmpty()) {
                unsent.writeTo(stream);
                shrunk(); // may append more, or end this
            }
            if (state == State.SENDING) {
                move(State.SENDING, State.IDLE);
                emptied();
            }
        } catch (CancelledError | KeyboardInterrupt e) {
            leaveOff();
            throw e;
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            if (!isOver()) {
                fail(new IllegalStateException("The stream failed: " + stream, e), e);
            }
        }
    }

    /** The sender goes; who waits, or comes next, sends what is left. */
    private void leaveOff() {
        sender = null;
        if (state == State.SENDING) {
            move(State.SENDING, unsent.isEmpty() ? State.IDLE : State.LEFT);
            waits.wakeAll();
        }
    }

    private void shrunk() {
        if (!isOver()) {
            owner.shrunk();
            wakeDrains();
        }
    }

    private void emptied() {
        waits.wakeForTheEnd();
        owner.emptied();
    }

    // ---- Waiting

    /** Sends what waits and suspends while more than the low mark is left. */
    void drain() {
        goOnSending();
        while (size() > limits.low() && !isOver()) {
            waits.forTheMark();
            goOnSending();
        }
        throwFailure();
    }

    /** Sends what waits and suspends until nothing is left and nobody holds the stream. */
    void flush() {
        goOnSending();
        while (state != State.IDLE && !isOver()) {
            waits.forTheEnd();
            goOnSending();
        }
        throwFailure();
    }

    private void goOnSending() {
        sendNow();
        sendInBackground();
    }

    /**
     * Like {@link #flush}, but the calling task sends, unless one does already. A cancellation
     * leaves the rest to the end of the pass.
     */
    void flushHere() {
        while (state != State.IDLE && !isOver()) {
            if (state == State.SENDING || state == State.HELD) {
                waits.forTheEnd();
            } else {
                state = State.SENDING;
                try {
                    sendAll();
                } finally {
                    queue(); // if it was cancelled
                }
            }
        }
        throwFailure();
    }

    /**
     * Has the stream asked again. A socket tells of room when a third of its buffer is free, which
     * a slow peer may need many seconds for; asked, it takes bytes before. Never suspends.
     */
    void tryAgain() {
        sendNow();
        Task<?> sending = sender;
        if (state == State.SENDING && sending != null && !triesAgain) {
            triesAgain = true;
            sending.cancel();
        }
    }

    private void wakeDrains() {
        if (size() <= limits.low()) {
            waits.wakeForTheMark();
        }
    }

    // ---- Who has the stream, and the end

    /** Lets another have the stream until {@link #goOn}: nothing may wait. */
    void hold() {
        if (!isOver()) {
            move(State.IDLE, State.HELD);
        }
    }

    /** Sends to another stream, or to the same again, what was written meanwhile. */
    void goOn(ByteStream next) {
        stream = next;
        if (!isOver()) {
            move(State.HELD, State.LEFT);
            sendNow(); // or finds nothing
            sendInBackground();
        }
        waits.wakeAll();
    }

    /** Drops what waits; whoever waits or writes is told of the failure. */
    void fail(RuntimeException e) {
        if (!isOver()) {
            fail(e, e);
        }
    }

    private void fail(RuntimeException e, Throwable cause) {
        failure = e;
        over(State.FAILED);
        owner.failed(cause);
    }

    /** Drops what waits and takes nothing more. Whoever waits goes on. */
    void end() {
        if (!isOver()) {
            over(State.ENDED);
        }
    }

    private void over(State last) {
        state = last;
        unsent.drop();
        waits.wakeAll();
    }

    @Override
    public String toString() {
        return "<Outbox " + state + " " + size() + " bytes of " + what + ">";
    }
}
