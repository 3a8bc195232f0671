package dev.rondo.net;

import static dev.rondo.net.Transports.createDatagramEndpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.DatagramEndpoint;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.DatagramProtocol;
import dev.rondo.stream.DatagramTransport;
import dev.rondo.stream.StreamException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Datagram endpoints on the system's sockets, with each poller. */
class DatagramEndpointTest {
    /** Answers in capitals and writes down what it is told. */
    private static final class Shouter implements DatagramProtocol {
        final List<String> received = new ArrayList<>();
        final List<StreamException> errors = new ArrayList<>();
        boolean answers;
        boolean lost;
        private DatagramTransport transport;
        private Future<Void> changed;

        @Override
        public void connectionMade(DatagramTransport transport) {
            this.transport = transport;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress from) {
            received.add(new String(data));
            if (answers) {
                transport.sendTo(new String(data).toUpperCase().getBytes(), from);
            }
            change();
        }

        @Override
        public void errorReceived(StreamException failure) {
            errors.add(failure);
            change();
        }

        @Override
        public void connectionLost(Optional<Throwable> failure) {
            assertThat(failure).isEmpty();
            lost = true;
            change();
        }

        private void change() {
            if (changed != null && !changed.done()) {
                changed.setResult(null);
            }
        }

        void await(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                changed = Rondo.createFuture();
                changed.await();
            }
        }
    }

    private static DatagramEndpoint<Shouter> bound(String host) throws Exception {
        SocketAddress any = new InetSocketAddress(InetAddress.getByName(host), 0);
        return createDatagramEndpoint(Shouter::new, DatagramOptions.defaults().withLocal(any));
    }

    private static void end(DatagramEndpoint<Shouter> endpoint) {
        endpoint.transport().close();
        endpoint.protocol().await(() -> endpoint.protocol().lost);
    }

    private static void talk(String host) throws Exception {
        DatagramEndpoint<Shouter> server = bound(host);
        server.protocol().answers = true;
        DatagramEndpoint<Shouter> client =
                createDatagramEndpoint(
                        Shouter::new,
                        DatagramOptions.defaults().withPeer(server.transport().address()));
        client.transport().send("hello".getBytes());
        client.transport().sendTo("again".getBytes(), server.transport().address());
        client.protocol().await(() -> client.protocol().received.size() == 2);
        assertThat(client.protocol().received).containsExactly("HELLO", "AGAIN");
        assertThat(server.protocol().received).containsExactly("hello", "again");
        end(client);
        end(server);
        assertThat(client.protocol().errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endpointsTalkOverIpv4(OnPoller poller) throws Exception {
        poller.run(() -> talk("127.0.0.1"));
    }

    @ParameterizedTest
    @EnumSource
    void endpointsTalkOverIpv6(OnPoller poller) throws Exception {
        poller.run(() -> talk("::1"));
    }

    @ParameterizedTest
    @EnumSource
    void addressThatNobodyListensOnIsAnErrorOfAConnectedEndpoint(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramEndpoint<Shouter> gone = bound("127.0.0.1");
            SocketAddress address = gone.transport().address();
            end(gone);
            OnPoller.passes(3); // a selector gives closed channels back when it polls
            DatagramEndpoint<Shouter> client =
                    createDatagramEndpoint(
                            Shouter::new, DatagramOptions.defaults().withPeer(address));
            client.transport().send("anybody?".getBytes());
            client.protocol().await(() -> !client.protocol().errors.isEmpty());
            assertThat(client.protocol().errors.getFirst())
                    .isInstanceOf(ConnectionRefusedException.class);
            assertThat(client.transport().isClosing()).isFalse();
            end(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void endpointThatIsNotConnectedHearsOfNoError(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramEndpoint<Shouter> gone = bound("127.0.0.1");
            SocketAddress address = gone.transport().address();
            end(gone);
            DatagramEndpoint<Shouter> client = bound("127.0.0.1");
            DatagramEndpoint<Shouter> server = bound("127.0.0.1");
            client.transport().sendTo("anybody?".getBytes(), address);
            client.transport().sendTo("hello".getBytes(), server.transport().address());
            server.protocol().await(() -> !server.protocol().received.isEmpty());
            assertThat(client.protocol().errors).isEmpty();
            end(client);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void messageThatIsTooLargeIsAnError(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramEndpoint<Shouter> client = bound("127.0.0.1");
            client.transport().sendTo(new byte[70_000], client.transport().address());
            client.protocol().await(() -> !client.protocol().errors.isEmpty());
            assertThat(client.transport().isClosing()).isFalse();
            end(client);
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressThatIsTakenIsRefused(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramEndpoint<Shouter> first = bound("127.0.0.1");
            assertThatThrownBy(() ->
                            createDatagramEndpoint(
                                    Shouter::new,
                                    DatagramOptions.defaults()
                                            .withLocal(first.transport().address())))
                    .isInstanceOf(AddressInUseException.class);
            end(first);
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressesOfTwoFamiliesAreRefused(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramOptions mixed =
                    DatagramOptions.defaults()
                            .withLocal(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0))
                            .withPeer(new InetSocketAddress(InetAddress.getByName("::1"), 9));
            assertThatThrownBy(() -> createDatagramEndpoint(Shouter::new, mixed))
                    .isInstanceOf(RuntimeException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void endpointNeedsNoAddress(OnPoller poller) throws Exception {
        poller.run(() -> {
            DatagramEndpoint<Shouter> server = bound("127.0.0.1");
            server.protocol().answers = true;
            DatagramEndpoint<Shouter> client =
                    createDatagramEndpoint(
                            Shouter::new, DatagramOptions.defaults().withBroadcast(true));
            client.transport().sendTo("hello".getBytes(), server.transport().address());
            client.transport().sendTo(new byte[0], server.transport().address());
            client.protocol().await(() -> client.protocol().received.size() == 2);
            assertThat(client.protocol().received).containsExactly("HELLO", "");
            end(client);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void factoryThatFailsLeavesNoSocket(OnPoller poller) throws Exception {
        poller.run(() ->
                assertThatThrownBy(() ->
                                createDatagramEndpoint(
                                        () -> {
                                            throw new IllegalArgumentException("mine");
                                        },
                                        DatagramOptions.defaults()))
                        .hasMessage("mine"));
    }
}
