package dev.rondo.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** COPY of rows of values, to and from a real server, and of queries with arguments. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class CopyRecordsTest {
    private static String database = "";
    private static String dsn = "";

    @BeforeAll
    static void createTables() {
        RealServer server = RealServer.shared();
        database = server.createDatabase("CopyRecordsTest");
        dsn = server.dsn(database);
        psql(
                """
                create type mood as enum ('sad', 'happy');
                create domain small as int check (value < 100);
                create table typed (
                    id int, "Name" text, price numeric, at timestamptz, days date[], feeling mood,
                    size small, gone int, twice int generated always as (id * 2) stored);
                alter table typed drop column gone;
                create table plain (id int, name text);
                """);
    }

    private static String psql(String sql) {
        return RealServer.shared().psql(database, sql);
    }

    private static Object[] row(Object... values) {
        return values;
    }

    @Test
    void valuesOfAllSortsGoAndComeBack() {
        Instant at = Instant.parse("2026-02-03T04:05:06.789Z");
        List<LocalDate> days = List.of(LocalDate.of(1999, 12, 31), LocalDate.of(2000, 1, 1));
        try (Connection connection = Postgres.connect(dsn)) {
            long count =
                    connection.copyRecordsToTable(
                            "typed",
                            CopyOptions.binary(),
                            List.of(
                                    row(1, "é\"x", new BigDecimal("1.20"), at, days, "happy", 99),
                                    row(null, null, null, null, null, null, null)));
            assertThat(count).isEqualTo(2);
            assertThat(psql("select * from typed where id = 1"))
                    .isEqualTo(
                            "1|é\"x|1.20|2026-02-03 04:05:06.789+00|{1999-12-31,2000-01-01}|happy"
                                    + "|99|2");
            assertThat(psql("select count(*) from typed where typed.* is null")).isEqualTo("1");
            try (CopyOut out = connection.copyFromTable("typed", CopyOptions.binary());
                    RowStream rows = out.rows()) {
                Row first = rows.next().orElseThrow();
                assertThat(first.columns().stream().map(Column::name))
                        .containsExactly("id", "Name", "price", "at", "days", "feeling", "size");
                assertThat(first.values())
                        .containsExactly(
                                1,
                                "é\"x",
                                new BigDecimal("1.20"),
                                first.get("at"),
                                days,
                                "happy",
                                99);
                assertThat(first.get("at", Instant.class)).isEqualTo(at);
                assertThat(rows.next().orElseThrow().values())
                        .containsExactlyElementsOf(Collections.nCopies(7, null));
                assertThat(rows.next()).isEmpty();
                assertThat(out.rowCount()).isEqualTo(2);
            }
            psql("truncate typed");
        }
    }

    record Person(String name, int id) {}

    @Test
    void someColumnsInTheOrderThatIsAskedFor() {
        try (Connection connection = Postgres.connect(dsn)) {
            CopyOptions options = CopyOptions.binary().withColumns("name", "id");
            assertThat(
                            connection.copyRecordsToTable(
                                    "public.plain",
                                    options.withWhere("id > 1"),
                                    List.of(row("a", 1), row("b", 2), row("c", 3))))
                    .isEqualTo(2);
            List<Person> people = new ArrayList<>();
            try (CopyOut out = connection.copyFromTable("plain", options)) {
                out.rows().forEach(row -> people.add(row.to(Person.class)));
            }
            assertThat(people).containsExactly(new Person("b", 2), new Person("c", 3));
            psql("truncate plain");
        }
    }

    @Test
    void rowsMayBeMadeLazilyAndTheirMakingMaySuspend() {
        Iterable<Object[]> rows =
                () ->
                        new Iterator<>() {
                            private int made;

                            @Override
                            public boolean hasNext() {
                                return made < 3;
                            }

                            @Override
                            public Object[] next() {
                                Rondo.sleep(Duration.ofMillis(5));
                                made++;
                                return row(made, "row " + made);
                            }
                        };
        try (Connection connection = Postgres.connect(dsn)) {
            assertThat(connection.copyRecordsToTable("plain", CopyOptions.binary(), rows))
                    .isEqualTo(3);
            assertThat(connection.copyRecordsToTable("plain", CopyOptions.binary(), List.of()))
                    .isZero();
        }
        assertThat(psql("select * from plain order by id")).isEqualTo("1|row 1\n2|row 2\n3|row 3");
        psql("truncate plain");
    }

    private static void assertRefused(
            Class<? extends Exception> type, String message, CopyOptions options, Object... row) {
        try (Connection connection = Postgres.connect(dsn)) {
            assertThatThrownBy(() ->
                            connection.copyRecordsToTable(
                                    "plain", options, List.of(row(1, "fits"), row)))
                    .isInstanceOf(type)
                    .hasMessageContaining(message);
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            assertThat(psql("select count(*) from plain")).isEqualTo("0");
        }
    }

    @Test
    void aRowThatDoesNotFitIsNamed() {
        CopyOptions options = CopyOptions.binary();
        assertRefused(ConversionException.class, "Column id (int4) of plain", options, "x", "y");
        assertRefused(ConversionException.class, "row 2", options, 1L << 40, "y");
        assertRefused(
                IllegalArgumentException.class, "Row 2 has 1 values for 2 columns", options, 1);
        assertRefused(
                IllegalArgumentException.class,
                "no column nix, but [id, name]",
                options.withColumns("nix"),
                1);
        assertRefused(IllegalArgumentException.class, "binary format", CopyOptions.csv(), 1, "x");
        assertRefused(ConversionException.class, "zero character", options, 1, "zero \0 within");
    }

    // PG102: nothing of a strange text becomes SQL
    @Test
    void aQueryTakesArguments() {
        try (Connection connection = Postgres.connect(dsn)) {
            CopyOut out =
                    connection.copyFromQuery(
                            CopyOptions.text(),
                            "select $1::text, '$1', 3-$2::int, $3::int[], $4::mood, $5::date"
                                    + " -- $1\n where $1 <> $$ $1 $$",
                            "it's \\ '; drop table plain; --",
                            -2,
                            List.of(1, 2),
                            "sad",
                            null);
            try (out) {
                assertThat(new String(out.readAll(), UTF_8))
                        .isEqualTo("it's \\\\ '; drop table plain; --\t$1\t5\t{1,2}\tsad\t\\N\n");
            }
            assertThatThrownBy(() ->
                            connection.copyFromQuery(CopyOptions.text(), "select $1::int", 1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 parameter");
            assertThatThrownBy(() ->
                            connection.copyFromQuery(CopyOptions.text(), "select $1::int", "x"))
                    .isInstanceOf(ConversionException.class);
            connection.execute("set standard_conforming_strings = off");
            try (CopyOut old =
                    connection.copyFromQuery(
                            CopyOptions.csv(), "select 'a\\'$1', $1::text", "\\'")) {
                assertThat(new String(old.readAll(), UTF_8)).isEqualTo("a'$1,\\'\n");
            }
            assertThat(psql("select count(*) from plain")).isEqualTo("0");
        }
    }

    @Test
    void rowsOfAQueryAreDecoded() {
        try (Connection connection = Postgres.connect(dsn);
                CopyOut out =
                        connection.copyFromQuery(
                                CopyOptions.binary(),
                                "select i::int8, repeat('x', i % 1000) from"
                                        + " generate_series(1, $1) i",
                                20_000)) {
            long sum = 0;
            long length = 0;
            for (Row row : out.rows()) {
                sum += row.getLong(0);
                length += row.getString(1).length();
            }
            assertThat(sum).isEqualTo(200_010_000L);
            assertThat(length).isEqualTo(9_990_000L);
            assertThat(out.rowCount()).isEqualTo(20_000);
        }
    }

    @Test
    void onlyABinaryCopyThatWasNotReadHasRows() {
        try (Connection connection = Postgres.connect(dsn)) {
            try (CopyOut out = connection.copyFromTable("plain", CopyOptions.csv())) {
                assertThatThrownBy(out::rows)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("not binary");
            }
            try (CopyOut out = connection.copyFromTable("plain", CopyOptions.binary())) {
                assertThat(out.next()).isPresent();
                assertThatThrownBy(out::rows).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    /** Returns how much of the heap is in use, once what is not needed is gone. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @Tag("slow")
    void aMillionRowsTakeNoMoreMemoryThanAFew() {
        int count = 1_000_000;
        String name = "n".repeat(100);
        long[] most = {0};
        Iterable<Object[]> rows =
                () ->
                        new Iterator<>() {
                            private int made;

                            @Override
                            public boolean hasNext() {
                                return made < count;
                            }

                            @Override
                            public Object[] next() {
                                made++;
                                if (made % 100_000 == 0) {
                                    most[0] = Math.max(most[0], used());
                                }
                                return row(made, name);
                            }
                        };
        try (Connection connection = Postgres.connect(dsn)) {
            connection.copyRecordsToTable("plain", CopyOptions.binary(), List.of());
            long before = used();
            assertThat(connection.copyRecordsToTable("plain", CopyOptions.binary(), rows))
                    .isEqualTo(count);
            assertThat(most[0] - before).isLessThan(16 << 20);
            most[0] = 0;
            long sum = 0;
            long seen = 0;
            try (CopyOut out = connection.copyFromTable("plain", CopyOptions.binary())) {
                for (Row row : out.rows()) {
                    sum += row.getInt(0);
                    if (++seen % 100_000 == 0) {
                        most[0] = Math.max(most[0], used());
                    }
                }
            }
            assertThat(sum).isEqualTo(count * (count + 1L) / 2);
            assertThat(most[0] - before).isLessThan(16 << 20);
        }
        psql("truncate plain");
    }
}
