package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.stream.KeepAlive;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.MemoryNetwork;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class PostgresOptionsTest {
    private static final PostgresOptions DEFAULTS = PostgresOptions.defaults();

    @Test
    void theDefaultsAreAsyncpgs() {
        assertThat(DEFAULTS.connectTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(DEFAULTS.commandTimeout()).isEmpty();
        assertThat(DEFAULTS.statementCacheSize()).isEqualTo(100);
        assertThat(DEFAULTS.statementCacheLifetime()).isEqualTo(Duration.ofSeconds(300));
        assertThat(DEFAULTS.maxCachedStatement()).isEqualTo(15 * 1024);
        assertThat(DEFAULTS.unnamedStatements()).isFalse();
        assertThat(DEFAULTS.setting("host")).isEmpty();
    }

    @Test
    void whatIsSetIsSetInAnotherObject() {
        PostgresOptions set =
                DEFAULTS.withHost("a", "b")
                        .withPort(1, 2)
                        .withUser("u")
                        .withDatabase("d")
                        .withPassfile(Path.of("/p"))
                        .withService("s")
                        .withTargetSessionAttrs(TargetSessionAttrs.PREFER_STANDBY)
                        .withLoadBalanceHosts(true)
                        .withApplicationName("n")
                        .withSslMode(SslMode.VERIFY_FULL)
                        .withSslRootCertificate("system")
                        .withSslCertificate(Path.of("/c"), Path.of("/k"))
                        .withDirectTls(true)
                        .withChannelBinding(ChannelBinding.REQUIRE)
                        .withRequireAuth("password", "md5")
                        .withKeepAlive(
                                KeepAlive.ofSystem()
                                        .withIdle(Duration.ofMillis(1500))
                                        .withInterval(Duration.ofSeconds(3))
                                        .withCount(4))
                        .withTcpUserTimeout(Duration.ofSeconds(5));
        assertThat(set.toString())
                .isEqualTo(
                        "<PostgresOptions host=a,b port=1,2 user=u dbname=d passfile=/p service=s"
                                + " target_session_attrs=prefer-standby load_balance_hosts=random"
                                + " application_name=n sslmode=verify-full sslrootcert=system"
                                + " sslcert=/c sslkey=/k sslnegotiation=direct"
                                + " channel_binding=require require_auth=password,md5 keepalives=1"
                                + " keepalives_idle=2 keepalives_interval=3 keepalives_count=4"
                                + " tcp_user_timeout=5000>");
        assertThat(set.withoutKeepAlive().setting("keepalives")).contains("0");
        assertThat(DEFAULTS.toString()).isEqualTo("<PostgresOptions>");
    }

    @Test
    void limitsAreSet() {
        PostgresOptions set =
                DEFAULTS.withConnectTimeout(Duration.ofSeconds(1))
                        .withCommandTimeout(Duration.ofSeconds(2))
                        .withCloseTimeout(Duration.ofSeconds(3))
                        .withStatementCacheSize(4)
                        .withStatementCacheLifetime(Duration.ZERO)
                        .withMaxCachedStatement(5)
                        .withMaxUnsent(6)
                        .withMaxMessage(7);
        assertThat(set.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(set.commandTimeout()).contains(Duration.ofSeconds(2));
        assertThat(set.closeTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(set.statementCacheSize()).isEqualTo(4);
        assertThat(set.statementCacheLifetime()).isZero();
        assertThat(set.maxCachedStatement()).isEqualTo(5);
        assertThat(set.maxUnsent()).isEqualTo(6);
        assertThat(set.maxMessage()).isEqualTo(7);
        assertThat(set.withUnnamedStatements(true).statementCacheSize()).isZero();
    }

    @Test
    void whatCannotBeIsRefused() {
        for (Runnable wrong :
                new Runnable[] {
                    () -> DEFAULTS.withPort(0),
                    () -> DEFAULTS.withPort(70_000),
                    () -> DEFAULTS.withConnectTimeout(Duration.ZERO),
                    () -> DEFAULTS.withCommandTimeout(Duration.ofSeconds(-1)),
                    () -> DEFAULTS.withCloseTimeout(Duration.ZERO),
                    () -> DEFAULTS.withStatementCacheSize(-1),
                    () -> DEFAULTS.withStatementCacheLifetime(Duration.ofSeconds(-1)),
                    () -> DEFAULTS.withMaxCachedStatement(-1),
                    () -> DEFAULTS.withMaxUnsent(0),
                    () -> DEFAULTS.withMaxMessage(0),
                    () -> DEFAULTS.with("hots", "x"),
                    () -> DEFAULTS.with("sslmode", "x"),
                    () -> DEFAULTS.withUser("a\0b"),
                    () -> DEFAULTS.withServerSetting("client_encoding", "LATIN1"),
                    () -> DEFAULTS.withServerSetting("user", "x"),
                    () -> DEFAULTS.withServerSetting("", "x"),
                    () -> DEFAULTS.withServerSetting("a", "x\0"),
                    () -> PostgresOptions.of("nonsense")
                }) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aServersTlsIsRefused() throws NoSuchAlgorithmException {
        TlsOptions tls = TlsOptions.server(SSLContext.getDefault());
        assertThatThrownBy(() -> DEFAULTS.withTls(tls)).hasMessageContaining("are a server's");
    }

    @Test
    void aDsnReplacesWhatItSays() {
        PostgresOptions set =
                DEFAULTS.withUser("a").withDatabase("b").withDsn("postgresql://c@host");
        assertThat(set.setting("user")).contains("c");
        assertThat(set.setting("dbname")).contains("b");
        assertThat(PostgresOptions.of("host=h").setting("host")).contains("h");
    }

    @Test
    void nothingIsTakenFromThisMachineUnlessAsked() {
        assertThat(DEFAULTS.environment()).isEmpty();
        assertThat(PostgresOptions.fromEnvironment().environment()).containsKey("USER");
        assertThat(DEFAULTS.withEnvironment(Map.of("PGHOST", "h")).environment())
                .isEqualTo(Map.of("PGHOST", "h"));
        assertThat(DEFAULTS.isOnMachine()).isTrue();
        assertThat(DEFAULTS.withNetwork(new MemoryNetwork()).isOnMachine()).isFalse();
    }

    @Test
    void noPasswordIsShown() {
        PostgresOptions options =
                PostgresOptions.of("postgresql://u:hidden@h/d?sslpassword=secret")
                        .withEnvironment(Map.of("PGPASSWORD", "variable"));
        assertThat(options.toString()).doesNotContain("hidden", "secret", "variable");
        assertThat(options.toString()).contains("password=***");
        assertThat(options.setting("password")).isEqualTo(Optional.of("hidden"));
    }

    @Test
    void thePasswordThatIsSetLastCounts() {
        assertThat(DEFAULTS.withPassword(() -> "a").withPassword("b").passwords()).isNull();
        assertThat(DEFAULTS.withPassword("a").withPassword(() -> "b").passwords()).isNotNull();
    }
}
