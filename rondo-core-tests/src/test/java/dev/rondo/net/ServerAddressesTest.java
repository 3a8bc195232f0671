package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.AddressNotAvailableException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Server;
import dev.rondo.stream.UnknownHostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where servers listen: hosts, families, ports, socket files. With each poller. */
class ServerAddressesTest {
    private static final ConnectionHandler GREET = connection -> connection.writer().write("!");

    private static Server serve(List<String> hosts, int port) {
        return Net.startServer(hosts, port, ListenOptions.defaults(), GREET);
    }

    private static void greeted(SocketAddress address) {
        Connection client = Net.openConnection(address, ConnectOptions.defaults());
        assertThat(client.reader().readAll()).hasSize(1);
        client.close();
    }

    private static void end(Server server) {
        server.close();
        server.waitClosed();
    }

    private static void needsIpv6() {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress("::1", 0));
        } catch (IOException e) {
            Assumptions.abort("this machine has no IPv6");
        }
    }

    private static Path socketFile() {
        return ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
    }

    @ParameterizedTest
    @EnumSource
    void hostsAreListenedOnOnceEach(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"), 0);
            assertThat(server.addresses())
                    .extracting(address -> ((InetSocketAddress) address).getHostString())
                    .containsExactly("127.0.0.1", "127.0.0.2");
            server.addresses().forEach(ServerAddressesTest::greeted);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void emptyHostTakesBothFamilies(OnPoller poller) throws Exception {
        needsIpv6();
        poller.run(() -> {
            Server server = serve(List.of(""), 0);
            greeted(new InetSocketAddress("127.0.0.1", server.port()));
            greeted(new InetSocketAddress("::1", server.port()));
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void acceptedConnectionKnowsBothAddresses(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener =
                    SystemNetwork.instance()
                            .listen(
                                    new InetSocketAddress("0.0.0.0", 0),
                                    ListenOptions.defaults())) {
                int port = ((InetSocketAddress) listener.address()).getPort();
                ByteStream client = Net.connect(new InetSocketAddress("127.0.0.1", port));
                ByteStream accepted = listener.accept();
                assertThat(accepted.info().peer()).isEqualTo(client.info().local());
                assertThat(accepted.info().local()).isEqualTo(client.info().peer());
                client.close();
                accepted.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressThatIsTakenLeavesNoOtherListenerOpen(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server first = serve(List.of("127.0.0.1"), 0);
            assertThatThrownBy(() -> serve(List.of("127.0.0.2", "127.0.0.1"), first.port()))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port());
            end(first);
        });
    }

    @ParameterizedTest
    @EnumSource
    void addressThatIsNotHereIsLeftOutUnlessThereIsNoOther(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(List.of("203.0.113.1", "127.0.0.1"), 0);
            assertThat(server.addresses()).hasSize(1);
            end(server);
            assertThatThrownBy(() -> serve(List.of("203.0.113.1"), 0))
                    .isInstanceOf(AddressNotAvailableException.class)
                    .hasMessageStartingWith("listen on ");
        });
    }

    @ParameterizedTest
    @EnumSource
    void hostThatIsUnknownLeavesNoListenerOpen(OnPoller poller) throws Exception {
        poller.run(() ->
                assertThatThrownBy(() -> serve(List.of("127.0.0.1", "no-such-host.invalid"), 0))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessageStartingWith("look up no-such-host.invalid"));
    }

    @ParameterizedTest
    @EnumSource
    void reusedPortIsSharedByTwoServers(OnPoller poller) throws Exception {
        poller.run(() -> {
            ListenOptions shared = ListenOptions.defaults().withReusePort(true);
            InetAddress loopback = InetAddress.getLoopbackAddress();
            Server first =
                    Net.startServer(List.of(new InetSocketAddress(loopback, 0)), shared, GREET);
            Server second = Net.startServer(first.addresses(), shared, GREET);
            assertThat(second.addresses()).isEqualTo(first.addresses());
            assertThatThrownBy(() ->
                            Net.startServer(first.addresses(), ListenOptions.defaults(), GREET))
                    .isInstanceOf(AddressInUseException.class);
            end(first);
            OnPoller.passes(2);
            greeted(second.addresses().getFirst());
            end(second);
        });
    }

    @ParameterizedTest
    @EnumSource
    void portOfAServerWithFreshConnectionsCanBeHadAgainAtOnce(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server first = serve(List.of("127.0.0.1"), 0);
            int port = first.port();
            greeted(new InetSocketAddress("127.0.0.1", port)); // the server closes first: TIME_WAIT
            end(first);
            OnPoller.passes(2);
            Server second = serve(List.of("127.0.0.1"), port);
            greeted(new InetSocketAddress("127.0.0.1", port));
            end(second);
        });
    }

    @ParameterizedTest
    @EnumSource
    void connectsFromTheLocalAddressThatIsAsked(OnPoller poller) throws Exception {
        poller.run(() -> {
            try (Listener listener =
                    SystemNetwork.instance()
                            .listen(SystemSockets.tcp(), ListenOptions.defaults())) {
                InetSocketAddress from = new InetSocketAddress("127.0.0.9", 0);
                ByteStream client =
                        SystemNetwork.instance()
                                .connect(
                                        listener.address(),
                                        ConnectOptions.defaults().withLocal(from));
                ByteStream accepted = listener.accept();
                assertThat(accepted.info().peer().map(Object::toString))
                        .hasValueSatisfying(name -> assertThat(name).contains("127.0.0.9"));
                client.close();
                accepted.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void socketFileIsRemovedByCloseUnlessToldNotTo(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = socketFile();
            Server server = Net.startUnixServer(path, GREET);
            assertThat(path).exists();
            greeted(UnixDomainSocketAddress.of(path));
            end(server);
            assertThat(path).doesNotExist();
            Server keeping =
                    Net.startServer(
                            List.of(UnixDomainSocketAddress.of(path)),
                            ListenOptions.defaults().withUnlink(false),
                            GREET);
            end(keeping);
            assertThat(path).exists();
            Files.delete(path);
        });
    }

    @ParameterizedTest
    @EnumSource
    void socketFileThatIsGoneIsNoFailure(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = socketFile();
            Server server = Net.startUnixServer(path, GREET);
            Files.delete(path);
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void staleSocketFileIsTakenOver(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = socketFile();
            try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                dead.bind(UnixDomainSocketAddress.of(path));
            }
            Server server = Net.startUnixServer(path, GREET);
            greeted(UnixDomainSocketAddress.of(path));
            end(server);
            assertThat(path).doesNotExist();
        });
    }

    @ParameterizedTest
    @EnumSource
    void socketFileOfALiveServerIsLeftAlone(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = socketFile();
            Server server = Net.startUnixServer(path, GREET);
            assertThatThrownBy(() -> Net.startUnixServer(path, GREET))
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessage("listen on " + path + ": Address already in use");
            greeted(UnixDomainSocketAddress.of(path));
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void hostWithOneDeadAddressIsReachedByTheOther(OnPoller poller) throws Exception {
        poller.run(() -> {
            Server server = serve(List.of("127.0.0.1"), 0);
            // As if the name had two addresses: nobody listens on the first.
            List<InetSocketAddress> addresses = new ArrayList<>();
            addresses.add(new InetSocketAddress("127.0.0.3", server.port()));
            addresses.add(new InetSocketAddress("127.0.0.1", server.port()));
            Task<ByteStream> connecting =
                    createTask(() ->
                            new HappyEyeballs(
                                            addresses.getFirst(),
                                            ConnectOptions.defaults(),
                                            Net::connect)
                                    .connect(addresses));
            ByteStream stream = connecting.await();
            assertThat(stream.info().peer()).contains(addresses.get(1));
            stream.close();
            end(server);
        });
    }
}
