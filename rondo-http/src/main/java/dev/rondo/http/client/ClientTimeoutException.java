package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * A limit of {@link Timeouts} was over. aiohttp: {@code ServerTimeoutError}, {@code
 * ConnectionTimeoutError}, {@code SocketTimeoutError}.
 */
public final class ClientTimeoutException extends ClientException {
    private static final long serialVersionUID = 1L;

    /** Which limit it was. */
    public enum Limit {
        /** {@link Timeouts#total}. */
        TOTAL,
        /** {@link Timeouts#connect}. */
        CONNECT,
        /** {@link Timeouts#socketConnect}. */
        SOCKET_CONNECT,
        /** {@link Timeouts#read}. */
        READ
    }

    private final Limit limit;

    ClientTimeoutException(
            Limit limit, String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
        this.limit = limit;
    }

    /** Returns which limit it was. */
    public Limit limit() {
        return limit;
    }
}
