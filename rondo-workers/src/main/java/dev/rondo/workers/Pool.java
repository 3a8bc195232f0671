package dev.rondo.workers;

import dev.rondo.SerializableBody;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this machine: calls wait in one line, seats take them, and seats are made when
 * there is work and there are fewer than there may be.
 *
 * <pre>
 *   OPEN --close--> CLOSING (what was submitted is done) --last seat left--> ENDED
 *     \--terminate, kill, too many breaks--> BROKEN (what waits fails) --last seat left--> ENDED
 * </pre>
 *
 * <p>Threads: everything is guarded by one lock, which is never held over anything that blocks.
 * Calls are completed outside it, since what hangs on them is anybody's code.
 */
final class Pool implements Workers {
    private enum State {
        OPEN,
        CLOSING,
        BROKEN,
        ENDED
    }

    private final String kind;
    private final int parallelism;
    private final WorkerOptions options;
    private final Seat.Stations stations;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    /** Interrupts, kills after the grace: what is due later, and what a task must not wait for. */
    private final ScheduledThreadPoolExecutor clerk;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by lock.
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private final List<Seat> seats = new ArrayList<>();
    private State state = State.OPEN;
    private @Nullable BrokenWorkersException brokenBy;
    private int idle; // seats that wait for a call
    private int running;
    private int seatNumber;
    private long callNumber;
    private int breaksInRow;
    private boolean terminated; // a station that starts now goes at once
    private long done;
    private long failed;
    private long cancelled;
    private long broken;

