package dev.rondo.http.client;

import org.jspecify.annotations.Nullable;

/**
 * The server closed or reset the connection before it had answered. Whether it has done what it was
 * asked for is not known. aiohttp: {@code ServerDisconnectedError}, {@code ClientOSError}.
 */
public final class ServerDisconnectedException extends ClientException {
    private static final long serialVersionUID = 1L;

    ServerDisconnectedException(String message, @Nullable Throwable cause, Progress progress) {
        super(message, cause, progress);
    }
}
