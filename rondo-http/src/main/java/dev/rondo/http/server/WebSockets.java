package dev.rondo.http.server;

import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Status;
import dev.rondo.http.websocket.CloseCode;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketClosedException;
import dev.rondo.http.websocket.WebSocketHandshakeException;
import dev.rondo.http.websocket.WebSocketOptions;
import dev.rondo.http.websocket.WebSocketUpgrade;
import java.util.Objects;

/** The server's side of a WebSocket: the handshake, the handler, the end. */
final class WebSockets {
    private WebSockets() {}

    static Response answer(Request request, WebSocketOptions options, WebSocketHandler handler) {
        boolean asked =
                request.version().equals("HTTP/1.1")
                        && WebSocketUpgrade.isRequested(request.headers());
        if (!asked) {
            throw new HttpException(
                    Status.UPGRADE_REQUIRED,
                    "A WebSocket is served here",
                    Headers.of("Upgrade", "websocket", "Connection", "Upgrade"));
        }
        if (request.body().length().orElse(-1) != 0) { // its bytes would be taken for frames
            throw new HttpException(Status.BAD_REQUEST, "The opening of a WebSocket has no body");
        }
        try {
            Headers answer = WebSocketUpgrade.answer(request.method(), request.headers(), options);
            return Response.takeover(
                    Status.SWITCHING_PROTOCOLS,
                    answer,
                    (site, stream, received) ->
                            talk(
                                    site,
                                    handler,
                                    WebSocket.over(stream, received, true, options, answer)));
        } catch (WebSocketHandshakeException e) {
            throw new HttpException(
                    e.status(), Objects.requireNonNullElse(e.getMessage(), ""), e.headers());
        }
    }

    /** Ends a socket with a word, which a handler that iterates sees as the end. */
    static void sayGoodbye(WebSocket socket) {
        Rondo.createTask(
                "good-bye of " + socket,
                () -> socket.close(CloseCode.GOING_AWAY, "the server stops"));
    }

    private static void talk(Site site, WebSocketHandler handler, WebSocket socket)
            throws Exception {
        site.sockets().add(socket);
        if (site.isStopping()) { // the others were told before
            sayGoodbye(socket);
        }
        boolean failed = true;
        try {
            handler.handle(socket);
            failed = false;
        } catch (WebSocketClosedException e) {
            failed = false; // the client's doing, mostly, and nobody is left to tell
        } finally {
            site.sockets().remove(socket);
            if (failed) {
                socket.close(
                        site.isStopping() ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR, "");
            } else {
                socket.close();
            }
        }
    }
}
