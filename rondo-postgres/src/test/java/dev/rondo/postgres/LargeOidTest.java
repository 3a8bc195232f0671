package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Types whose OIDs are above what an int with a sign has: a server that has given many. */
@Tag("slow")
class LargeOidTest {
    private static final String FIRST = "3000000000";

    private static RealServer server;

    @BeforeAll
    static void start() {
        server = RealServer.setup().start();
        server.stop();
        ServerPrograms.run(
                server.folder().resolve("control"),
                "pg_resetwal",
                "-o",
                FIRST,
                server.folder().resolve("data").toString());
        server.start();
        server.createDatabase("large");
        server.psql(
                "large",
                "create type mood as enum ('sad', 'happy'); create domain small as int check (value"
                        + " < 10); create type pair as (a mood, b small[]); create table t (m mood, p"
                        + " pair, s small)");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void typesAreAskedForAndTheirValuesComeBack() {
        assertThat(
                        server.psql(
                                "large",
                                "select min(oid::int8) >= "
                                        + FIRST
                                        + " from pg_type"
                                        + " where typname in ('mood', 'pair', 'small')"))
                .isEqualTo("t");
        record Pair(String a, List<Integer> b) {}
        try (Connection connection = Postgres.connect(RealDatabase.options(server, "large"))) {
            Pair pair = new Pair("sad", List.of(1, 2));
            connection.execute("insert into t values ($1, $2, $3)", "happy", pair, 5);
            Row row = connection.fetchRow("select m, p, s, array[m] from t").orElseThrow();
            assertThat(row.get("m")).isEqualTo("happy");
            assertThat(row.get("p", Pair.class)).isEqualTo(pair);
            assertThat(row.getInt("s")).isEqualTo(5);
            assertThat(row.get(3)).isEqualTo(List.of("happy"));
            connection.copyRecordsToTable(
                    "t",
                    CopyOptions.binary().withColumns("m", "s"),
                    List.<Object[]>of(new Object[] {"sad", 7}));
            try (CopyOut out = connection.copyFromTable("t", CopyOptions.binary())) {
                assertThat(out.rows().next().orElseThrow().get("p", Pair.class)).isEqualTo(pair);
            }
        }
    }
}
