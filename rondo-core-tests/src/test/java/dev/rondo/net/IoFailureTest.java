package dev.rondo.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ConnectTimeoutException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.HostUnreachableException;
import dev.rondo.stream.NoSuchPathException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TooManyFilesException;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the system's failures become, and its addresses. */
class IoFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("connect to", Errno.failure(111), ConnectionRefusedException.class),
                Arguments.of("connect to", Errno.failure(110), ConnectTimeoutException.class),
                Arguments.of("read from", Errno.failure(110), ConnectionResetException.class),
                Arguments.of("connect to", Errno.failure(101), HostUnreachableException.class),
                Arguments.of("connect to", Errno.failure(113), HostUnreachableException.class),
                Arguments.of("read from", Errno.failure(104), ConnectionResetException.class),
                Arguments.of("accept on", Errno.failure(103), ConnectionResetException.class),
                Arguments.of("connect to", Errno.failure(107), ConnectionResetException.class),
                Arguments.of("write to", Errno.failure(32), BrokenPipeException.class),
                Arguments.of("listen on", Errno.failure(98), AddressInUseException.class),
                Arguments.of("listen on", Errno.failure(99), AddressNotAvailableException.class),
                Arguments.of("listen on", Errno.failure(97), AddressNotAvailableException.class),
                Arguments.of("accept on", Errno.failure(24), TooManyFilesException.class),
                Arguments.of("accept on", Errno.failure(23), TooManyFilesException.class),
                Arguments.of("accept on", Errno.failure(105), TooManyFilesException.class),
                Arguments.of("listen on", Errno.failure(13), StreamException.class),
                Arguments.of("connect to", Errno.failure(2), NoSuchPathException.class),
                Arguments.of("connect to", Errno.failure(20), NoSuchPathException.class),
                Arguments.of(
                        "connect to",
                        new IOException("No such file or directory"),
                        NoSuchPathException.class),
                Arguments.of(
                        "read from",
                        new IOException("Connection reset by peer"),
                        ConnectionResetException.class),
                Arguments.of(
                        "listen on",
                        new BindException("a text that nobody knows"),
                        AddressInUseException.class),
                Arguments.of("read from", new IOException((String) null), StreamException.class),
                Arguments.of(
                        "connect to",
                        new ConnectException("Connection timed out"),
                        ConnectTimeoutException.class),
                Arguments.of(
                        "read from", new ClosedChannelException(), StreamClosedException.class),
                Arguments.of(
                        "look up",
                        new java.net.UnknownHostException("a"),
                        UnknownHostException.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureHasAType(String operation, IOException cause, Class<?> type) {
        StreamException failure = IoFailure.of(operation, "example.test:80", cause);
        assertThat(failure).isExactlyInstanceOf(type).hasCause(cause);
        assertThat(failure).hasMessageStartingWith(operation + " example.test:80: ");
        assertThat(failure.operation()).isEqualTo(operation);
    }

    @Test
    void nameThatWasNotLookedUpIsShownPlainly() {
        InetSocketAddress address = InetSocketAddress.createUnresolved("example.test", 80);
        assertThat(IoFailure.of("connect to", address, Errno.failure(111)))
                .hasMessageStartingWith("connect to example.test:80: ");
    }

    @Test
    void scopeOfAnAddressIsKept() throws IOException {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();
        InetSocketAddress address =
                new InetSocketAddress(Inet6Address.getByAddress(null, linkLocal, 7), 80);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SocketAddresses.LARGEST, 8);
            int length = SocketAddresses.write(address, Libc.AF_INET6, memory);
            InetSocketAddress read = (InetSocketAddress) SocketAddresses.read(memory, length);
            assertThat(read.getPort()).isEqualTo(80);
            assertThat(((Inet6Address) read.getAddress()).getScopeId()).isEqualTo(7);
            assertThat(read.getAddress().getAddress()).isEqualTo(linkLocal);
        }
    }
}
