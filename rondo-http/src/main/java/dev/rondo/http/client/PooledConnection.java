package dev.rondo.http.client;

import dev.rondo.EventLoop;
import dev.rondo.TimerHandle;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.client.ClientTimeoutException.Limit;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.http.wire.Http1Parser;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the pool, and the limits of the request that has it. Limits end a request by
 * aborting its connection, whose reads and writes then fail, and {@link #expired} says why: so no
 * request needs a scope or a timer of its own. Long ones are looked at once a second ({@link
 * ConnectionPool}); what is shorter than 5 s, where a second counts, has timers.
 *
 * <p>Invariant: it is idle, or one exchange has it, or it is closed.
 */
final class PooledConnection {
    /** A limit from here on is kept to the second (aiohttp: {@code ceil_threshold}). */
    static final long COARSE_NANOS = 5_000_000_000L;

    static final long NEVER = Long.MAX_VALUE;
    private static final int READ_AHEAD = 80 * 1024; // behind a head; the pool of buffers has 64 KiB

    private final ConnectionPool pool;
    private final HostPool host;
    private final Connection connection;
    private final EventLoop loop;
    private final StreamReader reader;
    private final ByteQueue in;
    private final Http1Parser parser;
    private final ByteWriter out = new ByteWriter();
    private final long madeNanos;
    private boolean idle;
    private boolean used; // by an exchange before
    private boolean closed;
    private boolean closedByPool; // while an exchange had it
    private long idleSince;
    private long keepNanos;
    // Of the exchange that has it.
    private long totalAt = NEVER;
    private long readNanos = NEVER;
    private long readSince = NEVER; // not reading
    private @Nullable TimerHandle totalTimer;
    private @Nullable TimerHandle readTimer;
    private @Nullable Limit expired;
    private Forgotten.@Nullable Owner owner; // of the answer that comes by it

    PooledConnection(
            ConnectionPool pool, HostPool host, Connection connection, Http1Limits limits) {
        this.pool = pool;
        this.host = host;
        this.connection = connection;
        this.loop = pool.loop();
        this.reader = connection.reader();
        this.in = reader.buffer();
        this.parser = new Http1Parser(limits);
        this.madeNanos = loop.passNanos();
        reader.setLimit(limits.maxHeadBytes() + READ_AHEAD);
    }

    HostPool host() {
        return host;
    }

    ByteStream stream() {
        return connection.stream();
    }

    Connection connection() {
        return connection;
    }

    ByteQueue in() {
        return in;
    }

    Http1Parser parser() {
        return parser;
    }

    /** Returns the place where heads are put together; empty between writes. */
    ByteWriter out() {
        return out;
    }

    long keepAliveLimit() {
        return Limits.nanos(pool.limits().keepAlive());
    }

    boolean wasUsed() {
        return used;
    }

    boolean isIdle() {
        return idle;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- In use

    /** Begins an exchange's time. */
    void begin(long totalDeadline, long readLimit) {
        idle = false;
        expired = null;
        totalAt = totalDeadline;
        readNanos = readLimit;
        if (totalAt != NEVER && totalAt - loop.passNanos() < COARSE_NANOS) {
            totalTimer = loop.callAt(Duration.ofNanos(totalAt), () -> expire(Limit.TOTAL));
        }
    }

    /** Watches who has the answer. */
    void owned(Forgotten.Owner answer) {
        owner = answer;
    }

    private void end() {
        used = true;
        if (owner != null) {
            owner.clear();
            owner = null;
        }
        totalAt = NEVER;
        readNanos = NEVER;
        if (totalTimer != null) {
            totalTimer.cancel();
            totalTimer = null;
        }
        if (readTimer != null) {
            readTimer.cancel();
            readTimer = null;
        }
    }

    /** Reads once more, and returns false at the end. Suspends. */
    boolean fill() {
        readSince = loop.passNanos();
        if (readNanos < COARSE_NANOS && readTimer == null) {
            startReadTimer(readSince + readNanos);
        }
        try {
            return reader.fill();
        } finally {
            readSince = NEVER;
        }
    }

    /** Reads what is there. Never suspends. */
    boolean tryFill() {
        return reader.tryFill();
    }

    private void startReadTimer(long when) {
        readTimer =
                loop.callAt(
                        Duration.ofNanos(when),
                        () -> {
                            readTimer = null;
                            if (readSince == NEVER) {
                                return; // the next read starts it
                            }
                            long end = readSince + readNanos;
                            if (end <= loop.passNanos()) {
                                expire(Limit.READ);
                            } else {
                                startReadTimer(end);
                            }
                        });
    }

    /** Looks at the limits that are kept to the second. */
    void tick(long now) {
        if (totalAt <= now) {
            expire(Limit.TOTAL);
        } else if (readSince != NEVER && readNanos != NEVER && now - readSince >= readNanos) {
            expire(Limit.READ);
        }
    }

    private void expire(Limit limit) {
        if (expired == null && !closed && !idle) {
            expired = limit;
            abort();
        }
    }

    /** Returns the limit that ended the exchange, if one did. */
    @Nullable Limit expired() {
        return expired;
    }

    boolean isClosedByPool() {
        return closedByPool;
    }

    // ---- Its end

    /** Gives it back, to be used again if that is possible; the exchange has read all of it. */
    void release(boolean reusable, long keepAliveNanos) {
        end();
        if (closed) {
            return;
        }
        if (reusable && in.isEmpty() && expired == null && keepAliveNanos > 0) {
            keepNanos = keepAliveNanos;
            pool.giveBack(this);
        } else {
            discard();
        }
    }

    /** Closes it after an exchange that went well. */
    void discard() {
        end();
        if (!closed) {
            closed = true;
            pool.forget(this);
            connection.stream().close();
        }
    }

    /** Closes it in the middle of an exchange, or when it is of no use. Never suspends. */
    void abort() {
        end();
        if (!closed) {
            closed = true;
            pool.forget(this);
            stream().abort();
        }
    }

    /** Aborts one that the pool has forgotten already. */
    void abortForgotten() {
        closed = true;
        stream().abort();
    }

    /**
     * Closes an idle one that the pool has forgotten already. TLS says good-bye if it can without
     * waiting, as a callback has it.
     */
    void closeForgotten() {
        closed = true;
        if (host.key().secure() || host.key().proxy() != null) {
            loop.callSoon(stream()::close);
        } else {
            stream().close();
        }
    }

    /** Has the exchange fail that has it. */
    void closeByPool() {
        closedByPool = true;
        abort();
    }

    /** Takes it out of the pool: it is another protocol's now. */
    void detach() {
        end();
        if (!closed) {
            closed = true;
            pool.forget(this);
        }
    }

    // ---- Idle

    void beginIdle(long now) {
        idle = true;
        idleSince = now;
    }

    /** Returns whether it can be used again. Bytes or an end that came meanwhile say no. */
    boolean isUsable(long now, long lifetimeNanos) {
        return now - idleSince < keepNanos
                && now - madeNanos < lifetimeNanos
                && !stream().isReadable();
    }

    @Override
    public String toString() {
        return "<" + (closed ? "closed" : idle ? "idle" : "in use") + " " + stream() + ">";
    }
}
