package dev.rondo.http.server;

import dev.rondo.http.websocket.WebSocket;

/** Talks over a WebSocket. Runs in the connection's task; the socket is closed when it returns. */
@FunctionalInterface
public interface WebSocketHandler {
    /**
     * Talks. May suspend.
     *
     * @throws Exception what goes wrong: the socket is closed with 1011 and the failure reported
     */
    void handle(WebSocket socket) throws Exception;
}
