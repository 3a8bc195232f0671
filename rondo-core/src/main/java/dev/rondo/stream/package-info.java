/**
 * Streams: the contracts, and what is built on them alone.
 *
 * <ul>
 *   <li>{@link dev.rondo.stream.Network}: connects, listens and resolves; the real one is in {@code
 *       dev.rondo.net}.
 *   <li>{@link dev.rondo.stream.ByteStream}, {@link dev.rondo.stream.Listener}, {@link
 *       dev.rondo.stream.Datagrams}: the contracts.
 *   <li>{@link dev.rondo.stream.ConnectOptions}, {@link dev.rondo.stream.ListenOptions} with {@link
 *       dev.rondo.stream.SocketOptions} and {@link dev.rondo.stream.KeepAlive}; {@link
 *       dev.rondo.stream.SendFileOptions}: what of a file is sent.
 *   <li>{@link dev.rondo.stream.StreamReader}, {@link dev.rondo.stream.StreamWriter}, {@link
 *       dev.rondo.stream.Connection}: lines, limits and buffers on a stream.
 *   <li>{@link dev.rondo.stream.Server}: a handler for each connection; {@link
 *       dev.rondo.stream.ServerOptions} its limits; {@link dev.rondo.stream.ServerState} what it
 *       does; {@link dev.rondo.stream.ServerSnapshot} and {@link
 *       dev.rondo.stream.ConnectionSnapshot} what they do.
 *   <li>{@link dev.rondo.stream.Protocol}, {@link dev.rondo.stream.BufferedProtocol}, {@link
 *       dev.rondo.stream.DatagramProtocol}, {@link dev.rondo.stream.Transport}, {@link
 *       dev.rondo.stream.DatagramTransport}: asyncio's callbacks; {@link
 *       dev.rondo.stream.ProtocolHandler} serves them.
 *   <li>{@link dev.rondo.stream.Tls}, {@link dev.rondo.stream.TlsOptions}, {@link
 *       dev.rondo.stream.TlsKeys}: TLS over any stream.
 *   <li>{@link dev.rondo.stream.MemoryStream}: a stream without a network.
 *   <li>{@link dev.rondo.stream.StreamException}: what can go wrong, a class for each; {@link
 *       dev.rondo.stream.PeerException}: what of it the peer does.
 *   <li>{@link dev.rondo.stream.BufferPool}: buffers that a loop lends.
 *   <li>inside: {@code Listening} (several hosts at once), {@code Acceptor} (a server's accepts),
 *       {@code Connections} (a server's), {@code Served} (a connection's task, idle or not), {@code
 *       PeerLog} (what peers did), {@code Pem} (key files); {@code Inbox} (what comes in at one, in
 *       lent memory) under readers, with {@code Separators} and {@code Lines}; {@code Outbox} (what
 *       goes out of one end and who sends it) on {@code Unsent} (the bytes), {@code OutboxWaits}
 *       (who waits) and {@code OutboxOwner} (who is told), under writers, TLS and transports;
 *       {@code Closing} (how long a close waits for the peer); {@code Making} (how a transport
 *       begins), {@code Receiver} and {@code ReadingTask} (how it reads), {@code FlowControl} (when
 *       its protocol pauses); {@code TlsStream} and {@code TlsEngine}; {@code FileCopy} (a file
 *       that is read and written).
 * </ul>
 *
 * <p>Everything here belongs to one loop and is used by its tasks. No type here knows a socket.
 */
@NullMarked
package dev.rondo.stream;

import org.jspecify.annotations.NullMarked;
