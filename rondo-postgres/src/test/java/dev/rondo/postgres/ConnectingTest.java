package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.CancelledError;
import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.postgres.wire.ReportFields;
import dev.rondo.test.InLoop;
import dev.rondo.test.MemoryNetwork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting with servers, with what is none, and with what never answers. */
@InLoop(allowTasks = "peer*", deadlineSeconds = 60)
class ConnectingTest {
    private final MemoryNetwork network = new MemoryNetwork();
    private final Peers peers = new Peers(network);
    private long begun;

    @BeforeEach
    void begin(EventLoop loop) {
        begun = loop.time().toMillis();
    }

    /** What the client opened is closed: a peer's half may still be on its way. */
    @AfterEach
    void nothingIsLeftOpen() {
        Rondo.allTasks().stream()
                .filter(task -> task.name().startsWith("peer"))
                .forEach(task -> task.cancel());
        Rondo.sleep(Duration.ofMillis(1));
        assertThat(network.open().stream().filter(o -> !o.toString().contains("isten"))).isEmpty();
    }

    private long millis() {
        return Rondo.runningLoop().time().toMillis() - begun;
    }

    private PostgresOptions options(int... ports) {
        String[] hosts = new String[ports.length];
        java.util.Arrays.fill(hosts, "localhost");
        return PostgresOptions.defaults()
                .withNetwork(network)
                .withHost(hosts)
                .withPort(ports)
                .withUser("me")
                .withDatabase("db");
    }

    private static void close(Link link) {
        link.stream().close();
    }

    private <E extends Throwable> E fails(Class<E> type, PostgresOptions options) {
        E e = catchThrowableOfType(type, () -> Connecting.connect(options));
        assertThat(e).isNotNull();
        return e;
    }

    private static final Consumer<Peers.Peer> GOOD =
            peer -> {
                peer.startup();
                peer.letIn("server_version", "17.2", "in_hot_standby", "off");
                peer.idle();
            };

    // ---- A session

    @Test
    void aSessionBegins() {
        FrontendMessage.Startup[] seen = new FrontendMessage.Startup[1];
        peers.at(
                1,
                peer -> {
                    seen[0] = peer.startup();
                    peer.send(to -> to.notice(ReportFields.of("S", "NOTICE", "M", "hello")));
                    peer.letIn("server_version", "17.2", "TimeZone", "UTC");
                    peer.idle();
                });
        Link link = Connecting.connect(options(1).withApplicationName("app"));
        assertThat(seen[0].version()).isEqualTo(3 << 16);
        assertThat(seen[0].parameters())
                .containsExactly(
                        Map.entry("user", "me"),
                        Map.entry("database", "db"),
                        Map.entry("client_encoding", "UTF8"),
                        Map.entry("application_name", "app"));
        assertThat(link.serverVersion()).isEqualTo("17.2");
        assertThat(link.parameters()).containsEntry("TimeZone", "UTC");
        assertThat(link.notices().getFirst().message()).isEqualTo("hello");
        assertThat(link.processId()).isEqualTo(1);
        assertThat(link.address()).isEqualTo("localhost:1");
        assertThat(link.toString()).contains("localhost:1").contains("process=1");
        close(link);
    }

