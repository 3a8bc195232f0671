package dev.rondo.net;

import dev.rondo.Poller;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A submission ring and a completion ring shared with the kernel.
 *
 * <p>The ring belongs to the thread that first enters it (IORING_SETUP_SINGLE_ISSUER), and the
 * kernel works on completions only while that thread is inside {@link #enter} (DEFER_TASKRUN): a
 * receive happens when the loop polls and at no other time. {@link #mustEnter} tells without a
 * system call whether there is such work.
 *
 * <pre>
 *   submissions: the loop writes entries at the tail, the kernel takes them at the head, during enter only
 *   completions: the kernel writes entries at the tail, the loop takes them at the head
 *   Invariant: 0 &lt;= tail - head &lt;= entries, in both (the numbers wrap)
 * </pre>
 */
final class Uring {
    /** Takes a completion. */
    interface Completions {
        void completed(long token, int result, int flags);
    }

    private static final int ENTRIES = 1024; // submissions between two system calls
    private static final int COMPLETIONS = 16 * 1024; // more are kept by the kernel, at a cost
    private static final int SETUP_CQSIZE = 1 << 3;
    private static final int SETUP_CLAMP = 1 << 4;
    private static final int SETUP_R_DISABLED = 1 << 6;
    private static final int SETUP_SUBMIT_ALL = 1 << 7;
    private static final int SETUP_TASKRUN_FLAG = 1 << 9;
    private static final int SETUP_SINGLE_ISSUER = 1 << 12;
    private static final int SETUP_DEFER_TASKRUN = 1 << 13;
    private static final int SETUP =
            SETUP_CQSIZE
                    | SETUP_CLAMP
                    | SETUP_R_DISABLED
                    | SETUP_SUBMIT_ALL
                    | SETUP_TASKRUN_FLAG
                    | SETUP_SINGLE_ISSUER
                    | SETUP_DEFER_TASKRUN;
    private static final int PARAMETERS_SIZE = 120; // struct io_uring_params
    private static final int SQ_OFFSETS = 40;
    private static final int CQ_OFFSETS = 80;
    private static final long SQES_OFFSET = 0x10000000L;
    private static final int SQE_SIZE = 64;
    private static final int CQE_SIZE = 16;
    private static final int REGISTER_ENABLE = 12;
    private static final int REGISTER_BUFFERS = 22; // PBUF_RING
    private static final int ENTER_GETEVENTS = 1;
    private static final int ENTER_EXT_ARG = 1 << 3;
    private static final int SQ_CQ_OVERFLOW = 1 << 1;
    private static final int SQ_TASKRUN = 1 << 2;
    private static final int WAIT_SIZE = 24; // struct io_uring_getevents_arg
    private static final byte OP_POLL_ADD = 6;
    private static final byte OP_ASYNC_CANCEL = 14;
    private static final byte OP_RECV = 27;
    private static final byte SELECT_BUFFER = 1 << 5;
    private static final short POLL_FIRST = 1;
    private static final int POLL_MULTISHOT = 1;
    private static final int CANCEL_ALL = 1;
    private static final int CANCEL_ANY = 1 << 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final VarHandle SHARED_INT = INT.varHandle();

    private final Arena arena =
            Arena.ofShared(); // tasks of the handoff engine have threads of their own
    private final UringCalls calls = new UringCalls(arena);
    private final int number;
    private final MemorySegment rings;
    private final MemorySegment entries; // the submissions
    private final MemorySegment wait = arena.allocate(WAIT_SIZE, 8);
    private final MemorySegment time = arena.allocate(16, 8); // struct __kernel_timespec
    private final long submissionHead; // offsets in rings, here and below
    private final long submissionTail;
    private final int submissionMask;
    private final long flags;
    private final long completionHead;
    private final long completionTail;
    private final int completionMask;
    private final long completions;
    private int written; // tail of the submissions
    private int taken; // head of the completions
    private boolean enabled;

    Uring() throws IOException {
        int created = -1;
        try {
            MemorySegment parameters = arena.allocate(PARAMETERS_SIZE, 8);
            parameters.set(INT, 4, COMPLETIONS);
            parameters.set(INT, 8, SETUP);
            created = calls.setup(ENTRIES, parameters);
            this.number = created;
            int submissionCount = parameters.get(INT, 0);
            int completionCount = parameters.get(INT, 4);
            int indexes = parameters.get(INT, SQ_OFFSETS + 24);
            this.completions = parameters.get(INT, CQ_OFFSETS + 20);
            this.rings =
                    calls.map(
                            number,
                            0,
                            Math.max(
                                    indexes + submissionCount * 4L,
                                    completions + completionCount * (long) CQE_SIZE),
                            arena);
            this.entries = calls.map(number, SQES_OFFSET, submissionCount * (long) SQE_SIZE, arena);
            for (int i = 0; i < submissionCount; i++) {
                rings.set(INT, indexes + i * 4L, i);
            }
            this.submissionHead = parameters.get(INT, SQ_OFFSETS);
            this.submissionTail = parameters.get(INT, SQ_OFFSETS + 4);
            this.submissionMask = submissionCount - 1;
            this.flags = parameters.get(INT, SQ_OFFSETS + 16);
            this.completionHead = parameters.get(INT, CQ_OFFSETS);
            this.completionTail = parameters.get(INT, CQ_OFFSETS + 4);
            this.completionMask = completionCount - 1;
        } catch (Throwable e) { // nothing must stay; rethrown
            calls.close(created); // -1 does no harm
            arena.close();
            throw e;
        }
    }

    UringCalls calls() {
        return calls;
    }

    /** Gives the kernel a ring of buffers to receive into, as its group 0. */
    void register(MemorySegment buffers, int count) throws IOException {
        MemorySegment request = arena.allocate(40, 8); // struct io_uring_buf_reg
        request.set(LONG, 0, buffers.address());
        request.set(INT, 8, count);
        calls.register(number, REGISTER_BUFFERS, request.address(), 1);
    }

    /** Returns whether there is no room for one more submission before {@link #enter}. */
    boolean isFull() {
        return unsubmitted() > submissionMask;
    }

    private int unsubmitted() {
        return written - (int) SHARED_INT.getAcquire(rings, submissionHead);
    }

    /** Receives once into a buffer of the kernel's choice, when bytes are there or the end is. */
    void receive(int socket, long token) {
        MemorySegment entry = entry(OP_RECV, socket, token);
        entry.set(BYTE, 1, SELECT_BUFFER);
        entry.set(SHORT, 2, POLL_FIRST);
    }

    /** Tells each time a file becomes readable, until it is cancelled. */
    void watch(int file, long token) {
        MemorySegment entry = entry(OP_POLL_ADD, file, token);
        entry.set(INT, 24, POLL_MULTISHOT);
        entry.set(INT, 28, Libc.EPOLLIN);
    }

    /** Cancels what has a token. It completes as cancelled or otherwise; this tells nothing. */
    void cancel(long token) {
        MemorySegment entry = entry(OP_ASYNC_CANCEL, -1, 0);
        entry.set(LONG, 16, token);
    }

    /** Cancels everything. */
    void cancelAll() {
        MemorySegment entry = entry(OP_ASYNC_CANCEL, -1, 0);
        entry.set(INT, 28, CANCEL_ALL | CANCEL_ANY);
    }

    private MemorySegment entry(byte operation, int file, long token) {
        MemorySegment entry =
                entries.asSlice((written & submissionMask) * (long) SQE_SIZE, SQE_SIZE);
        entry.fill((byte) 0);
        entry.set(BYTE, 0, operation);
        entry.set(INT, 4, file);
        entry.set(LONG, 32, token);
        written++;
        return entry;
    }

    /** Returns whether the kernel has something to do that it does inside a call only. */
    boolean mustEnter() {
        int now = (int) SHARED_INT.getAcquire(rings, flags);
        return (now & (SQ_TASKRUN | SQ_CQ_OVERFLOW)) != 0 || unsubmitted() > 0 || !enabled;
    }

    /** Returns whether the kernel keeps completions for which there was no room. */
    boolean hasOverflow() {
        return ((int) SHARED_INT.getAcquire(rings, flags) & SQ_CQ_OVERFLOW) != 0;
    }

    /** Hands submissions over and does nothing else. Returns false if the ring is another's. */
    boolean submit() throws IOException {
        return enter(0, 0);
    }

    /** Submits and completes what can be. Returns false if the ring is another thread's. */
    boolean enter() throws IOException {
        return enter(ENTER_GETEVENTS, 0);
    }

    /** Like {@link #enter()}, but waits for a completion. */
    boolean enterAndWait(long timeoutNanos) throws IOException {
        return enter(ENTER_GETEVENTS | ENTER_EXT_ARG, timeoutNanos);
    }

    private boolean enter(int how, long timeoutNanos) throws IOException {
        if (!enabled) {
            calls.register(number, REGISTER_ENABLE, 0, 0);
            enabled = true;
        }
        int submit = unsubmitted();
        SHARED_INT.setRelease(rings, submissionTail, written);
        int result;
        if (timeoutNanos == 0) {
            result = calls.enter(number, submit, how);
        } else {
            prepareWait(timeoutNanos);
            result = calls.enterAndWait(number, submit, how, wait);
        }
        return result >= 0 || calls.entered();
    }

    private void prepareWait(long timeoutNanos) {
        if (timeoutNanos == Poller.FOREVER) {
            wait.set(LONG, 16, 0);
        } else {
            time.set(LONG, 0, timeoutNanos / NANOS_PER_SECOND);
            time.set(LONG, 8, timeoutNanos % NANOS_PER_SECOND);
            wait.set(LONG, 16, time.address());
        }
    }

    /** Hands out the completions that are there. */
    void complete(Completions target) {
        int end = (int) SHARED_INT.getAcquire(rings, completionTail);
        try {
            while (taken != end) {
                long at = completions + (taken++ & completionMask) * (long) CQE_SIZE;
                target.completed(
                        rings.get(LONG, at), rings.get(INT, at + 8), rings.get(INT, at + 12));
            }
        } finally {
            SHARED_INT.setRelease(rings, completionHead, taken);
        }
    }

    /**
     * Gives the ring back. The kernel cancels what is still there. Does nothing when it is closed
     * already: its number may be another file's by then.
     */
    void close() {
        if (arena.scope().isAlive()) {
            calls.close(number);
            arena.close();
        }
    }
}
