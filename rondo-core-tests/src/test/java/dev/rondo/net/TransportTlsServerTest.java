package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.net.Transports.connectAcceptedSocket;
import static dev.rondo.net.Transports.createConnection;
import static dev.rondo.net.Transports.createServer;
import static dev.rondo.net.Transports.createUnixConnection;
import static dev.rondo.net.Transports.createUnixServer;
import static dev.rondo.net.Transports.startTls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Task;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connected;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.RecordingProtocol;
import dev.rondo.stream.Server;
import dev.rondo.stream.TlsException;
import dev.rondo.stream.TlsOptions;
import dev.rondo.testing.Authority;
import dev.rondo.testing.TestTls;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protocols over TLS, both ends, on the system's sockets, with each poller. */
class TransportTlsServerTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();
    private static final TlsOptions STRANGER =
            TlsOptions.client(Authority.create().trustingContext(), TestTls.HOST);

    private final List<RecordingProtocol> protocols = new ArrayList<>();
    private final List<ExceptionContext> reports = new ArrayList<>();

    /** Answers everything with its length, and says hello. */
    private RecordingProtocol make() {
        RecordingProtocol protocol =
                new RecordingProtocol() {
                    @Override
                    public void dataReceived(byte[] data) throws Exception {
                        super.dataReceived(data);
                        transport().write(data);
                    }
                };
        protocols.add(protocol);
        return protocol;
    }

    private void collectReports() {
        runningLoop().setExceptionHandler(Optional.of((loop, report) -> reports.add(report)));
    }

    private static void echoes(Connected<RecordingProtocol> connected) {
        connected.transport().write("hello".getBytes(StandardCharsets.UTF_8));
        connected.protocol().awaitText("hello");
        assertThat(connected.transport().info().tls().orElseThrow().getCipherSuite()).isNotEmpty();
        assertThat(connected.transport().info().peer()).isPresent();
        connected.transport().close();
        connected.protocol().awaitCall("lost");
        assertThat(connected.protocol().calls()).containsExactly("made", "data", "lost");
    }

    private static void end(Server server) {
        server.close();
        server.waitClosed();
    }

    @ParameterizedTest
    @EnumSource
    void protocolsTalkOverTls(OnPoller poller) throws Exception {
        poller.run(() -> {
            collectReports();
            Server server =
                    createServer(
                            this::make,
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            SERVER);
            echoes(
                    createConnection(
                            RecordingProtocol::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults(),
                            CLIENT));
            end(server);
            assertThat(protocols.getFirst().calls()).containsExactly("made", "data", "eof", "lost");
        });
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void protocolsTalkOverTlsOnAUnixSocket(OnPoller poller) throws Exception {
        poller.run(() -> {
            Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
            Server server = createUnixServer(this::make, path, SERVER);
            echoes(createUnixConnection(RecordingProtocol::new, path, CLIENT));
            end(server);
        });
    }

    @ParameterizedTest
    @EnumSource
    void serverThatIsNotTrustedMakesNoProtocolAtEitherEnd(OnPoller poller) throws Exception {
        poller.run(() -> {
            collectReports();
            Server server =
                    createServer(
                            this::make,
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults(),
                            SERVER);
            assertThatThrownBy(() ->
                            createConnection(
                                    this::make,
                                    server.addresses().getFirst(),
                                    ConnectOptions.defaults(),
                                    STRANGER))
                    .isInstanceOf(TlsException.class);
            end(server);
            assertThat(protocols).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void serverThatIsNotTrustedIsRefusedOnAUnixSocket(OnPoller poller) throws Exception {
        poller.run(() -> {
            collectReports();
            Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
            Server server = createUnixServer(this::make, path, SERVER);
            assertThatThrownBy(() -> createUnixConnection(this::make, path, STRANGER))
                    .isInstanceOf(TlsException.class);
            end(server);
            assertThat(protocols).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void certificateOfAnotherHostIsRefused(OnPoller poller) throws Exception {
        poller.run(() -> {
            collectReports();
            Server server =
                    createServer(
                            this::make, List.of("localhost"), 0, ListenOptions.defaults(), SERVER);
            TlsOptions nameless = TlsOptions.client(TestTls.AUTHORITY.trustingContext());
            assertThatThrownBy(() ->
                            createConnection(this::make, "localhost", server.port(), nameless))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("localhost");
            end(server);
            assertThat(protocols).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void acceptedStreamIsServedOverTls(OnPoller poller) throws Exception {
        poller.run(() -> {
            Listener listener =
                    SystemNetwork.instance().listen(SystemSockets.tcp(), ListenOptions.defaults());
            Task<?> client =
                    createTask(() ->
                            echoes(
                                    createConnection(
                                            RecordingProtocol::new,
                                            listener.address(),
                                            ConnectOptions.defaults(),
                                            CLIENT)));
            Connected<RecordingProtocol> accepted =
                    connectAcceptedSocket(this::make, listener.accept(), SERVER);
            client.await();
            accepted.protocol().awaitCall("lost");
            listener.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsStartTlsOnALiveConnection(OnPoller poller) throws Exception {
        poller.run(() -> {
            RecordingProtocol secure = new RecordingProtocol();
            Server server =
                    createServer(
                            () ->
                                    new RecordingProtocol() {
                                        @Override
                                        public void dataReceived(byte[] data) throws Exception {
                                            transport().write("ok".getBytes());
                                            startTls(transport(), secure, SERVER);
                                        }
                                    },
                            List.of(SystemSockets.tcp()),
                            ListenOptions.defaults());
            Connected<RecordingProtocol> client =
                    createConnection(
                            RecordingProtocol::new,
                            server.addresses().getFirst(),
                            ConnectOptions.defaults());
            client.transport().write("STARTTLS".getBytes());
            client.protocol().awaitText("ok");
            startTls(client.transport(), client.protocol(), CLIENT);
            client.transport().write("secret".getBytes());
            secure.awaitText("secret");
            client.transport().close();
            client.protocol().awaitCall("lost");
            end(server);
            assertThat(secure.calls()).containsExactly("data", "eof", "lost");
        });
    }
}
