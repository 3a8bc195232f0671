package dev.rondo.http.client;

import dev.rondo.Timeout;
import dev.rondo.TimeoutException;
import dev.rondo.http.client.ClientConnectException.Reason;
import dev.rondo.http.client.ClientTimeoutException.Limit;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TlsException;
import dev.rondo.stream.UnknownHostException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a connection for an exchange: an idle one at once, which is the common case and needs no
 * scope; else in line and by the network, inside of the limits for that.
 */
final class Acquiring {
    private final Call call;
    private final Timeouts timeouts;
    private final ConnectionPool pool;
    private final PoolKey key;
    private final Progress progress;

    Acquiring(Call call, Timeouts timeouts, ConnectionPool pool, PoolKey key, Progress progress) {
        this.call = call;
        this.timeouts = timeouts;
        this.pool = pool;
        this.key = key;
        this.progress = progress;
    }

    /**
     * Returns a connection. Suspends if none is idle.
     *
     * @param fresh whether to make a new one: those that were used before are probably dead, too
     */
    PooledConnection get(boolean fresh) {
        if (fresh) {
            pool.dropIdle(key);
        } else {
            PooledConnection idle = pool.tryIdle(key);
            if (idle != null) {
                call.tracer().reuse();
                return idle;
            }
        }
        long connectAt =
                timeouts.connect()
                        .map(limit -> Limits.deadline(pool.loop().time().toNanos(), limit))
                        .orElse(PooledConnection.NEVER);
        long until = Math.min(connectAt, call.totalAt());
        Limit limit = connectAt < call.totalAt() ? Limit.CONNECT : Limit.TOTAL;
        try {
            return until == PooledConnection.NEVER
                    ? waitOrConnect()
                    : within(Timeout.at(Duration.ofNanos(until)), limit);
        } catch (ConnectionPool.PoolClosed e) {
            throw new ClientClosedException("the client was closed meanwhile", e, progress);
        }
    }

    private PooledConnection within(Timeout scope, Limit limit) {
        try {
            return scope.run(this::waitOrConnect);
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
            throw late(limit, timeouts, e, progress);
        }
    }

    private PooledConnection waitOrConnect() {
        boolean waits = !pool.hasRoom(key);
        if (waits) {
            progress.enter(RequestPhase.QUEUE);
            call.tracer().queuedStart();
        }
        PooledConnection given = pool.awaitTurn(key);
        if (waits) {
            call.tracer().queuedEnd();
        }
        if (given != null) {
            call.tracer().reuse();
            return given;
        }
        progress.enter(RequestPhase.CONNECT);
        call.tracer().createStart();
        PooledConnection made =
                pool.connect(key, call.client().options().heads(), this::connectInTime);
        call.tracer().createEnd();
        return made;
    }

    private Connection connectInTime() {
        Optional<Duration> limit = timeouts.socketConnect();
        if (limit.isEmpty()) {
            return connect();
        }
        Timeout scope = Timeout.after(limit.get());
        try {
            return scope.run(this::connect);
        } catch (TimeoutException e) {
            if (!scope.expired()) {
                throw e;
            }
            throw late(Limit.SOCKET_CONNECT, timeouts, e, progress);
        }
    }

    private Connection connect() {
        try {
            return key.connector().connect(key, call.tracer());
        } catch (Connector.Refusal e) {
            throw new ClientConnectException(
                    e.reason(), String.valueOf(e.getMessage()), e.getCause(), progress);
        } catch (ConnectTimeoutException e) {
            throw late(Limit.SOCKET_CONNECT, timeouts, e, progress);
        } catch (StreamException e) {
            throw new ClientConnectException(
                    reason(e), String.valueOf(e.getMessage()), e, progress);
        }
    }

    private static Reason reason(StreamException e) {
        return switch (e) {
            case UnknownHostException _ -> Reason.UNKNOWN_HOST;
            case ConnectionRefusedException _ -> Reason.REFUSED;
            case TlsException tls ->
                    tls.reason() == TlsException.Reason.CERTIFICATE
                            ? Reason.CERTIFICATE
                            : Reason.TLS;
            default -> Reason.UNREACHABLE;
        };
    }

    static ClientTimeoutException late(
            Limit limit, Timeouts timeouts, @Nullable Throwable cause, Progress progress) {
        Optional<Duration> time =
                switch (limit) {
                    case TOTAL -> timeouts.total();
                    case CONNECT -> timeouts.connect();
                    case SOCKET_CONNECT -> timeouts.socketConnect();
                    case READ -> timeouts.read();
                };
        String name =
                switch (limit) {
                    case TOTAL -> "it took longer than ";
                    case CONNECT -> "to get a connection took longer than ";
                    case SOCKET_CONNECT -> "to connect took longer than ";
                    case READ -> "nothing came for ";
                };
        return new ClientTimeoutException(
                limit,
                name
                        + time.map(Acquiring::text).orElse("the system allows")
                        + " ("
                        + progress.phase().text()
                        + ")",
                cause,
                progress);
    }

    private static String text(Duration time) {
        String seconds =
                BigDecimal.valueOf(time.toNanos(), 9)
                        .stripTrailingZeros()
                        .toPlainString();
        return seconds + " s";
    }
}
