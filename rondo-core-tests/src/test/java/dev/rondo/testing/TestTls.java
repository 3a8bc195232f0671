package dev.rondo.testing;

import static dev.rondo.Rondo.createTask;

import dev.rondo.Task;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import java.time.Duration;
import java.util.function.BiFunction;

/** One authority and one server's certificate for all tests of TLS. */
public final class TestTls {
    public static final String HOST = "server.test";
    public static final Authority AUTHORITY = Authority.create();
    public static final Authority.Leaf LEAF = AUTHORITY.issue(HOST);

    private static final Duration SHUTDOWN = Duration.ofMillis(200);

    private TestTls() {}

    /** Returns the options of a client that trusts the server. */
    public static TlsOptions client() {
        return TlsOptions.client(AUTHORITY.trustingContext(), HOST).withShutdownTimeout(SHUTDOWN);
    }

    /** Returns the options of the server. */
    public static TlsOptions server() {
        return TlsOptions.server(LEAF.context()).withShutdownTimeout(SHUTDOWN);
    }

    /** Shakes hands at both ends of a connection. */
    public static <T> T secure(
            ByteStream near,
            ByteStream far,
            TlsOptions client,
            TlsOptions server,
            BiFunction<ByteStream, ByteStream, T> made) {
        Task<ByteStream> accepting = createTask(() -> Tls.server(far, server));
        ByteStream secureNear = Tls.client(near, client);
        return made.apply(secureNear, accepting.await());
    }
}
