package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections are made with a real server, in all the ways in which it asks who one is. */
@InLoop(time = Time.REAL, deadlineSeconds = 120)
class RealConnectingTest {
    @TempDir static Path folder;
    private static Authority authority;
    private static Authority.Leaf leaf;
    private static Authority.Leaf client;
    private static RealServer server;

    @BeforeAll
    static void startServer() {
        RealServer.assume();
        authority = Authority.create(folder);
        leaf = authority.issue("db1", "dns:localhost,ip:127.0.0.1");
        client = authority.issue("certified", "dns:client");
        authority.file("root.crt", authority.pem());
        authority.file("client.crt", client.chain());
        authority.file("client.key", client.key());
        server =
                RealServer.setup()
                        .tls(leaf.chain(), leaf.key())
                        .clientAuthority(authority.pem())
                        .access("local all all trust")
                        .access("host all few 127.0.0.1/32 trust")
                        .access("hostssl all certified 127.0.0.1/32 cert")
                        .access("host all trusted 127.0.0.1/32 trust")
                        .access("host all plain 127.0.0.1/32 password")
                        .access("host all hashed 127.0.0.1/32 md5")
                        .access("hostssl all tls 127.0.0.1/32 scram-sha-256")
                        .access("hostnossl all bare 127.0.0.1/32 scram-sha-256")
                        .access("host all scram 127.0.0.1/32 scram-sha-256")
                        .access("host all gss 127.0.0.1/32 gss")
                        .start();
        server.psql(
                """
                create role trusted login;
                create role certified login;
                create role few login connection limit 1;
                create role plain login password 'secret';
                set password_encryption to 'md5';
                create role hashed login password 'secret';
                set password_encryption to 'scram-sha-256';
                create role tls login password 'secret';
                create role bare login password 'secret';
                create role scram login password 'pässwörd';
                create role gss login;
                """);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static PostgresOptions options(String user) {
        return PostgresOptions.defaults()
                .withHost("localhost")
                .withPort(server.port())
                .withUser(user)
                .withDatabase("postgres");
    }

    private static String who(PostgresOptions options) {
        Link link = Connecting.connect(options);
        try {
            return query(
                    link,
                    "select session_user || ' ' || coalesce((select version from pg_stat_ssl where"
                            + " pid = pg_backend_pid()), 'plain')");
        } finally {
            link.stream().close();
        }
    }

    private static String query(Link link, String sql) {
        ByteWriter out = new ByteWriter();
        new FrontendWriter(out).query(sql);
        link.stream().write(out.buffers());
        return answer(link);
    }

    /** Returns the first value of the answer, or its SQLSTATE. */
    private static String answer(Link link) {
        String value = "";
        while (true) {
            BackendMessage message = link.messages().next(link.reader().buffer());
            switch (message) {
                case null -> assertThat(link.reader().fill()).isTrue();
                case RowBatch rows ->
                        value = new String(rows.bytes(), rows.offset(0, 0), rows.length(0, 0));
                case BackendMessage.ErrorResponse error ->
                        value = Notice.of(error.fields()).sqlState();
                case BackendMessage.ReadyForQuery _ -> {
                    return value;
                }
                case BackendMessage _ -> {}
            }
        }
    }

    // ---- Who one is

    @ParameterizedTest
    @CsvSource({
        "trusted, ''",
        "plain, secret",
        "hashed, secret",
        "tls, secret",
        "bare, secret",
        "scram, pässwörd"
    })
    void eachWayOfAskingIsAnswered(String user, String password) {
        PostgresOptions options = options(user).withPassword(password);
        assertThat(who(options))
                .startsWith(user + " ")
                .endsWith(user.equals("bare") ? "plain" : "TLSv1.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "hashed", "tls", "scram"})
    void aWrongPasswordIsItsOwnException(String user) {
        PostgresOptions options = options(user).withPassword("not-it");
        InvalidPasswordException e =
                catchThrowableOfType(
                        InvalidPasswordException.class, () -> Connecting.connect(options));
        assertThat(e)
                .hasMessageContaining("FATAL 28P01: password authentication failed for user")
                .hasMessageContaining("localhost:" + server.port())
                .hasMessageNotContaining("not-it");
        assertThat(e.isFatal()).isTrue();
    }

    @Test
    void withoutAPasswordItIsSaidWhereOneCouldBe() {
        assertThatThrownBy(() -> Connecting.connect(options("plain")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("asks for a password of plain, and there is none")
                .hasMessageContaining(".pgpass");
    }

    @Test
    void passwordsMayComeFromASupplierThatSuspends() {
        List<String> asked = new ArrayList<>();
        PostgresOptions options =
                options("scram")
                        .withPassword(() -> {
                            Rondo.sleep(Duration.ofMillis(1));
                            asked.add("once");
                            return "pässwörd";
                        });
        assertThat(who(options)).startsWith("scram");
        assertThat(asked).hasSize(1);
    }

    @Test
    void passwordsMayComeFromAFileWhichIsNamedIfItIsWrong() {
        Path file = authority.file("pass", "*:*:*:scram:pässwörd\n*:*:*:plain:wrong\n");
        assertThat(who(options("scram").withPassfile(file))).startsWith("scram");
        assertThatThrownBy(() -> Connecting.connect(options("plain").withPassfile(file)))
                .isInstanceOf(InvalidPasswordException.class)
                .hasMessageContaining("the password is that of the file " + file);
    }

    @Test
    void gssapiIsRefusedByName() {
        assertThatThrownBy(() -> Connecting.connect(options("gss")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("GSSAPI");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    nobody  | 28000 | no pg_hba.conf entry
                    trusted | 3D000 | does not exist
                    """)
    void whatTheServerRefusesIsTyped(String user, String state, String message) {
        PostgresOptions options = options(user).withDatabase("none_such");
        assertThatThrownBy(() -> Connecting.connect(options))
                .isInstanceOf(
                        state.equals("3D000")
                                ? InvalidCatalogNameException.class
                                : InvalidAuthorizationException.class)
                .hasMessageContaining(message);
    }

    // ---- The session

    @Test
    void aLinkKnowsWhatTheServerReported() {
        PostgresOptions options =
                options("trusted")
                        .withApplicationName("test of links")
                        .withServerSetting("search_path", "a, b")
                        .with("options", "-c geqo=off")
                        .withEnvironment(Map.of("PGTZ", "Europe/Berlin"));
        Link link = Connecting.connect(options);
        assertThat(link.serverVersion()).matches("\\d+.*");
        assertThat(link.parameters())
                .containsEntry("client_encoding", "UTF8")
                .containsEntry("application_name", "test of links")
                .containsEntry("TimeZone", "Europe/Berlin")
                .containsEntry("integer_datetimes", "on");
        assertThat(link.processId()).isPositive();
        assertThat(link.secretKey()).hasSize(4);
        assertThat(query(link, "show search_path")).isEqualTo("a, b");
        assertThat(query(link, "show geqo")).isEqualTo("off");
        assertThat(query(link, "select pg_backend_pid()")).isEqualTo("" + link.processId());
        link.stream().close();
    }

    @Test
    void unixSocketsAreFoundInTheirFolder() {
        PostgresOptions options =
                options("trusted")
                        .withHost(server.socketDirectory().toString())
                        .withSslMode(SslMode.REQUIRE); // of no use there, as in libpq
        assertThat(who(options)).isEqualTo("trusted plain");
        String encoded = server.socketDirectory().toString().replace("/", "%2F");
        assertThat(
                        who(
                                PostgresOptions.defaults()
                                        .withDsn(
                                                "postgresql://trusted@"
                                                        + encoded
                                                        + ":"
                                                        + server.port()
                                                        + "/postgres")))
                .isEqualTo("trusted plain");
        assertThatThrownBy(() -> Connecting.connect(options.withPort(1)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(".s.PGSQL.1")
                .hasMessageContaining("Does the server run");
    }

    // ---- TLS

    private static PostgresOptions verifying(String mode, String user) {
        return options(user)
                .withPassword("secret")
                .with("sslmode", mode)
                .withSslRootCertificate(folder.resolve("root.crt").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefer", "require", "verify-ca", "verify-full"})
    void tlsIsUsedWhereItIsWanted(String mode) {
        assertThat(who(verifying(mode, "tls"))).isEqualTo("tls TLSv1.3");
        assertThat(who(verifying(mode, "tls").withHost("127.0.0.1"))).isEqualTo("tls TLSv1.3");
    }

    @Test
    void tlsIsNotUsedWhereItIsNot() {
        assertThat(who(verifying("disable", "bare"))).isEqualTo("bare plain");
        assertThat(who(verifying("allow", "trusted"))).isEqualTo("trusted plain");
        assertThatThrownBy(() -> Connecting.connect(verifying("disable", "tls")))
                .isInstanceOf(InvalidAuthorizationException.class)
                .hasMessageContaining("no encryption");
    }

    @DisplayName("PG128: what pg_hba.conf refuses is tried once more the other way")
    @Test
    void theOtherWayIsTriedOnce() {
        assertThat(who(verifying("allow", "tls"))).isEqualTo("tls TLSv1.3");
        assertThat(who(verifying("prefer", "bare"))).isEqualTo("bare plain");
        assertThatThrownBy(() -> Connecting.connect(verifying("prefer", "nobody")))
                .isInstanceOf(InvalidAuthorizationException.class)
                .hasMessageContaining("SSL encryption")
                .satisfies(e ->
                        assertThat(e.getSuppressed()[0]).hasMessageContaining("no encryption"));
        assertThatThrownBy(() -> Connecting.connect(verifying("require", "bare")))
                .isInstanceOf(InvalidAuthorizationException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    }

    @Test
    void aProofIsBoundToTheCertificate() {
        assertThat(who(verifying("require", "tls").withChannelBinding(ChannelBinding.REQUIRE)))
                .isEqualTo("tls TLSv1.3");
        assertThat(who(verifying("require", "tls").withChannelBinding(ChannelBinding.DISABLE)))
                .isEqualTo("tls TLSv1.3");
        assertThatThrownBy(() ->
                        Connecting.connect(
                                verifying("disable", "scram")
                                        .withChannelBinding(ChannelBinding.REQUIRE)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("channel_binding=require");
        assertThatThrownBy(() ->
                        Connecting.connect(
                                verifying("require", "hashed")
                                        .withChannelBinding(ChannelBinding.REQUIRE)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("channel_binding=require");
    }

    @Test
    void anotherNameAndAnotherAuthorityAreRefused() {
        assertThat(folder.resolve("other").toFile().mkdir()).isTrue();
        Authority other = Authority.create(folder.resolve("other"));
        Path root = other.file("other.crt", other.pem());
        for (String mode : List.of("verify-ca", "verify-full", "require")) {
            assertThatThrownBy(() ->
                            Connecting.connect(
                                    verifying(mode, "tls").withSslRootCertificate(root.toString())))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("sslrootcert");
        }
        PostgresOptions named =
                verifying("verify-full", "tls").withHost("db1").with("hostaddr", "127.0.0.1");
        assertThatThrownBy(() -> Connecting.connect(named))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("db1");
        assertThat(who(named.with("sslmode", "verify-ca"))).isEqualTo("tls TLSv1.3");
        assertThatThrownBy(() ->
                        Connecting.connect(
                                verifying("verify-full", "tls")
                                        .withHost("")
                                        .with("hostaddr", "127.0.0.1")))
                .hasMessageContaining("no host name to be checked");
    }

    @Test
    void aFileOfAuthoritiesMustBeThereToVerify() {
        PostgresOptions options = verifying("verify-full", "tls");
        assertThatThrownBy(() -> Connecting.connect(options.withSslRootCertificate("/none/such")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/none/such")
                .hasMessageContaining("sslrootcert=system");
        assertThatThrownBy(() -> Connecting.connect(options.withSslRootCertificate("system")))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aRevokedCertificateIsRefused() {
        Path none = authority.file("none.crl", authority.revoked());
        PostgresOptions options = verifying("verify-full", "tls");
        assertThat(who(options.with("sslcrl", none.toString()))).isEqualTo("tls TLSv1.3");
        Path list = authority.file("revoked.crl", authority.revoked(leaf));
        assertThatThrownBy(() -> Connecting.connect(options.with("sslcrl", list.toString())))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("revoked");
    }

    @Test
    void aCertificateOfTheClientsIsShown() {
        Path certificate = folder.resolve("client.crt");
        PostgresOptions options = verifying("verify-full", "certified");
        assertThat(who(options.withSslCertificate(certificate, folder.resolve("client.key"))))
                .isEqualTo("certified TLSv1.3");
        Path encrypted = authority.file("encrypted.key", client.encryptedKey("opens"));
        PostgresOptions locked = options.withSslCertificate(certificate, encrypted);
        assertThat(who(locked.with("sslpassword", "opens"))).isEqualTo("certified TLSv1.3");
        assertThatThrownBy(() -> Connecting.connect(locked))
                .hasMessageContaining("Give it: sslpassword");
        assertThatThrownBy(() -> Connecting.connect(locked.with("sslpassword", "wrong")))
                .hasMessageContaining("is sslpassword wrong?")
                .hasMessageNotContaining("opens");
        assertThatThrownBy(() ->
                        Connecting.connect(
                                options.withSslCertificate(
                                                certificate, folder.resolve("client.key"))
                                        .with("sslcertmode", "disable")))
                .isInstanceOf(InvalidAuthorizationException.class);
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() {
        Path key = authority.file("open.key", client.key());
        assertThat(key.toFile().setReadable(true, false)).isTrue();
        assertThatThrownBy(() ->
                        Connecting.connect(
                                verifying("require", "certified")
                                        .withSslCertificate(folder.resolve("client.crt"), key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void protocolsHaveBounds() {
        assertThat(who(verifying("require", "tls").with("ssl_max_protocol_version", "TLSv1.2")))
                .isEqualTo("tls TLSv1.2");
        assertThat(who(verifying("require", "tls").with("ssl_min_protocol_version", "TLSv1.3")))
                .isEqualTo("tls TLSv1.3");
    }

    @Test
    void aServerBefore17HasNoDirectTls() {
        assertThatThrownBy(
                        () -> Connecting.connect(verifying("require", "tls").withDirectTls(true)))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereItIsNeeded() {
        PostgresOptions options = options("postgres").withPort(RealServer.shared().port());
        assertThat(who(options)).isEqualTo("postgres plain");
        assertThatThrownBy(() -> Connecting.connect(options.withSslMode(SslMode.REQUIRE)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("the server has no TLS, and sslmode=require wants it");
    }

    // ---- Cancels

    @DisplayName("PG036: a cancel goes the way of its session, encrypted or not")
    @ParameterizedTest
    @ValueSource(strings = {"disable", "require", "unix"})
    void aCancelHitsTheStatement(String way) {
        PostgresOptions options =
                way.equals("unix")
                        ? options("trusted").withHost(server.socketDirectory().toString())
                        : options("trusted").with("sslmode", way);
        Link link = Connecting.connect(options);
        Task<String> query = Rondo.createTask(() -> query(link, "select pg_sleep(60)"));
        while (!server.psql(
                        "select wait_event from pg_stat_activity where pid = " + link.processId())
                .contains("PgSleep")) {
            Rondo.sleep(Duration.ofMillis(10));
        }
        Connecting.cancel(link);
        assertThat(query.await()).isEqualTo("57014");
        assertThat(query(link, "select 1")).isEqualTo("1");
        link.stream().close();
    }

    @Test
    void aCancelWithAWrongKeyHitsNothing() {
        Link link = Connecting.connect(options("trusted"));
        Link forged =
                new Link(
                        link.options(),
                        link.address(),
                        link.stream(),
                        link.reader(),
                        link.writer(),
                        link.messages(),
                        link.processId(),
                        new byte[] {1, 2, 3, 4},
                        link.parameters(),
                        link.notices(),
                        link.route());
        Connecting.cancel(forged);
        assertThat(query(link, "select 1")).isEqualTo("1");
        link.stream().close();
    }

    // ---- Servers that are full, that start, and that are standbys

    @DisplayName(
            "PG120: a full server is tried again for some seconds, then it is its own exception")
    @Test
    void aFullServerIsTyped() {
        PostgresOptions options = options("few");
        Link first = Connecting.connect(options);
        assertThatThrownBy(() ->
                        Connecting.connect(options.withConnectTimeout(Duration.ofMillis(300))))
                .isInstanceOf(TooManyConnectionsException.class);
        Task<String> waiting = Rondo.createTask(() -> who(options));
        Rondo.sleep(Duration.ofMillis(250));
        assertThat(waiting.isDone()).isFalse();
        first.stream().close();
        assertThat(waiting.await()).isEqualTo("few TLSv1.3");
    }

    @DisplayName("PG116, PG118: a standby is passed over, or looked for")
    @Test
    void targetsAreFoundAmongSeveralServers() {
        try (RealServer standby = RealServer.setup().standby().start()) {
            PostgresOptions both =
                    options("postgres")
                            .withHost(
                                    standby.socketDirectory().toString(),
                                    server.socketDirectory().toString())
                            .withPort(standby.port(), server.port());
            assertThat(portOf(both)).isEqualTo(standby.port());
            assertThat(portOf(both, TargetSessionAttrs.READ_WRITE)).isEqualTo(server.port());
            assertThat(portOf(both, TargetSessionAttrs.PRIMARY)).isEqualTo(server.port());
            assertThat(portOf(both, TargetSessionAttrs.READ_ONLY)).isEqualTo(standby.port());
            assertThat(portOf(both, TargetSessionAttrs.STANDBY)).isEqualTo(standby.port());
            PostgresOptions primaryFirst =
                    both.withHost(
                                    server.socketDirectory().toString(),
                                    standby.socketDirectory().toString())
                            .withPort(server.port(), standby.port());
            assertThat(portOf(primaryFirst, TargetSessionAttrs.PREFER_STANDBY))
                    .isEqualTo(standby.port());
            PostgresOptions primary =
                    both.withHost(server.socketDirectory().toString()).withPort(server.port());
            assertThat(portOf(primary, TargetSessionAttrs.PREFER_STANDBY)).isEqualTo(server.port());
            assertThatThrownBy(() ->
                            Connecting.connect(
                                    primary.withTargetSessionAttrs(TargetSessionAttrs.STANDBY)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("is not a standby");
        }
    }

    private static int portOf(PostgresOptions options, TargetSessionAttrs wanted) {
        return portOf(options.withTargetSessionAttrs(wanted));
    }

    private static int portOf(PostgresOptions options) {
        Link link = Connecting.connect(options);
        try {
            return Integer.parseInt(query(link, "show port"));
        } finally {
            link.stream().close();
        }
    }

    @Test
    void aSessionIsReadOnlyByItsDefault() {
        PostgresOptions options =
                options("trusted").with("options", "-c default_transaction_read_only=on");
        assertThat(portOf(options, TargetSessionAttrs.READ_ONLY)).isEqualTo(server.port());
        assertThatThrownBy(() -> portOf(options, TargetSessionAttrs.READ_WRITE))
                .hasMessageContaining("is read-only");
    }

    @Test
    void nothingIsLeftBehindByFailures() {
        assertThatThrownBy(() ->
                        Connecting.connect(
                                options("trusted")
                                        .withTargetSessionAttrs(TargetSessionAttrs.STANDBY)))
                .isInstanceOf(ConnectException.class);
        while (server.sessions("postgres") > 0) {
            Rondo.sleep(Duration.ofMillis(10));
        }
    }
}
