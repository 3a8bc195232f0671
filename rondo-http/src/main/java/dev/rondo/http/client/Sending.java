package dev.rondo.http.client;

import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;

/** What happens to a request on its way. */
final class Sending {
    Sending(Client client, ConnectionPool pool) {}

    ClientResponse send(ClientRequest request) {
        throw new UnsupportedOperationException();
    }

    WebSocket webSocket(ClientRequest request, WebSocketOptions options) {
        throw new UnsupportedOperationException();
    }
}
