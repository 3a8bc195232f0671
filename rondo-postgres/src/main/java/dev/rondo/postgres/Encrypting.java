package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Begins TLS on a connection: by asking, which one byte answers, or at once, with ALPN.
 *
 * <p>What comes behind the byte came in plain and must not be taken for the server's, encrypted
 * (CVE-2021-23222): nothing may come there, since the server waits for the client.
 */
final class Encrypting {
    private static final int SHOWN = 40; // bytes of what is no answer

    private Encrypting() {}

    /**
     * Asks for TLS and begins it. Suspends. A failure leaves the stream to who opened it.
     *
     * @param host what messages call it
     * @return the secure stream; empty if the server has none, and goes on in plain
     * @throws ProtocolException if the answer is none of PostgreSQL's
     * @throws StreamException if the connection or the handshake fails
     */
    static Optional<ByteStream> ask(ByteStream plain, TlsOptions options, String host) {
        ByteWriter out = new ByteWriter();
        new FrontendWriter(out).sslRequest();
        plain.write(out.buffers());
        ByteBuffer answer = ByteBuffer.allocate(SHOWN);
        int count = plain.read(answer);
        if (count < 0) {
            throw new StreamException(
                    "ask for TLS at",
                    host,
                    "the server closed the connection\nIs it a PostgreSQL server? One that wants"
                            + " TLS at once closes so: sslnegotiation=direct",
                    new EOFException());
        }
        answer.flip();
        byte first = answer.get(0);
        if ((count > 1 && first != 'E') || !isAnswer(first)) {
            throw unexpected(plain, answer);
        }
        return switch (first) {
            case 'S' -> Optional.of(Tls.client(plain, options));
            case 'N' -> Optional.empty();
            default ->
                    throw new ProtocolException(
                            "the server answered an error when it was asked for TLS\n"
                                    + "What it says is not shown, since nobody knows yet who says it (sslmode=disable"
                                    + " shows it)",
                            null);
        };
    }

    private static boolean isAnswer(byte first) {
        return first == 'S' || first == 'N' || first == 'E';
    }

    private static ProtocolException unexpected(ByteStream plain, ByteBuffer answer) {
        while (answer.limit() < answer.capacity() && plain.isReadable()) {
            ByteBuffer more = answer.duplicate().clear().position(answer.limit());
            if (plain.read(more) < 0) {
                break;
            }
            answer.limit(more.position());
        }
        byte first = answer.get(0);
        boolean behind = first == 'S' || first == 'N';
        return new ProtocolException(
                "it does not speak PostgreSQL's protocol, or somebody is in between: asked"
                        + " for TLS, "
                        + (behind ? "it sent more than the one byte that answers: " : "it sent ")
                        + shown(answer),
                null);
    }

    private static String shown(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder("\"");
        while (bytes.hasRemaining()) {
            int b = bytes.get() & 0xff;
            text.append(b >= ' ' && b < 0x7f ? (char) b : '.');
        }
        return text.append('"').toString();
    }

    /**
     * Begins TLS at once. Suspends.
     *
     * @throws ProtocolException if the server does not say that it speaks PostgreSQL's protocol
     * @throws StreamException if the handshake fails
     */
    static ByteStream direct(ByteStream plain, TlsOptions options) {
        ByteStream secure = Tls.client(plain, options);
        if (secure.info().applicationProtocol().filter(TlsSetup.PROTOCOL::equals).isEmpty()) {
            secure.abort();
            throw new ProtocolException(
                    "the server speaks TLS, but does not say (by ALPN) that it speaks PostgreSQL's"
                            + " protocol\nServers before 17 have no sslnegotiation=direct",
                    null);
        }
        return secure;
    }
}
