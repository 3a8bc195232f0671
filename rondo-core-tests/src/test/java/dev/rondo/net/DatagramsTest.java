package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.net.Channels.anyPort;
import static dev.rondo.net.Channels.bytes;
import static dev.rondo.net.Channels.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Poller;
import dev.rondo.Task;
import dev.rondo.stream.AddressInUseException;
import dev.rondo.stream.Datagram;
import dev.rondo.stream.DatagramOptions;
import dev.rondo.stream.Datagrams;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams beyond one there and back: empty ones, groups, broadcast, shared addresses. */
class DatagramsTest {
    private static final DatagramOptions HERE = DatagramOptions.defaults().withLocal(anyPort());

    static Stream<Supplier<Poller>> pollers() {
        return Channels.pollers();
    }

    private static Datagrams open(DatagramOptions options) {
        return SystemNetwork.instance().datagrams(options);
    }

    private static int port(Datagrams datagrams) {
        return ((InetSocketAddress) datagrams.address()).getPort();
    }

    private static InetAddress address(String digits) throws UnknownHostException {
        return InetAddress.getByName(digits);
    }

    private static String loopback() throws Exception {
        return NetworkInterface.getByInetAddress(address("127.0.0.1")).getName();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void emptyDatagramsArrive(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Datagrams one = open(HERE);
                            Datagrams two = open(HERE)) {
                        Task<Datagram> receiving = createTask(two::receive);
                        sleep(0);
                        one.send(ByteBuffer.allocate(0), two.address());
                        assertThat(receiving.await())
                                .isEqualTo(new Datagram(ByteBuffer.allocate(0), one.address()));
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void endWithoutAPeerMustBeToldWhereToSend(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Datagrams one = open(HERE)) {
                        assertThatThrownBy(() -> one.send(ByteBuffer.allocate(1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("has no peer\nSay where to send to");
                        assertThatThrownBy(() -> one.trySend(ByteBuffer.allocate(1)))
                                .isInstanceOf(IllegalStateException.class);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void emptyDatagramsGoToAConnectedPeer(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    try (Datagrams two = open(HERE);
                            Datagrams one = open(HERE.withPeer(two.address()))) {
                        if (poller.get() instanceof NioPoller) { // the JDK would send nothing
                            assertThatThrownBy(() -> one.send(ByteBuffer.allocate(0)))
                                    .isInstanceOf(UnsupportedOperationException.class)
                                    .hasMessageContaining("empty datagram");
                        } else {
                            one.send(ByteBuffer.allocate(0));
                            assertThat(two.receive().bytes()).isEmpty();
                        }
                        one.send(bytes("after"));
                        assertThat(two.receive().bytes()).asString().isEqualTo("after");
                        two.send(ByteBuffer.allocate(0), one.address());
                        assertThat(one.receive().bytes()).isEmpty();
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void membersOfAGroupReceiveUntilTheyLeave(Supplier<Poller> poller) throws Exception {
        InetAddress group = address("239.77.77.77");
        DatagramOptions any =
                DatagramOptions.defaults()
                        .withLocal(new InetSocketAddress(address("0.0.0.0"), 0))
                        .withReuseAddress(true);
        on(
                poller,
                () -> {
                    try (Datagrams member = open(any);
                            Datagrams outsider =
                                    open(
                                            any.withLocal(
                                                    new InetSocketAddress(
                                                            address("0.0.0.0"), port(member))));
                            Datagrams sender =
                                    open(
                                            HERE.withMulticastInterface(loopback())
                                                    .withMulticastTtl(0))) {
                        SocketAddress to = new InetSocketAddress(group, port(member));
                        member.join(group, loopback());
                        member.join(group, loopback()); // again: nothing
                        sender.send(bytes("one"), to);
                        assertThat(member.receive().bytes()).asString().isEqualTo("one");
                        member.leave(group, loopback());
                        assertThatThrownBy(() -> member.leave(group, loopback()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("no member");
                        outsider.join(group, loopback());
                        sender.send(bytes("two"), to);
                        assertThat(outsider.receive().bytes()).asString().isEqualTo("two");
                        Task<Datagram> nothing = createTask(member::receive);
                        sleep(0);
                        nothing.cancel();
                        assertThatThrownBy(nothing::await).isInstanceOf(CancelledError.class);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void withoutLoopbackMembersOfThisMachineGetNothing(Supplier<Poller> poller) throws Exception {
        InetAddress group = address("239.77.77.78");
        String real = // the loopback itself brings everything back
                NetworkInterface.networkInterfaces()
                        .filter(DatagramsTest::isMulticast)
                        .findFirst()
                        .map(NetworkInterface::getName)
                        .orElse(null);
        Assumptions.assumeTrue(real != null, "no interface for multicast");
        DatagramOptions local = // time to live 0: nothing leaves this machine
                DatagramOptions.defaults().withMulticastInterface(real).withMulticastTtl(0);
        on(
                poller,
                () -> {
                    SocketAddress anyPort = new InetSocketAddress(address("0.0.0.0"), 0);
                    try (Datagrams member = open(DatagramOptions.defaults().withLocal(anyPort));
                            Datagrams silent = open(local.withMulticastLoopback(false));
                            Datagrams loud = open(local)) {
                        SocketAddress to = new InetSocketAddress(group, port(member));
                        member.join(group, real);
                        silent.send(bytes("silent"), to);
                        loud.send(bytes("loud"), to);
                        assertThat(member.receive().bytes()).asString().isEqualTo("loud");
                    }
                });
    }

    private static boolean isMulticast(NetworkInterface candidate) {
        try {
            return candidate.isUp()
                    && candidate.supportsMulticast()
                    && !candidate.isLoopback()
                    && candidate.inetAddresses().anyMatch(Inet4Address.class::isInstance);
        } catch (SocketException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void onlyGroupsAreJoined(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    Datagrams datagrams = open(HERE);
                    assertThatThrownBy(() -> datagrams.join(address("127.0.0.1"), loopback()))
                            .isInstanceOf(IllegalArgumentException.class);
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> datagrams.join(address("239.1.1.1"), "none0"))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("none0");
                    }
                    datagrams.close();
                    assertThatThrownBy(() -> datagrams.join(address("239.1.1.1"), loopback()))
                            .isInstanceOf(StreamClosedException.class);
                    assertThatThrownBy(() -> datagrams.leave(address("239.1.1.1"), loopback()))
                            .isInstanceOf(StreamClosedException.class);
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void broadcastHasToBeAllowed(Supplier<Poller> poller) throws Exception {
        DatagramOptions any =
                DatagramOptions.defaults().withLocal(new InetSocketAddress(address("0.0.0.0"), 0));
        on(
                poller,
                () -> {
                    try (Datagrams receiver = open(any);
                            Datagrams denied = open(any);
                            Datagrams allowed = open(any.withBroadcast(true))) {
                        SocketAddress all =
                                new InetSocketAddress(address("127.255.255.255"), port(receiver));
                        assertThatThrownBy(() -> denied.send(bytes("x"), all))
                                .isInstanceOf(StreamException.class)
                                .hasMessageContaining("Permission denied");
                        allowed.send(bytes("to all"), all);
                        assertThat(receiver.receive().bytes()).asString().isEqualTo("to all");
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void addressIsSharedWhenAllSay(Supplier<Poller> poller) throws Exception {
        on(
                poller,
                () -> {
                    for (DatagramOptions sharing :
                            new DatagramOptions[] {
                                HERE.withReuseAddress(true), HERE.withReusePort(true)
                            }) {
                        try (Datagrams first = open(sharing)) {
                            open(sharing.withLocal(first.address())).close();
                            assertThatThrownBy(() -> open(HERE.withLocal(first.address())))
                                    .isInstanceOf(AddressInUseException.class);
                        }
                    }
                });
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> HERE.withMulticastTtl(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HERE.withMulticastTtl(256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256");
    }
}
