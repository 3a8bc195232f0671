package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests' own PostgreSQL does what its Javadoc says. */
class RealServerTest {
    @Test
    void theSharedServerAnswers() {
        RealServer server = RealServer.shared();
        assertThat(server.psql("select 1, null, 'a' union all select 2, 'b', 'c' order by 1"))
                .isEqualTo("1||a\n2|b|c");
        assertThat(RealServer.shared()).isSameAs(server);
        assertThat(server.socketDirectory().resolve(".s.PGSQL." + server.port())).exists();
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 120)
    void tasksMayAskIt() {
        assertThat(RealServer.shared().psql("select 1")).isEqualTo("1");
    }

    @Test
    void aDatabaseIsEmptyEachTimeItIsCreated() {
        RealServer server = RealServer.shared();
        String name = server.createDatabase("RealServerTest");
        server.psql(name, "create table kept (id int)");
        assertThat(server.createDatabase(name)).isEqualTo(name);
        assertThat(server.psql(name, "select count(*) from pg_tables where tablename = 'kept'"))
                .isEqualTo("0");
        assertThat(server.sessions(name)).isZero();
    }

    @Test
    void oneOfATestsOwnHasItsSettingsAndIsGoneAfterIt() throws Exception {
        RealServer server =
                RealServer.setup()
                        .setting("max_connections", "7")
                        .access("host all all 127.0.0.1/32 scram-sha-256")
                        .start();
        try (server) {
            assertThat(server.psql("show max_connections")).isEqualTo("7");
            server.restart();
            assertThat(server.psql("select 1")).isEqualTo("1");
            server.killPostmaster();
            server.start();
            assertThat(server.psql("select 1")).isEqualTo("1");
            assertThat(server.log()).contains("database system was interrupted");
            server.stop();
            assertThatThrownBy(() -> server.psql("select 1")).hasMessageContaining("refused");
        }
        assertThat(server.socketDirectory()).doesNotExist();
        try (Stream<?> left = Files.list(server.socketDirectory().getParent())) {
            assertThat(left).isNotEmpty(); // only its own folder is gone
        }
    }

    @Test
    void aStandbyIsReadOnly() {
        try (RealServer server = RealServer.setup().standby().start()) {
            assertThat(server.psql("select pg_is_in_recovery()")).isEqualTo("t");
        }
    }
}
