/**
 * WebSockets (RFC 6455), compressed if wanted (RFC 7692): one type for both sides.
 *
 * <ul>
 *   <li>{@link dev.rondo.http.websocket.WebSocket}: receives, sends, pings, closes.
 *   <li>{@link dev.rondo.http.websocket.Message}: what comes and goes, text or bytes.
 *   <li>{@link dev.rondo.http.websocket.WebSocketOptions}, {@link
 *       dev.rondo.http.websocket.Compression}: limits, heartbeat, subprotocols, origins.
 *   <li>{@link dev.rondo.http.websocket.CloseCode}, {@link
 *       dev.rondo.http.websocket.WebSocketClosedException}, {@link
 *       dev.rondo.http.websocket.WebSocketProtocolException}: how it ends.
 *   <li>{@link dev.rondo.http.websocket.UnexpectedMessageException}: text for bytes.
 *   <li>{@link dev.rondo.http.websocket.WebSocketUpgrade}, {@link
 *       dev.rondo.http.websocket.WebSocketHandshakeException}: the opening handshake, for those who
 *       make servers and clients.
 *   <li>{@link dev.rondo.http.websocket.WebSocketSnapshot}: what is known of one.
 * </ul>
 *
 * <p>Below them: {@code Reading} knows who reads and who waits, {@code Incoming} reads the stream
 * into frames, {@code Outgoing} writes frames whole and in order, {@code Heartbeat} watches the
 * peer by one timer, {@code Pongs} knows who waits for which, {@code Farewell} closes within
 * bounds.
 *
 * <p>Each socket belongs to one loop and is used by its tasks.
 */
@NullMarked
package dev.rondo.http.websocket;

import org.jspecify.annotations.NullMarked;
