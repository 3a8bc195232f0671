package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.postgres.settings.Settings;
import dev.rondo.postgres.settings.Sources;
import dev.rondo.postgres.type.Codecs;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What asyncpg's tests look at and no other class here does; a real server but for one. */
class OthersCasesTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(OthersCasesTest.class);
    }

    @Test
    void withoutAHomeThereAreNoFilesOfItsUser() {
        Settings settings =
                new Sources(Map.of("user", "me", "host", "db"), Map.of(), false).resolve();
        assertThat(settings.passwords()).isEmpty();
        assertThat(settings.home()).isEmpty();
        TlsFiles files = TlsFiles.of(settings, SslMode.REQUIRE);
        assertThat(files.trust()).isEqualTo(TlsFiles.Trust.ALL);
        assertThat(files.certificate()).isEmpty();
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aBuiltInTypeGoesAsTextByRequest() {
        try (Connection connection = database.connect()) {
            connection.setTypeCodec("pg_catalog", "date", Codecs.text());
            assertThat(connection.fetchValue("select $1::date", "infinity")).isEqualTo("infinity");
            assertThat(connection.fetchValue("select array['2026-01-02'::date]"))
                    .isEqualTo(List.of("2026-01-02"));
            assertThat(connection.fetchValue("select '2026-01-02'::timestamp::text"))
                    .isEqualTo("2026-01-02 00:00:00");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void ofColumnsWithOneNameTheLastCounts() {
        try (Connection connection = database.connect()) {
            Row row = connection.fetchRow("select 1 as a, 2 as b, 3 as a").orElseThrow();
            assertThat(row.get("a")).isEqualTo(3);
            assertThat(row.values()).isEqualTo(List.of(1, 2, 3));
            assertThat(row.asMap()).isEqualTo(Map.of("a", 3, "b", 2));
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aStatementThatTheServerLacksInATransactionSaysWhatToDoBehindAPooler() {
        try (Connection connection = database.connect()) {
            connection.fetch("select 8");
            assertThatThrownBy(() ->
                            connection.transaction(() -> {
                                connection.execute("deallocate all"); // as another server would
                                connection.fetch("select 8");
                            }))
                    .isInstanceOf(InvalidStatementNameException.class)
                    .hasMessageContaining("withUnnamedStatements");
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aCursorGoesForwardAsFarAsThereAreRows() {
        try (Connection connection = database.connect();
                Transaction open = connection.begin()) {
            assertThat(open.toString()).isNotEmpty();
            try (Cursor cursor = connection.cursor("select i from generate_series(1, 10) i")) {
                assertThat(cursor.forward(7)).isEqualTo(7);
                assertThat(cursor.fetchRow().orElseThrow().getInt(0)).isEqualTo(8);
                assertThat(cursor.forward(100)).isEqualTo(2);
                assertThat(cursor.forward(1)).isZero();
                assertThat(cursor.fetch(5)).isEmpty();
            }
        }
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
    void aLoggerIsToldHowAQueryHasFailed() {
        List<QueryRecord> told = new ArrayList<>();
        try (Connection connection = database.connect()) {
            connection.addQueryLogger(told::add);
            assertThatThrownBy(() -> connection.fetch("select 1 / $1::int", 0))
                    .isInstanceOf(DivisionByZeroException.class);
            connection.fetch("select 1");
        }
        assertThat(told).extracting(QueryRecord::sql).contains("select 1 / $1::int", "select 1");
        assertThat(told.getFirst().failure()).get().isInstanceOf(DivisionByZeroException.class);
        assertThat(told.getLast().failure()).isEmpty();
        assertThat(told.getLast().elapsed())
                .isBetween(java.time.Duration.ZERO, java.time.Duration.ofMinutes(1));
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 600, allow = Finding.BLOCKED_LOOP)
    @Tag("slow")
    void introspectionOfALargeCatalogueIsNotCompiled() {
        database.psql(
                "do $$ begin for i in 1..5000 loop execute format('create table big%s (a int, b"
                        + " text, c int, d int, e text, f int)', i); end loop; end $$; analyze");
        try (Connection connection = database.connect()) {
            List<Integer> hundred =
                    java.util.stream.IntStream.range(16_384, 16_484).boxed().toList();
            String plan = connection.explain(false, TypeRegistry.introspection(), hundred);
            assertThat(plan).doesNotContain("\"JIT\"");
        }
    }
}