    Pool(String kind, int parallelism, WorkerOptions options, Seat.Stations stations) {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "There must be at least 1 worker, not " + parallelism);
        }
        this.kind = kind;
        this.parallelism = parallelism;
        this.options = options;
        this.stations = stations;
        this.clerk =
                new ScheduledThreadPoolExecutor(
                        1, code -> Threads.unstarted("rondo-" + options.name() + "-clerk", code));
        // What is due when all has ended is due no more.
        clerk.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        clerk.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    // ---- Calls

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> start(SerializableBody<T, ?> code) {
        Objects.requireNonNull(code, "code");
        Seat fresh = null;
        Call<T> call;
        lock.lock();
        try {
            checkTakesCalls();
            call = new Call<>(this, ++callNumber, code);
            waiting.addLast(call);
            if (idle < waiting.size() && seats.size() < parallelism) {
                fresh = newSeat();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (fresh != null) {
            fresh.start();
        }
        return call;
    }

    private void checkTakesCalls() {
        switch (state) {
            case OPEN -> {}
            case BROKEN -> throw refusal();
            case CLOSING, ENDED -> {
                if (brokenBy != null) {
                    throw refusal();
                }
                throw new IllegalStateException(
                        this + " take no more calls: they are closed\nMake new ones");
            }
        }
        if (waiting.size() >= options.maxWaiting()) {
            throw new IllegalStateException(
                    this
                            + " take no more calls: "
                            + waiting.size()
                            + " wait already\nAwait some first, use map, which is bounded, or raise"
                            + " the limit (WorkerOptions.withMaxWaiting)");
        }
    }

    private Seat newSeat() {
        Seat seat = new Seat(this, options.name() + "-" + ++seatNumber, stations, options);
        seats.add(seat);
        return seat;
    }

    /** Returns the next call for a seat, or null if it is to leave. Blocks; the seat's thread. */
    @Nullable Call<?> take(Seat seat) {
        lock.lock();
        try {
            while (waiting.isEmpty() && state == State.OPEN && seats.contains(seat)) {
                idle++;
                try {
                    changed.awaitUninterruptibly();
                } finally {
                    idle--;
                }
            }
            Call<?> call = seats.contains(seat) ? waiting.pollFirst() : null;
            if (call != null) {
                call.state = Call.State.RUNNING;
                call.seat = seat;
                running++;
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a seat is done with a call, whatever came of it. */
    void over(Call<?> call) {
        lock.lock();
        try {
            if (call.state == Call.State.RUNNING) { // else it was given up
                running--;
                call.state = Call.State.OVER;
                if (call.isCancelled()) {
                    cancelled++;
                } else if (call.isCompletedExceptionally()) {
                    failed++;
                } else {
                    done++;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops a call, or stops it. Any thread; does not block. */
    void cancelled(Call<?> call) {
        Seat seat;
        lock.lock();
        try {
            if (call.state == Call.State.WAITING) {
                call.state = Call.State.OVER;
                waiting.remove(call);
                cancelled++;
                return;
            }
            seat = call.state == Call.State.RUNNING ? call.seat : null;
        } finally {
            lock.unlock();
        }
        if (seat != null) {
            clerk.execute(() -> seat.interrupt(call));
            clerk.schedule(
                    () -> giveUp(call, seat), options.grace().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The grace of a cancelled call is over. The clerk. */
    private void giveUp(Call<?> call, Seat seat) {
        Seat replacement = null;
        lock.lock();
        try {
            if (call.state != Call.State.RUNNING) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (seat.abandon(call)) {
            return; // its process is gone, the seat goes on
        }
        lock.lock();
        try {
            if (call.state != Call.State.RUNNING) {
                return;
            }
            call.state = Call.State.OVER; // the thread is left to it
            running--;
            cancelled++;
            seats.remove(seat);
            if (!waiting.isEmpty()) {
                replacement = newSeat();
            }
            endIfEmpty();
        } finally {
            lock.unlock();
        }
        if (replacement != null) {
            replacement.start();
        }
    }

    /** Makes a call that is not in the line; of a seat's own. */
    <T extends @Nullable Object> Call<T> hiddenCall(SerializableBody<T, ?> code) {
        lock.lock();
        try {
            return new Call<>(this, ++callNumber, code);
        } finally {
            lock.unlock();
        }
    }

    // ---- Breaking

    void worked() {
        lock.lock();
        try {
            breaksInRow = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Notes a broken worker; returns whether the pool is broken now. */
    boolean broke(BrokenWorkerException e) {
        boolean tooMany;
        lock.lock();
        try {
            if (state == State.BROKEN) {
                return true;
            }
            broken++;
            tooMany = ++breaksInRow >= options.maxBreaksInRow();
        } finally {
            lock.unlock();
        }
        if (tooMany) {
            breakDown(
                    options.maxBreaksInRow()
                            + " workers in a row broke, the last: "
                            + e.getMessage(),
                    e);
        }
        return tooMany;
    }

    /** Ends the pool's work: what waits fails, and nothing is taken any more. */
    void breakDown(String why, @Nullable Throwable cause) {
        List<Call<?>> dropped;
        lock.lock();
        try {
            if (state == State.BROKEN || state == State.ENDED) {
                return;
            }
            state = State.BROKEN;
            brokenBy = new BrokenWorkersException(why, cause);
            dropped = new ArrayList<>(waiting);
            waiting.clear();
            for (Call<?> call : dropped) {
                call.state = Call.State.OVER;
                failed++;
            }
            changed.signalAll();
            endIfEmpty();
        } finally {
            lock.unlock();
        }
        for (Call<?> call : dropped) {
            call.completeExceptionally(refusal());
        }
    }

    /** Returns why nothing is taken any more, each time a new exception. */
    BrokenWorkersException refusal() {
        lock.lock();
        try {
            BrokenWorkersException first = Objects.requireNonNull(brokenBy);
            return new BrokenWorkersException(
                    this + " take no more calls: " + first.getMessage(), first.getCause());
        } finally {
            lock.unlock();
        }
    }

    // ---- The end

    /** A station was made; if the pool was terminated meanwhile, it goes at once. */
    void stationStarted(Seat seat, Station station) {
        boolean tooLate;
        lock.lock();
        try {
            tooLate = terminated;
        } finally {
            lock.unlock();
        }
        if (tooLate) {
            station.destroy(true);
        }
    }

    void left(Seat seat) {
        lock.lock();
        try {
            seats.remove(seat);
            endIfEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void endIfEmpty() {
        if (state != State.OPEN && seats.isEmpty()) {
            state = State.ENDED;
            clerk.shutdown();
            ended.completeAsync(() -> null, Thread::startVirtualThread); // not under the lock
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.CLOSING;
                changed.signalAll();
                endIfEmpty();
            }
        } finally {
            lock.unlock();
        }
        Threads.awaitOr(ended, () -> destroy(true, "killed, since their closing was cancelled"));
    }

    @Override
    public void terminate() {
        destroy(false, "terminated");
        Threads.awaitOr(ended, () -> destroy(true, "killed"));
    }

    @Override
    public void kill() {
        destroy(true, "killed");
        Threads.awaitOr(ended, () -> {});
    }

    private void destroy(boolean forcibly, String how) {
        breakDown("they were " + how, null);
        List<Seat> all;
        lock.lock();
        try {
            terminated = true;
            all = List.copyOf(seats);
        } finally {
            lock.unlock();
        }
        for (Seat seat : all) {
            seat.destroy(forcibly);
        }
        clerk.schedule(this::destroyRest, options.grace().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Threads that go on after their interrupt are left to what they do; processes are killed. */
    private void destroyRest() {
        List<Seat> all;
        lock.lock();
        try {
            all = List.copyOf(seats);
        } finally {
            lock.unlock();
        }
        for (Seat seat : all) {
            seat.destroy(true);
        }
        if (kind.equals("threads")) {
            lock.lock();
            try {
                seats.clear();
                endIfEmpty();
            } finally {
                lock.unlock();
            }
        }
    }

    // ---- Asking

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public WorkersSnapshot snapshot() {
        lock.lock();
        try {
            List<WorkerSnapshot> workers = new ArrayList<>();
            for (Seat seat : seats) {
                workers.add(new WorkerSnapshot(seat.name(), seat.pid(), seat.calls()));
            }
            return new WorkersSnapshot(
                    kind,
                    parallelism,
                    state == State.OPEN,
                    waiting.size(),
                    running,
                    done,
                    failed,
                    cancelled,
                    broken,
                    workers);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return parallelism + " workers on " + kind + " named " + options.name();
    }
}
