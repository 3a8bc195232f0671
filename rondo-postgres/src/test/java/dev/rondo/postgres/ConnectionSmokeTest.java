package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.util.ArrayList;
import java.util.List;

class ConnectionSmokeTest {
    @RondoTest(time = Time.REAL, deadlineSeconds = 60)
    void scripts() {
        RealServer server = RealServer.shared();
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withHost("127.0.0.1")
                        .withPort(server.port())
                        .withUser("postgres")
                        .withDatabase("postgres")
                        .withSslMode(SslMode.DISABLE);
        List<String> told = new ArrayList<>();
        try (Connection connection = Postgres.connect(options)) {
            connection.addNoticeListener(notice -> told.add(notice.message()));
            assertThat(connection.execute("select 1; select 2, 3; create temp table t (a int)"))
                    .isEqualTo("CREATE TABLE");
            assertThat(connection.execute("insert into t values (1), (2)")).isEqualTo("INSERT 0 2");
            connection.execute("do $$ begin raise notice 'hello'; end $$");
            assertThat(told).containsExactly("hello");
            System.err.println(connection + " " + connection.snapshot());
        }
    }
}
