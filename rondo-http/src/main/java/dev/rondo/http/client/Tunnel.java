package dev.rondo.http.client;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.client.ClientConnectException.Reason;
import dev.rondo.http.wire.Http1Limits;
import dev.rondo.http.wire.Http1Parser;
import dev.rondo.http.wire.Http1Writer;
import dev.rondo.http.wire.HttpSyntaxException;
import dev.rondo.http.wire.ResponseHead;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamException;

/** Has a proxy connect to a server: by CONNECT (RFC 9110, section 9.3.6), or by SOCKS 5. */
final class Tunnel {
    private static final int MOST_INTERIM = 100;

    private Tunnel() {}

    /**
     * Opens a tunnel. What the server sends behind the proxy's answer stays in the connection's
     * reader. Suspends.
     *
     * @throws Connector.Refusal if the proxy refuses, or does not answer as one
     */
    static void open(Connection connection, Proxy proxy, PoolKey key) {
        try {
            if (proxy.kind() == Proxy.Kind.SOCKS5) {
                Socks5.open(connection, proxy, key.host(), key.port());
            } else {
                connect(connection, proxy, key);
            }
        } catch (StreamException e) {
            throw refusal("the proxy " + proxy + " closed the connection", e);
        } catch (HttpSyntaxException e) {
            throw refusal("the proxy " + proxy + " does not speak HTTP: " + e.getMessage(), e);
        }
    }

    private static Connector.Refusal refusal(String message, Exception cause) {
        return new Connector.Refusal(Reason.PROXY, message, cause);
    }

    private static void connect(Connection connection, Proxy proxy, PoolKey key) {
        String host = key.host().indexOf(':') < 0 ? key.host() : "[" + key.host() + "]";
        String authority = host + ":" + key.port();
        ByteWriter out = new ByteWriter();
        Http1Writer.requestLine(out, "CONNECT", authority);
        Http1Writer.field(out, "Host", authority);
        proxy.authorization().ifPresent(it -> Http1Writer.field(out, "Proxy-Authorization", it));
        Http1Writer.headers(out, proxy.headers());
        Http1Writer.end(out);
        connection.stream().write(out.buffers());
        ResponseHead head = answer(connection);
        if (head.status() >= 300) {
            throw new Connector.Refusal(
                    Reason.PROXY,
                    "the proxy " + proxy + " answered " + head.status() + " " + head.reason(),
                    null);
        }
    }

    private static ResponseHead answer(Connection connection) {
        Http1Parser parser = new Http1Parser(Http1Limits.defaults());
        ByteQueue in = connection.reader().buffer();
        int interim = 0;
        while (true) {
            ResponseHead head = parser.parseResponse(in, "CONNECT");
            if (head == null) {
                if (!connection.reader().fill()) {
                    throw new Connector.Refusal(
                            Reason.PROXY, "the proxy closed the connection without an answer", null);
                }
            } else if (!head.isInterim()) {
                return head;
            } else if (++interim > MOST_INTERIM) {
                throw new Connector.Refusal(
                        Reason.PROXY, "the proxy sent too many interim answers", null);
            }
        }
    }
}
