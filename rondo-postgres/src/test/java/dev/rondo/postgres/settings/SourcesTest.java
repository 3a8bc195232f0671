package dev.rondo.postgres.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings come from where they come from in libpq, in its order. */
class SourcesTest {
    @TempDir Path home;

    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void atHome() {
        environment.put("HOME", home.toString());
        environment.put("USER", "me");
        environment.put("PGSYSCONFDIR", home.resolve("nothing").toString());
    }

    private Settings resolve(String dsn) {
        return new Sources(Dsn.parse(dsn), environment, false).resolve();
    }

    private void file(String name, String mode, String content) throws IOException {
        Path file = Files.writeString(home.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void withoutAnythingItIsTheUsersDatabaseOnThisMachine() {
        Settings settings = resolve("");
        assertThat(settings.hosts()).containsExactly(new Host("localhost", "", 5432));
        assertThat(settings.get("user")).isEqualTo("me");
        assertThat(settings.get("dbname")).isEqualTo("me");
        assertThat(settings.hostTimeout()).isEmpty();
        assertThat(settings.passwords()).isEmpty();
    }

    @Test
    void aUserIsNeeded() {
        environment.remove("USER");
        assertThatThrownBy(() -> resolve("host=h")).hasMessageContaining("There is no user");
    }

    @Test
    void whatIsGivenComesBeforeAServiceAndThatBeforeTheEnvironment() throws IOException {
        file(
                ".pg_service.conf",
                "rw-r--r--",
                "[other]\nuser=no\n# comment\n[mine]\nuser=service\n port = 5433 \nhost=service\n"
                        + "[third]\nuser=no\n");
        environment.put("PGUSER", "environment");
        environment.put("PGDATABASE", "environment");
        environment.put("PGSERVICE", "mine");
        environment.put("PGHOST", "environment");
        Settings settings = resolve("host=given");
        assertThat(settings.hosts()).containsExactly(new Host("given", "", 5433));
        assertThat(settings.get("user")).isEqualTo("service");
        assertThat(settings.get("dbname")).isEqualTo("environment");
        assertThat(resolve("service=third").get("user")).isEqualTo("no");
    }

    @Test
    void aServiceFileIsFoundByVariableAndInTheSystemsFolder() throws IOException {
        file("services", "rw-r--r--", "[a]\nhost=one\n");
        environment.put("PGSERVICEFILE", home.resolve("services").toString());
        assertThat(resolve("service=a").hosts().getFirst().name()).isEqualTo("one");
        environment.remove("PGSERVICEFILE");
        Files.createDirectory(home.resolve("system"));
        file("system/pg_service.conf", "rw-r--r--", "[a]\nhost=two\n");
        environment.put("PGSYSCONFDIR", home.resolve("system").toString());
        assertThat(resolve("service=a").hosts().getFirst().name()).isEqualTo("two");
    }

    @Test
    void whatIsWrongInAServiceFileIsSaidWithItsLine() throws IOException {
        file(".pg_service.conf", "rw-r--r--", "[a]\nhost=x\nhosst=y\n[b]\nfoo\n[c]\nservice=a\n");
        assertThatThrownBy(() -> resolve("service=a"))
                .hasMessageContaining(".pg_service.conf, line 3: There is no setting \"hosst\"")
                .hasMessageContaining("Did you mean \"host\"?");
        assertThatThrownBy(() -> resolve("service=b")).hasMessageContaining("line 5");
        assertThatThrownBy(() -> resolve("service=c"))
                .hasMessageContaining("a service cannot name another service");
        assertThatThrownBy(() -> resolve("service=none"))
                .hasMessageContaining("There is no service \"none\" in ")
                .hasMessageContaining(".pg_service.conf");
        assertThatThrownBy(() -> resolve("service=a servicefile=/none/such"))
                .hasMessageContaining("There is no service file /none/such");
    }

    @Test
    void whatIsWrongInAVariableIsSaidWithItsName() {
        environment.put("PGSSLMODE", "on");
        assertThatThrownBy(() -> resolve(""))
                .hasMessageContaining("The variable PGSSLMODE is wrong: sslmode cannot be \"on\"");
    }

    @Test
    void anEmptyValueKeepsTheEnvironmentAway() {
        environment.put("PGHOST", "environment");
        assertThat(resolve("host=''").hosts().getFirst().name()).isEqualTo("localhost");
        environment.put("PGUSER", "");
        assertThat(resolve("").get("user")).isEqualTo("me");
    }

    @DisplayName("PG124: a password file that others may read is refused, with a warning")
    @Test
    void aPasswordFileIsReadByItsOwnerOnly() throws IOException {
        file(".pgpass", "rw-------", "*:*:*:*:secret\n");
        Settings settings = resolve("host=h");
        assertThat(settings.passwords().orElseThrow().find("h", 5432, "me", "me"))
                .contains("secret");
        assertThat(settings.warnings()).isEmpty();
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw------x")) {
            file(".pgpass", mode, "*:*:*:*:secret\n");
            Settings refused = resolve("host=h");
            assertThat(refused.passwords()).isEmpty();
            assertThat(refused.warnings().getFirst())
                    .contains(".pgpass is not used: others than its owner may read")
                    .contains("chmod 600");
        }
    }

    @Test
    void aPasswordFileIsAPlainFileAndHasNoSayWhereAPasswordIsGiven() throws IOException {
        Files.createDirectory(home.resolve("folder"));
        assertThat(resolve("passfile=" + home.resolve("folder")).warnings().getFirst())
                .contains("no plain file");
        file(".pgpass", "rw-------", "*:*:*:*:secret\n");
        assertThat(resolve("password=given").passwords()).isEmpty();
        assertThat(resolve("password=''").passwords()).isPresent();
        file("other", "rw-------", "*:*:*:*:other\n");
        environment.put("PGPASSFILE", home.resolve("other").toString());
        assertThat(resolve("").passwords().orElseThrow().name()).endsWith("other");
    }

    @Test
    void hostsAddressesAndPortsGoTogether() {
        assertThat(resolve("host=a,,/tmp port=1,,3").hosts())
                .containsExactly(
                        new Host("a", "", 1),
                        new Host("localhost", "", 5432),
                        new Host("/tmp", "", 3));
        assertThat(resolve("host=a,b port=6000").hosts())
                .containsExactly(new Host("a", "", 6000), new Host("b", "", 6000));
        assertThat(resolve("host=a,b hostaddr=::1,127.0.0.1").hosts())
                .containsExactly(new Host("a", "::1", 5432), new Host("b", "127.0.0.1", 5432));
        assertThat(resolve("hostaddr=::1").hosts().getFirst()).hasToString("[::1]:5432");
        assertThat(resolve("host=/tmp").hosts().getFirst()).hasToString("/tmp/.s.PGSQL.5432");
        assertThatThrownBy(() -> resolve("host=a,b,c port=1,2"))
                .hasMessageContaining("2 ports, but 3 hosts");
        assertThatThrownBy(() -> resolve("host=a,b hostaddr=::1"))
                .hasMessageContaining("2 hosts, but 1 addresses");
    }

    @Test
    void theEnvironmentSetsParametersOfTheSession() {
        environment.put("PGTZ", "Europe/Berlin");
        environment.put("PGAPPNAME", "tool");
        environment.put("PGCONNECT_TIMEOUT", "7");
        Settings settings = resolve("");
        assertThat(settings.session()).isEqualTo(Map.of("timezone", "Europe/Berlin"));
        assertThat(settings.get("application_name")).isEqualTo("tool");
        assertThat(settings.hostTimeout()).contains(Duration.ofSeconds(7));
        assertThat(resolve("connect_timeout=0").hostTimeout()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sslnegotiation=direct                     | a stronger sslmode than prefer
                    sslnegotiation=direct sslmode=allow       | a stronger sslmode than allow
                    sslrootcert=system sslmode=require        | sslrootcert=system needs sslmode=verify-full
                    ssl_max_protocol_version=TLSv1.1                                       | ssl_min_protocol_version=TLSv1.2 is above
                    ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2 | is above
                    requirepeer=postgres                      | requirepeer
                    gssencmode=require                        | not supported
                    replication=database                      | not supported
                    client_encoding=LATIN1                    | always UTF8
                    """)
    @DisplayName("PG130 and others: settings that do not go together are refused")
    void whatCannotBeIsRefused(String dsn, String message) {
        assertThatThrownBy(() -> resolve(dsn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theSystemsAuthoritiesAreAskedForTheName() {
        environment.put("PGSSLROOTCERT", "system");
        assertThat(resolve("").get("sslmode")).isEqualTo("verify-full");
        assertThat(resolve("sslmode=disable").get("sslmode")).isEqualTo("disable");
    }

    @Test
    void whatIsUsualIsTaken() {
        assertThat(resolve("client_encoding=utf-8 replication=off gssencmode=prefer").get("user"))
                .isEqualTo("me");
    }

    @Test
    void noPasswordIsShown() {
        assertThat(resolve("password=secret sslpassword=hidden").toString())
                .doesNotContain("secret", "hidden");
    }
}
