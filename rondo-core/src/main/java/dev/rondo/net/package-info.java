/**
 * The real network: {@code dev.rondo.stream}'s contracts on the system's sockets.
 *
 * <ul>
 *   <li>{@link dev.rondo.net.Net}: asyncio's network functions, made for {@code import static}.
 *   <li>{@link dev.rondo.net.Transports}: asyncio's doors for callback code.
 *   <li>{@link dev.rondo.net.SystemNetwork}: the {@link dev.rondo.stream.Network} of this machine.
 *   <li>{@link dev.rondo.net.Sockets}: low-level operations and readiness callbacks on channels of
 *       the JDK.
 *   <li>{@link dev.rondo.net.NativeDescriptors}: descriptors that native code has opened, as
 *       streams and events.
 *   <li>{@link dev.rondo.net.SocketSnapshot}: what is known of an open socket.
 *   <li>{@link dev.rondo.net.AbstractUnixAddress}: a Unix address without a file.
 *   <li>inside: {@code SocketPoller} and its implementations (NIO everywhere, epoll and io_uring on
 *       Linux; {@code Uring}, {@code UringBuffers}: what is shared with the kernel), {@code
 *       Descriptor} (a socket and who waits for it), {@code SocketStream}, {@code SocketListener},
 *       {@code SocketDatagrams}, {@code PipeStream}; {@code ChannelWatcher} (watches channels of
 *       the JDK for a loop), {@code FileFeed} (a file that the system sends), {@code GatheredBytes}
 *       (several buffers for one call), {@code Errno} and {@code IoFailure} (what failed), {@code
 *       Unclosed} (what nobody can close any more).
 * </ul>
 *
 * <p>Everything here belongs to one loop and is used by its tasks.
 */
@NullMarked
package dev.rondo.net;

import org.jspecify.annotations.NullMarked;