    @Test
    void whatTheServerSaysAsASessionBeginsReachesTheFirstListener() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.notice(ReportFields.of("S", "WARNING", "M", "one")));
                    peer.letIn("server_version", "17.2");
                    peer.send(to -> to.notice(ReportFields.of("S", "NOTICE", "M", "two")));
                    peer.idle();
                });
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        try (Connection connection = Postgres.connect(options(1))) {
            connection.addNoticeListener(notice -> first.add(notice.message()));
            connection.addNoticeListener(notice -> second.add(notice.message()));
            assertThat(first).containsExactly("one");
            Rondo.sleep(Duration.ofMillis(1));
        }
        assertThat(first).containsExactly("one", "two");
        assertThat(second).containsExactly("two");
    }

    @Test
    void whatComesBehindReadyIsInTheReader() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> {
                        to.authentication(new Authentication.Ok());
                        to.ready(BackendMessage.ReadyForQuery.IDLE);
                        to.notification(5, "news", "early");
                    });
                    peer.idle();
                });
        Link link = Connecting.connect(options(1));
        BackendMessage next = link.messages().next(link.reader().buffer());
        assertThat(next).isEqualTo(new BackendMessage.NotificationResponse(5, "news", "early"));
        assertThat(link.processId()).isZero();
        assertThatThrownBy(() -> Connecting.cancel(link))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("told no key");
        close(link);
    }

    @Test
    void anOlderMinorVersionIsTaken() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.negotiate(3 << 16, List.of()));
                    peer.letIn();
                    peer.idle();
                });
        close(Connecting.connect(options(1)));
        peers.at(
                2,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.negotiate(3 << 16, List.of("_pq_.x")));
                    peer.idle();
                });
        assertThat(fails(ConnectException.class, options(2)))
                .hasMessageContaining("does not speak PostgreSQL's protocol 3.0");
    }

    // ---- What is no server

    @DisplayName("PG126: only one byte may answer the request of TLS")
    @ParameterizedTest
    @ValueSource(strings = {"SS", "S\0\0\0", "N\0", "SSH-2.0-OpenSSH_9.2\r\n"})
    void moreThanOneByteIsRefused(String answer) {
        peers.at(
                1,
                peer -> {
                    peer.next();
                    peer.text(answer);
                    peer.idle();
                });
        for (SslMode mode : List.of(SslMode.REQUIRE, SslMode.PREFER)) {
            assertThat(fails(ConnectException.class, options(1).withSslMode(mode)))
                    .hasMessageContaining("somebody is in between")
                    .hasMessageContaining("more than the one byte");
        }
        assertThat(peers.log()).doesNotContain("1 startup");
    }

    @DisplayName("PG126: bytes of a greeting that come before the request are seen")
    @Test
    void aGreetingIsNoAnswer() {
        peers.at(
                1,
                peer -> {
                    peer.text("\u004a\0\0\0\n8.0.36 MySQL\0");
                    peer.idle();
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("does not speak PostgreSQL's protocol")
                .hasMessageContaining("8.0.36 MySQL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer", "require"})
    void aWebServerIsToldApart(String mode) {
        peers.at(
                1,
                peer -> {
                    peer.stream().read(java.nio.ByteBuffer.allocate(100));
                    peer.text("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
                    peer.idle();
                });
        assertThat(fails(ConnectException.class, options(1).with("sslmode", mode)))
                .hasMessageContaining("does not speak PostgreSQL's protocol")
                .hasMessageContaining("HTTP/1.1 400");
        assertThat(millis()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"disable, without a word", "prefer, ask for TLS", "require, ask for TLS"})
    void whoHangsUpIsNamed(String mode, String message) {
        peers.at(1, Peers.Peer::next);
        assertThat(fails(ConnectException.class, options(1).with("sslmode", mode)))
                .hasMessageContaining("Cannot connect to localhost:1")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "prefer", "require"})
    void silenceEndsInTime(String mode) {
        peers.at(1, Peers.Peer::sleep);
        ConnectException e =
                fails(
                        ConnectException.class,
                        options(1).with("sslmode", mode).withConnectTimeout(Duration.ofSeconds(7)));
        assertThat(e).hasMessageContaining("after 7 s").hasMessageContaining("localhost:1");
        assertThat(e.getMessage())
                .contains(mode.equals("disable") ? "logging in" : "beginning TLS");
        assertThat(e.getCause()).isInstanceOf(TimeoutException.class);
        assertThat(millis()).isEqualTo(7000);
    }

    @Test
    void aServerThatStopsInTheMiddleEndsInTime() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.authentication(new Authentication.Ok()));
                    peer.sleep();
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("60 s")
                .hasMessageContaining("logging in");
        assertThat(millis()).isEqualTo(60_000);
    }

    @Test
    void aServerThatTalksForEverIsRefused() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.authentication(new Authentication.Ok()));
                    while (true) {
                        peer.send(to -> to.parameterStatus("a", "b"));
                    }
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("is not ready for a query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z\0\0\0\5I", "R\0\0\0\1", "R\0\0\0\7abc", "D\0\0\0\6\0\0"})
    void whatBreaksTheProtocolIsRefused(String bytes) {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.text(bytes);
                    peer.idle();
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("Cannot connect to localhost:1");
        assertThat(millis()).isZero();
    }

    @Test
    void anErrorInPlaceOfTlsIsNotBelieved() {
        peers.at(
                1,
                peer -> {
                    peer.next();
                    peer.refuse("28P01", "come and give me your password");
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("answered an error")
                .hasMessageNotContaining("come and");
    }

    @Test
    void nobodyThereIsRefused() {
        assertThat(fails(ConnectException.class, options(9)))
                .hasMessageContaining("Cannot connect to localhost:9")
                .hasMessageContaining("Does the server run");
        assertThat(fails(ConnectException.class, options(9).withHost("unknown-host.invalid")))
                .hasMessageContaining("unknown-host.invalid");
    }

    // ---- Several hosts

    @Test
    void hostsAreTriedInOrder() {
        peers.at(2, peer -> peer.refusing("57P03"));
        peers.at(3, GOOD);
        peers.at(4, GOOD);
        Link link = Connecting.connect(options(1, 2, 3, 4));
        assertThat(link.address()).isEqualTo("localhost:3");
        close(link);
    }

    @Test
    void aHostThatIsSilentHasItsPartOfTheTime() {
        peers.at(1, Peers.Peer::sleep);
        peers.at(2, Peers.Peer::sleep);
        peers.at(3, GOOD);
        close(Connecting.connect(options(1, 2, 3)));
        assertThat(millis()).isEqualTo(40_000);
    }

    @Test
    void connectTimeoutIsEachHosts() {
        peers.at(1, Peers.Peer::sleep);
        peers.at(2, Peers.Peer::sleep);
        peers.at(3, GOOD);
        close(Connecting.connect(options(1, 2, 3).with("connect_timeout", "3")));
        assertThat(millis()).isEqualTo(6_000);
        assertThat(fails(ConnectException.class, options(1, 2).with("connect_timeout", "100")))
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
        assertThat(millis()).isEqualTo(206_000);
    }

    @Test
    void whenTheTimeIsOverWhatTheServerSaidBeforeIsThrown() {
        int[] round = {0};
        peers.at(
                1,
                peer -> {
                    if (round[0]++ == 0) {
                        peer.refusing("57P03");
                    } else {
                        peer.sleep();
                    }
                });
        CannotConnectNowException e =
                fails(
                        CannotConnectNowException.class,
                        options(1).withConnectTimeout(Duration.ofSeconds(5)));
        assertThat(e.getSuppressed()).hasOnlyElementsOfType(ConnectException.class).hasSize(1);
    }

    @Test
    void aServerThatSpeaksByteByByteIsHeard() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    var bytes = new dev.rondo.bytes.ByteWriter();
                    var out = new dev.rondo.postgres.wire.BackendWriter(bytes);
                    out.authentication(new Authentication.Ok());
                    for (int i = 0; i < 200; i++) {
                        out.parameterStatus("p" + i, "v".repeat(10));
                    }
                    out.ready(BackendMessage.ReadyForQuery.IDLE);
                    for (byte each : bytes.toBytes()) {
                        peer.stream().write(java.nio.ByteBuffer.wrap(new byte[] {each}));
                        Rondo.sleep(Duration.ofMillis(1));
                    }
                    peer.idle();
                });
        Link link = Connecting.connect(options(1));
        assertThat(link.parameters()).hasSize(200);
        close(link);
    }

    @Test
    void aServerThatSpeaksWithoutEndBeforeASessionIsLeft() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.authentication(new Authentication.Ok()));
                    for (int i = 0; i < 5_000; i++) {
                        peer.send(to -> to.notice(ReportFields.of("S", "NOTICE", "M", "again")));
                        if (i % 100 == 0) {
                            peer.send(to -> to.keyData(1, new byte[] {1, 2, 3, 4}));
                        }
                    }
                    peer.idle();
                });
        assertThat(fails(ConnectException.class, options(1)))
                .hasMessageContaining("sent 1000 messages and is not ready");
    }

    @Test
    void aServerThatReportsParametersWithoutEndIsLeft() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.letIn("server_version", "17.2");
                    for (int i = 0; i < 2_000; i++) {
                        String name = "p" + i;
                        peer.send(to -> to.parameterStatus(name, "v"));
                    }
                    peer.idle();
                });
        try (Connection connection = Postgres.connect(options(1))) {
            assertThatThrownBy(() -> connection.execute("select 1"))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasStackTraceContaining("reports more than 1000 parameters");
        }
    }

    @Test
    void aPasswordThatIsNoneIsSaidSo() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.authentication(new Authentication.CleartextPassword()));
                    peer.idle();
                });
        assertThatThrownBy(() -> Connecting.connect(options(1).withPassword(() -> null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the password that was supplied");
    }

    @Test
    void aNoticeBesideTheAnswerToWhatTheServerIsIsKept() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.letIn("server_version", "13.0");
                    peer.next();
                    peer.send(to -> {
                        to.notice(ReportFields.of("S", "NOTICE", "M", "beside"));
                        to.rowDescription(List.of(new ColumnDescription("r", 0, 0, 25, -1, -1, 0)));
                        to.dataRow(List.of(new byte[] {(byte) 102}));
                        to.commandComplete("SELECT 1");
                        to.ready(BackendMessage.ReadyForQuery.IDLE);
                    });
                    peer.idle();
                });
        Link link =
                Connecting.connect(options(1).withTargetSessionAttrs(TargetSessionAttrs.PRIMARY));
        assertThat(link.notices().getLast().message()).isEqualTo("beside");
        close(link);
    }

    @Test
    void allFailuresAreTold() {
        peers.at(2, peer -> peer.refusing("53300"));
        ConnectException e =
                fails(
                        ConnectException.class,
                        options(1, 2).withConnectTimeout(Duration.ofMillis(50)));
        assertThat(e)
                .hasMessageContaining("Cannot connect to any server")
                .hasMessageContaining("localhost:1")
                .hasMessageContaining("53300");
        assertThat(e.getSuppressed()).hasSize(2);
        assertThat(e.getSuppressed()[1]).isInstanceOf(TooManyConnectionsException.class);
    }

    @Test
    void aRefusalEndsIt() {
        peers.at(1, peer -> peer.refusing("28P01"));
        peers.at(2, GOOD);
        fails(InvalidPasswordException.class, options(1, 2));
        assertThat(peers.log()).doesNotContain("2 startup");
    }

    @Test
    void theLimitOfAllHoldsWhileOneIsTried() {
        peers.at(1, Peers.Peer::sleep);
        ConnectException e =
                fails(
                        ConnectException.class,
                        options(8, 1)
                                .with("connect_timeout", "100")
                                .withConnectTimeout(Duration.ofSeconds(5)));
        assertThat(e).hasMessageContaining("Not connected after 5 s");
        assertThat(e.getSuppressed()).hasSize(1);
        assertThat(millis()).isEqualTo(5000);
    }

    @Test
    void anOrderByChanceIsOne() {
        for (int port = 1; port <= 4; port++) {
            peers.at(port, GOOD);
        }
        PostgresOptions options = options(1, 2, 3, 4).withLoadBalanceHosts(true);
        java.util.Set<String> met = new java.util.TreeSet<>();
        for (int i = 0; i < 200; i++) {
            Link link = Connecting.connect(options);
            met.add(link.address());
            close(link);
        }
        assertThat(met).hasSize(4);
    }

    // ---- Again

    @DisplayName("PG120: a server that starts is waited for")
    @Test
    void aServerThatStartsIsWaitedFor() {
        int[] tries = new int[1];
        peers.at(
                1,
                peer -> {
                    if (tries[0]++ < 20) {
                        peer.refusing("57P03");
                    } else {
                        GOOD.accept(peer);
                    }
                });
        close(Connecting.connect(options(1)));
        assertThat(tries[0]).isEqualTo(21);
        assertThat(millis()).isBetween(10_000L, 30_000L);
    }

    @DisplayName("PG120: what lasts is thrown as its own class, in time")
    @ParameterizedTest
    @CsvSource({"57P03, 58000, 60000", "53300, 4000, 7000", "53200, 0, 0", "57P01, 0, 0"})
    void whatLastsIsTyped(String state, long least, long most) {
        peers.at(1, peer -> peer.refusing(state));
        assertThat(fails(ServerException.class, options(1)).sqlState()).isEqualTo(state);
        assertThat(millis()).isBetween(least, most);
    }

    // ---- Targets

    private void server(int port, String... parameters) {
        peers.at(
                port,
                peer -> {
                    peer.startup();
                    peer.letIn(parameters);
                    peer.idle();
                });
    }

    @DisplayName("PG116: prefer-standby asks all for a standby, then takes any")
    @Test
    void aStandbyIsPreferred() {
        String[] primary = {"in_hot_standby", "off", "default_transaction_read_only", "off"};
        String[] standby = {"in_hot_standby", "on", "default_transaction_read_only", "off"};
        server(1, primary);
        server(2, primary);
        server(3, standby);
        PostgresOptions options =
                options(1, 2, 3).withTargetSessionAttrs(TargetSessionAttrs.PREFER_STANDBY);
        Link link = Connecting.connect(options);
        assertThat(link.address()).isEqualTo("localhost:3");
        close(link);
        assertThat(peers.log()).contains("1 TERMINATE", "2 TERMINATE");
        link = Connecting.connect(options.withPort(1, 2, 9));
        assertThat(link.address()).isEqualTo("localhost:1");
        close(link);
    }

    @Test
    void noneThatWillDoIsTold() {
        server(1, "in_hot_standby", "on", "default_transaction_read_only", "off");
        server(2, "in_hot_standby", "off", "default_transaction_read_only", "on");
        ConnectException e =
                fails(
                        ConnectException.class,
                        options(1, 2).withTargetSessionAttrs(TargetSessionAttrs.READ_WRITE));
        assertThat(e)
                .hasMessageContaining("localhost:1 is read-only")
                .hasMessageContaining("localhost:2 is read-only")
                .hasMessageContaining("read-write");
    }

    @DisplayName("PG118: a server before 14 is asked")
    @ParameterizedTest
    @CsvSource({
        "READ_WRITE, SHOW transaction_read_only, off, on",
        "READ_ONLY, SHOW transaction_read_only, on, off",
        "PRIMARY, SELECT pg_catalog.pg_is_in_recovery(), f, t",
        "STANDBY, SELECT pg_catalog.pg_is_in_recovery(), t, f"
    })
    void anOldServerIsAsked(TargetSessionAttrs wanted, String sql, String good, String bad) {
        old(1, sql, bad);
        old(2, sql, good);
        Link link = Connecting.connect(options(1, 2).withTargetSessionAttrs(wanted));
        assertThat(link.address()).isEqualTo("localhost:2");
        close(link);
    }

    private void old(int port, String sql, String value) {
        peers.at(
                port,
                peer -> {
                    peer.startup();
                    peer.letIn("server_version", "13.4");
                    assertThat(peer.next()).isEqualTo(new FrontendMessage.Query(sql));
                    peer.send(to -> {
                        to.rowDescription(List.of(new ColumnDescription("c", 0, 0, 25, -1, -1, 0)));
                        to.dataRow(List.of(value.getBytes(StandardCharsets.UTF_8)));
                        to.commandComplete("SHOW");
                        to.ready(BackendMessage.ReadyForQuery.IDLE);
                    });
                    peer.idle();
                });
    }

    // ---- Cancellation

    @DisplayName("A cancellation at any moment leaves no connection behind")
    @Test
    void aCancellationLeavesNothingBehind() {
        peers.at(
                1,
                peer -> {
                    Rondo.sleep(Duration.ofMillis(10));
                    peer.startup();
                    Rondo.sleep(Duration.ofMillis(10));
                    peer.send(to -> to.authentication(new Authentication.CleartextPassword()));
                    peer.next();
                    Rondo.sleep(Duration.ofMillis(10));
                    peer.send(to -> to.authentication(new Authentication.Ok()));
                    Rondo.sleep(Duration.ofMillis(10));
                    peer.send(to -> to.ready(BackendMessage.ReadyForQuery.IDLE));
                    peer.idle();
                });
        PostgresOptions options =
                options(9, 1)
                        .withPassword("x")
                        .withTargetSessionAttrs(TargetSessionAttrs.READ_WRITE);
        for (int after = 0; after < 55; after++) {
            Task<Link> task = Rondo.createTask(() -> Connecting.connect(options));
            Rondo.sleep(Duration.ofMillis(after));
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            Rondo.sleep(Duration.ofMillis(100));
            assertThat(network.open()).hasSize(1); // the listener
        }
    }

    @Test
    void aSupplierOfPasswordsMayFail() {
        peers.at(
                1,
                peer -> {
                    peer.startup();
                    peer.send(to -> to.authentication(new Authentication.CleartextPassword()));
                    peer.idle();
                });
        IllegalStateException own = new IllegalStateException("no token");
        PostgresOptions options =
                options(1)
                        .withPassword(() -> {
                            throw own;
                        });
        assertThat(catchThrowable(() -> Connecting.connect(options))).isSameAs(own);
    }

    // ---- Cancels

    @Test
    void aCancelWaitsForItsEnd() {
        int[] connections = new int[1];
        peers.at(
                1,
                peer -> {
                    if (connections[0]++ == 0) {
                        GOOD.accept(peer);
                    } else {
                        peer.log(peer.next().getClass().getSimpleName());
                        Rondo.sleep(Duration.ofSeconds(2));
                    }
                });
        Link link = Connecting.connect(options(1).with("sslmode", "disable"));
        Connecting.cancel(link);
        assertThat(peers.log()).contains("1 CancelRequest");
        assertThat(millis()).isEqualTo(2000);
        close(link);
    }

    @Test
    void aCancelIsBounded() {
        int[] connections = new int[1];
        peers.at(
                1,
                peer -> {
                    if (connections[0]++ == 0) {
                        GOOD.accept(peer);
                    } else {
                        peer.sleep();
                    }
                });
        Link link = Connecting.connect(options(1).withCloseTimeout(Duration.ofSeconds(3)));
        assertThatThrownBy(() -> Connecting.cancel(link))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Cannot cancel process 1 of localhost:1")
                .hasMessageContaining("3 s");
        assertThat(millis()).isEqualTo(3000);
        close(link);
    }
}
