package dev.rondo.net;

import dev.rondo.RunnerOptions;
import dev.rondo.stream.ByteStreamContract;
import dev.rondo.stream.TlsOptions;
import dev.rondo.testing.TestTls;
import java.net.SocketAddress;
import org.junit.jupiter.api.Nested;

/** The contract of byte streams on TLS over the system's sockets, each with each poller. */
class TlsSocketStreamTest {
    // Made here, since the tests' tasks must not wait in a class initialiser.
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    private static ByteStreamContract.Ends secure(SocketAddress address) {
        ByteStreamContract.Ends plain = SocketStreamTest.connect(address);
        return TestTls.secure(
                plain.near(), plain.far(), CLIENT, SERVER, ByteStreamContract.Ends::new);
    }

    @Nested
    class TcpOnNio extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return secure(SocketStreamTest.tcp());
        }

        @Override
        protected RunnerOptions options() {
            return SocketStreamTest.with(Pollers::nio);
        }
    }

    @Nested
    class TcpOnEpoll extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return secure(SocketStreamTest.tcp());
        }

        @Override
        protected RunnerOptions options() {
            return SocketStreamTest.with(Pollers::epoll);
        }
    }

    @Nested
    class UnixOnNio extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return secure(SocketStreamTest.unix());
        }

        @Override
        protected RunnerOptions options() {
            return SocketStreamTest.with(Pollers::nio);
        }
    }

    @Nested
    class UnixOnEpoll extends ByteStreamContract {
        @Override
        protected Ends connect() {
            return secure(SocketStreamTest.unix());
        }

        @Override
        protected RunnerOptions options() {
            return SocketStreamTest.with(Pollers::epoll);
        }
    }
}
