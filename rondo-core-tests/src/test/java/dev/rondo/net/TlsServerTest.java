package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.waitAll;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Net.openUnixConnection;
import static dev.rondo.net.Net.startServer;
import static dev.rondo.net.Net.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.ExceptionContext;
import dev.rondo.Future;
import dev.rondo.Poller;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TlsException;
import dev.rondo.stream.TlsException.Reason;
import dev.rondo.stream.TlsOptions;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.TestTls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers and connections over TLS on the system's sockets, with each poller. */
class TlsServerTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    private static final ConnectionHandler ECHO =
            connection -> {
                for (String line : connection.reader().lines()) {
                    connection.writer().write(line + "\n");
                }
            };

    private final List<ExceptionContext> reports = new ArrayList<>();
    private final Logger logger = Logger.getLogger("dev.rondo"); // held: loggers are held weakly
    private CapturedLog log;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.FINE);
        log = new CapturedLog();
    }

    @AfterEach
    void silence() {
        log.close();
        logger.setLevel(null);
    }

    static Stream<Supplier<Poller>> pollers() {
        return Stream.of(Pollers::nio, Pollers::epoll);
    }

    interface Scenario {
        void run(Server server) throws Exception;
    }

    /** Runs against an echo server. */
    private void serving(Supplier<Poller> poller, TlsOptions options, Scenario body)
            throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    runningLoop()
                            .setExceptionHandler(
                                    Optional.of((loop, report) -> reports.add(report)));
                    Server server =
                            startServer(
                                    List.of(SystemSockets.tcp()),
                                    ListenOptions.defaults(),
                                    options,
                                    ECHO);
                    body.run(server);
                    server.close();
                    server.waitClosed();
                });
    }

    private static Connection connect(Server server, TlsOptions options) {
        return openConnection(server.addresses().getFirst(), ConnectOptions.defaults(), options);
    }

    private static Connection connectPlain(Server server) {
        return openConnection(server.addresses().getFirst(), ConnectOptions.defaults());
    }

    private static void echoes(Connection connection) {
        connection.writer().write("hello\n");
        assertThat(connection.reader().nextLine()).contains("hello");
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void manyClientsAtOnceGetTheirLinesBack(Supplier<Poller> poller) throws Exception {
        serving(
                poller,
                SERVER,
                server -> {
                    taskGroup(group -> {
                        for (int i = 0; i < 10; i++) {
                            group.createTask(() -> {
                                Connection connection = connect(server, CLIENT);
                                echoes(connection);
                                connection.close();
                            });
                        }
                    });
                });
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void hostIsTheNameThatIsChecked(Supplier<Poller> poller) throws Exception {
        serving(
                poller,
                SERVER,
                server -> {
                    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
                    TlsOptions nameless = TlsOptions.client(TestTls.AUTHORITY.trustingContext());
                    assertThatThrownBy(() -> openConnection("localhost", port, nameless))
                            .isInstanceOf(TlsException.class)
                            .hasMessageStartingWith("shake hands with localhost at ")
                            .hasMessageContaining("DNS name matching localhost found");
                    Connection connection =
                            openConnection("localhost", port, nameless.withHostname(TestTls.HOST));
                    echoes(connection);
                    connection.close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void unixSocketsCarryTlsToo(Supplier<Poller> poller) throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    Path path = ((UnixDomainSocketAddress) SystemSockets.unix()).getPath();
                    Server server = startUnixServer(path, SERVER, ECHO);
                    Connection connection = openUnixConnection(path, CLIENT);
                    echoes(connection);
                    connection.close();
                    assertThatThrownBy(() ->
                                    openUnixConnection(
                                            path,
                                            TlsOptions.client(TestTls.AUTHORITY.trustingContext())))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith("verifyHostname needs a hostname");
                    server.close();
                    server.waitClosed();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void optionsOfTheWrongSideAreRefusedBeforeThereIsAConnection(Supplier<Poller> poller)
            throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    assertThatThrownBy(() -> openConnection("localhost", 1, SERVER))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith("These TLS options are a server's");
                    assertThatThrownBy(() -> startServer("localhost", 0, CLIENT, ECHO))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith("These TLS options are a client's");
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void peerThatSaysNothingHoldsNobodyElseUp(Supplier<Poller> poller) throws Exception {
        serving(
                poller,
                SERVER,
                server -> {
                    Connection silent = connectPlain(server);
                    Connection connection = connect(server, CLIENT);
                    echoes(connection);
                    connection.close();
                    silent.stream().abort();
                });
        assertThat(reports).isEmpty(); // somebody who leaves is no news
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void handshakeThatTakesTooLongIsGivenUp(Supplier<Poller> poller) throws Exception {
        TlsOptions hasty = SERVER.withHandshakeTimeout(Duration.ofMillis(20));
        serving(
                poller,
                hasty,
                server -> {
                    Connection silent = connectPlain(server);
                    assertThatThrownBy(
                                    () -> {
                                        if (silent.reader().read(1).length == 0) {
                                            throw new IllegalStateException("ended");
                                        }
                                    })
                            .isInstanceOfAny(
                                    ConnectionResetException.class, IllegalStateException.class);
                    silent.close();
                });
        assertThat(reports).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void plainClientOfATlsServerIsALineOfTheLogAndTheServerGoesOn(Supplier<Poller> poller)
            throws Exception {
        serving(
                poller,
                SERVER,
                server -> {
                    Connection plain = connectPlain(server);
                    plain.writer().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
                    SocketAddress mine = plain.info().local().orElseThrow();
                    try {
                        plain.reader().readAll(); // an alert, the end or a reset
                    } catch (ConnectionResetException e) {
                        // It left before it read all.
                    }
                    plain.close();
                    assertThat(log.messages()).hasSize(1);
                    assertThat(log.messages().getFirst())
                            .startsWith("TLS handshake of " + mine + ": TlsException: shake hands")
                            .contains("GET / HTTP/1.1\\r\\n")
                            .doesNotContain("\n");
                    Connection connection = connect(server, CLIENT);
                    echoes(connection);
                    connection.close();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void tlsClientOfAPlainServerIsToldSo(Supplier<Poller> poller) throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    Server server =
                            startServer(
                                    List.of(SystemSockets.tcp()),
                                    ListenOptions.defaults(),
                                    connection -> {
                                        connection.writer().write("220 mail.test ESMTP\r\n");
                                        connection.reader().read(1000);
                                    });
                    SocketAddress address = server.addresses().getFirst();
                    assertThatThrownBy(() -> connect(server, CLIENT))
                            .isInstanceOf(TlsException.class)
                            .hasMessage(
                                    "shake hands with server.test at "
                                            + address
                                            + ": the peer does not speak TLS: it sent \"220"
                                            + " mail.test ESMTP\\r\\n\"");
                    server.close();
                    server.waitClosed();
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void clientThatRefusesTheCertificateSaysWhyToTheServer(Supplier<Poller> poller)
            throws Exception {
        serving(
                poller,
                SERVER,
                server -> {
                    assertThatThrownBy(() -> connect(server, CLIENT.withHostname("other.test")))
                            .isInstanceOfSatisfying(
                                    TlsException.class,
                                    e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE));
                    while (log.messages().isEmpty()) {
                        sleep(0);
                    }
                    assertThat(log.messages().getFirst())
                            .contains("TlsException: shake hands with")
                            .contains("Received fatal alert: certificate_unknown");
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void cancelledHandshakeLeavesNoConnection(Supplier<Poller> poller) throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    Future<Connection> accepted = Rondo.createFuture();
                    Server server =
                            startServer(
                                    List.of(SystemSockets.tcp()),
                                    ListenOptions.defaults(),
                                    connection -> {
                                        connection.reader().readExactly(100); // the hello
                                        accepted.setResult(connection);
                                        try {
                                            connection.reader().readAll();
                                        } catch (StreamException e) {
                                            // The client aborted: that is what is tested.
                                        }
                                    });
                    Task<?> connecting = createTask(() -> connect(server, CLIENT));
                    accepted.await();
                    connecting.cancel();
                    waitAll(List.of(connecting));
                    assertThat(connecting.cancelled()).isTrue();
                    server.close();
                    server.waitClosed(); // the client's end is closed, so the handler ends
                });
    }

    @ParameterizedTest
    @MethodSource("pollers")
    void clientGivesUpOnASilentServer(Supplier<Poller> poller) throws Exception {
        run(
                SystemSockets.with(poller),
                () -> {
                    Server server =
                            startServer(
                                    List.of(SystemSockets.tcp()),
                                    ListenOptions.defaults(),
                                    connection -> {
                                        try {
                                            connection.reader().readAll();
                                        } catch (StreamException e) {
                                            // The client aborted.
                                        }
                                    });
                    assertThatThrownBy(() ->
                                    connect(
                                            server,
                                            CLIENT.withHandshakeTimeout(Duration.ofMillis(20))))
                            .isInstanceOf(TimeoutException.class)
                            .hasMessage(
                                    "shake hands with server.test at "
                                            + server.addresses().getFirst()
                                            + ": the TLS handshake took longer than PT0.02S");
                    server.close();
                    server.waitClosed();
                });
    }
}
