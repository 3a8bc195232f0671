package dev.rondo.http.websocket;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.MemoryStream;

/** Both ends of a WebSocket, with the handshake that their options make. */
record Sockets(WebSocket client, WebSocket server) {
    static Sockets pair() {
        return pair(WebSocketOptions.defaults());
    }

    static Sockets pair(WebSocketOptions options) {
        return pair(options, options);
    }

    static Sockets pair(WebSocketOptions ofClient, WebSocketOptions ofServer) {
        MemoryStream.Pair pair = MemoryStream.pair();
        return over(pair.first(), pair.second(), ofClient, ofServer);
    }

    static Sockets over(
            ByteStream clients,
            ByteStream servers,
            WebSocketOptions ofClient,
            WebSocketOptions ofServer) {
        WebSocketUpgrade upgrade = WebSocketUpgrade.request(ofClient);
        Headers answer =
                WebSocketUpgrade.answer("GET", upgrade.headers().with("Host", "a"), ofServer);
        upgrade.check(101, answer);
        return new Sockets(
                WebSocket.over(clients, new ByteQueue(), false, ofClient, answer),
                WebSocket.over(servers, new ByteQueue(), true, ofServer, answer));
    }
}
