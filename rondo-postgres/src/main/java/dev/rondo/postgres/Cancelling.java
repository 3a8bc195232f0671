package dev.rondo.postgres;

import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.PeerException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TlsOptions;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A request to cancel what a session's process does: a connection of its own, to the same address
 * and encrypted in the same way, which carries the key. The server answers nothing; it ends the
 * connection once the signal is sent.
 */
final class Cancelling {
    private final Link link;
    private final Route route;

    Cancelling(Link link) {
        this.link = link;
        this.route = link.route();
    }

    /**
     * Sends the request and waits for its end. Suspends, no longer than the options' close timeout;
     * a cancellation leaves no connection behind. Whether the request hits a statement, or comes
     * too late, is not known.
     *
     * @throws ConnectException if the request could not be made, or its end did not come in time
     * @throws IllegalStateException if the server told no key
     */
    void run() {
        if (link.secretKey().length == 0) {
            throw new IllegalStateException(
                    route.name() + " told no key that cancels: a pooler may not");
        }
        Duration limit = link.options().closeTimeout();
        try {
            Rondo.timeout(limit, this::request);
        } catch (TimeoutException e) {
            throw failed("it has not ended after " + Connecting.seconds(limit), e);
        } catch (StreamException | ProtocolException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        }
    }

    private ConnectException failed(String reason, Throwable cause) {
        return new ConnectException(
                "Cannot cancel process " + link.processId() + " of " + route.name() + ": " + reason,
                cause);
    }

    private void request() {
        ByteStream stream =
                link.options().network().connect(route.address(), ConnectOptions.defaults());
        boolean ended = false;
        try {
            TlsOptions tls = route.tls();
            if (tls != null) {
                stream = encrypt(stream, tls);
            }
            ByteWriter out = new ByteWriter();
            new FrontendWriter(out)
                    .cancelRequest(
                            new BackendMessage.BackendKeyData(link.processId(), link.secretKey()));
            stream.write(out.buffers());
            awaitEnd(stream);
            ended = true;
        } finally {
            if (ended) {
                stream.close();
            } else {
                stream.abort();
            }
        }
    }

    private ByteStream encrypt(ByteStream plain, TlsOptions tls) {
        return route.direct()
                ? Encrypting.direct(plain, tls)
                : Encrypting.ask(plain, tls, route.name())
                        .orElseThrow(() ->
                                new ProtocolException(
                                        "it has no TLS now, which the session has", null));
    }

    /** A server may end without TLS's goodbye, or reset the connection: the request has arrived. */
    private static void awaitEnd(ByteStream stream) {
        ByteBuffer nothing = ByteBuffer.allocate(64);
        try {
            while (stream.read(nothing.clear()) >= 0) {}
        } catch (PeerException e) {
            // That is an end, too.
        }
    }
}
