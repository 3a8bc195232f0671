package dev.rondo.stream;

import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What is known of a connection: asyncio's {@code get_extra_info}, typed. A socket's addresses are
 * asked of the system when this is first wanted, so after a close some may be missing.
 *
 * @param local the address of this end, where it has one
 * @param peer the address of the other end, where it has one
 * @param tls the TLS session: peer certificates, cipher, protocol
 * @param applicationProtocol what ALPN agreed on
 */
public record StreamInfo(
        Optional<SocketAddress> local,
        Optional<SocketAddress> peer,
        Optional<SSLSession> tls,
        Optional<String> applicationProtocol) {
    /** Returns what messages call a stream: its peer's address if that has a text, else its own. */
    static String nameOf(ByteStream stream) {
        return stream.info()
                .peer()
                .map(Object::toString)
                .filter(text -> !text.isEmpty())
                .orElseGet(stream::toString);
    }

    /** Returns a connection between two addresses, without TLS. */
    public static StreamInfo between(SocketAddress local, SocketAddress peer) {
        return new StreamInfo(
                Optional.of(local), Optional.of(peer), Optional.empty(), Optional.empty());
    }

    /** Returns what is known of a stream without addresses. */
    public static StreamInfo none() {
        return new StreamInfo(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
