package dev.rondo.test;

import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionRefusedException;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.Datagram;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.UnknownHostException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network inside one loop. */
@InLoop
class MemoryNetworkTest {
    private final MemoryNetwork network;

    MemoryNetworkTest(MemoryNetwork network) {
        this.network = network;
    }

    private Listener listen(int port) {
        return network.listen(new InetSocketAddress(port), ListenOptions.defaults());
    }

    private static int port(Listener listener) {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    @Test
    void aServerAndItsClientTalk() {
        Listener listener = listen(80);
        Server server =
                new Server(
                        List.of(listener),
                        connection ->
                                connection
                                        .writer()
                                        .write(
                                                "hello, "
                                                        + connection
                                                                .reader()
                                                                .nextLine()
                                                                .orElseThrow()));
        server.startServing();
        try (Connection client = new Connection(network.connect("localhost", 80))) {
            client.writer().write("ada\n");
            assertThat(client.reader().readAll()).asString().isEqualTo("hello, ada");
        }
        server.close();
    }

    @Test
    void streamsKnowTheirAddresses() {
        try (Listener listener = listen(80);
                ByteStream near = network.connect("127.0.0.1", 80);
                ByteStream far = listener.accept()) {
            assertThat(near.info().peer()).isEqualTo(far.info().local());
            assertThat(near.info().local()).isEqualTo(far.info().peer());
            assertThat(network.open()).containsExactly(listener, near, far);
        }
        assertThat(network.open()).isEmpty();
    }

    @Test
    void optionsCanBeLeftOut() {
        SocketAddress address = new InetSocketAddress("localhost", 80);
        try (Listener listener = network.listen(address);
                ByteStream near = network.connect(address);
                ByteStream far = listener.accept()) {
            assertThat(near.info().peer()).isEqualTo(far.info().local());
        }
    }

    @Test
    void portZeroIsChosen() {
        try (Listener one = listen(0);
                Listener two = listen(0)) {
            assertThat(port(one)).isPositive().isNotEqualTo(port(two));
        }
    }

    @Test
    void aPortIsTakenOnce() {
        try (Listener listener = listen(80)) {
            assertThatThrownBy(() -> listen(80)).isInstanceOf(AddressInUseException.class);
            assertThat(listener.isClosed()).isFalse();
        }
        listen(80).close();
    }

    @Test
    void nobodyListensIsRefused() {
        assertThatThrownBy(() -> network.connect("localhost", 80))
                .isInstanceOf(ConnectionRefusedException.class)
                .hasMessageStartingWith("connect to localhost:80: ");
    }

    @Test
    void aClosedListenerResetsWhomItDidNotAccept() {
        Listener listener = listen(80);
        ByteStream client = network.connect("localhost", 80);
        Task<?> accepted = createTask(() -> listener.accept());
        accepted.await();
        ByteStream late = network.connect("localhost", 80);
        listener.close();
        assertThatThrownBy(() -> late.read(ByteBuffer.allocate(1)))
                .isInstanceOf(ConnectionResetException.class);
        assertThatThrownBy(listener::accept).isInstanceOf(StreamClosedException.class);
        client.close();
        late.close();
        ((ByteStream) accepted.result()).close();
    }

    @Test
    void namesAreKnownWhenAdded() {
        assertThatThrownBy(() -> network.resolve("db.example", 1))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("addHost() makes it known");
        network.addHost("db.example");
        try (Listener listener = listen(5432);
                ByteStream near = network.connect("db.example", 5432);
                ByteStream far = listener.accept()) {
            assertThat(near.isClosed() || far.isClosed()).isFalse();
        }
    }

    @Test
    void unixAddressesWorkWithoutFiles() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of("/no/such/folder/socket");
        try (Listener listener = network.listen(address, ListenOptions.defaults());
                ByteStream near =
                        network.connect(address, dev.rondo.stream.ConnectOptions.defaults());
                ByteStream far = listener.accept()) {
            near.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(far.read(ByteBuffer.allocate(9))).isEqualTo(1);
        }
    }

    @Test
    void datagramsArriveInTheirOrder() {
        InetSocketAddress address = new InetSocketAddress("localhost", 53);
        try (Datagrams server = network.datagrams(DatagramOptions.defaults().withLocal(address));
                Datagrams client =
                        network.datagrams(DatagramOptions.defaults().withPeer(address))) {
            assertThat(client.peer()).contains(server.address());
            assertThat(server.peer()).isEmpty();
            client.send(ByteBuffer.wrap(new byte[] {1}));
            client.send(ByteBuffer.wrap(new byte[] {2, 3}));
            assertThat(server.receive().bytes()).containsExactly(1);
            Datagram second = server.receive();
            assertThat(second.bytes()).containsExactly(2, 3);
            server.send(ByteBuffer.wrap(new byte[] {4}), second.from());
            assertThat(client.receive().bytes()).containsExactly(4);
            client.send(ByteBuffer.wrap(new byte[0]), new InetSocketAddress("localhost", 9));
            assertThatThrownBy(() -> server.send(ByteBuffer.allocate(0)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
