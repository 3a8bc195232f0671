package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.Codecs;
import dev.rondo.postgres.type.Composite;
import dev.rondo.postgres.type.Inet;
import dev.rondo.postgres.type.Interval;
import dev.rondo.postgres.type.Multirange;
import dev.rondo.postgres.type.PgArray;
import dev.rondo.postgres.type.Range;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is known to go wrong with types, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypesOnServerTest {
    private RealServer server;
    private String database;
    private PlainSession session;

    @BeforeAll
    void create() {
        server = RealServer.shared();
        database = server.createDatabase("TypesOnServerTest");
    }

    @BeforeEach
    void connect() {
        session = new PlainSession(server, database);
    }

    @AfterEach
    void disconnect() {
        session.close();
    }

    @AfterAll
    void nothingIsLeft() {
        assertThat(session.types().toString()).startsWith("<TypeRegistry");
    }

    private Row row(String sql, Object... arguments) {
        return session.fetchRow(sql, arguments);
    }

    private Object value(String sql, Object... arguments) {
        return row(sql, arguments).get(0);
    }

    @Test
    @DisplayName("PG072: what BigDecimal lacks is refused, and had as text and as a double")
    void numericsThatAreNoNumbers() {
        Row row = row("SELECT 'NaN'::numeric AS n, 'Infinity'::numeric AS i, '-Infinity'::numeric");
        assertThatThrownBy(() -> row.get("n"))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"n\" of type numeric")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> row.get("i")).hasMessageContaining("Infinity");
        assertThatThrownBy(() -> row.getLong("n")).isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> row.get("n", BigDecimal.class))
                .isInstanceOf(ConversionException.class);
        assertThat(row.getString("n")).isEqualTo("NaN");
        assertThat(row.getString(2)).isEqualTo("-Infinity");
        assertThat(row.getDouble("n")).isNaN();
        assertThat(row.get("i", Double.class)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(row("SELECT $1::numeric", Double.NaN).getString(0)).isEqualTo("NaN");
        assertThat(row("SELECT $1::numeric", Double.NEGATIVE_INFINITY).getString(0))
                .isEqualTo("-Infinity");
    }

    @Test
    void numericsOfExtremeSize() {
        for (String text :
                List.of(
                        "0",
                        "0.000",
                        "-0.1",
                        "1e131071",
                        "-9.99e131071",
                        "1e-16383",
                        "10000",
                        "99990000",
                        "1234567890123456789012345678901234567890.123456789",
                        "0.00010000",
                        "9999.9999",
                        "922337203685477580700",
                        "4503599627370495.9",
                        "4503599627370496.001")) {
            BigDecimal value = new BigDecimal(text);
            BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
            var got = session.fetchWithText("SELECT $1::numeric", value);
            assertThat(got.row().get(0)).isEqualTo(plain);
            assertThat(got.row().getString(0)).isEqualTo(got.text());
        }
        for (String text : List.of("1e131072", "1e-16384", "1e1000000000", "1e-1000000000")) {
            assertThatThrownBy(() -> row("SELECT $1::numeric", new BigDecimal(text)))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("$1 of type numeric");
        }
    }

    @Test
    @DisplayName("PG074: an array with NaN is refused as the scalar is")
    void arraysOfNumericWithNaN() {
        Row row = row("SELECT ARRAY['NaN', 1.50, NULL]::numeric[]");
        assertThatThrownBy(() -> row.get(0))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("NaN");
        assertThat(row.getString(0)).isEqualTo("{NaN,1.50,NULL}");
        assertThat(value("SELECT ARRAY[1.50, NULL]::numeric[]"))
                .isEqualTo(Arrays.asList(new BigDecimal("1.50"), null));
    }

    @Test
    @DisplayName("PG076: a NULL is none of a primitive array's elements")
    void primitiveArrays() {
        Row row = row("SELECT ARRAY[1, NULL]::int4[] AS a, ARRAY[1, 2]::int4[] AS b");
        assertThatThrownBy(() -> row.get("a", int[].class))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"a\" of type int4[]")
                .hasMessageContaining("Element 1 is NULL");
        assertThat(row.get("a", Integer[].class)).containsExactly(1, null);
        assertThat(row.get("b", int[].class)).containsExactly(1, 2);
        assertThat(row.get("b", long[].class)).containsExactly(1, 2);
        assertThat(row.get("b", double[].class)).containsExactly(1, 2);
        assertThat(row.get("b", short[].class)).containsExactly((short) 1, (short) 2);
        assertThat(row.get("b", String[].class)).containsExactly("1", "2");
        assertThat((Object) row.get("b", java.util.Set.class)).isEqualTo(java.util.Set.of(1, 2));
        assertThat(value("SELECT $1::int8[]", (Object) new long[] {3, Long.MIN_VALUE}))
                .isEqualTo(List.of(3L, Long.MIN_VALUE));
        assertThat(value("SELECT $1::float8[]", (Object) new double[] {0.5}))
                .isEqualTo(List.of(0.5));
        assertThat(value("SELECT $1::bool[]", (Object) new boolean[] {true}))
                .isEqualTo(List.of(true));
        assertThat(value("SELECT $1::int4[]", (Object) new int[0])).isEqualTo(List.of());
        assertThat(value("SELECT $1::text[]", (Object) new String[] {"a", null}))
                .isEqualTo(Arrays.asList("a", null));
        assertThat((List<?>) value("SELECT $1::bytea[]", List.of(new byte[] {1})))
                .singleElement()
                .isEqualTo(new byte[] {1});
        assertThat(row("SELECT $1::bytea[]", List.of(new byte[] {1})).get(0, byte[][].class))
                .isDeepEqualTo(new byte[][] {{1}});
    }

    @Test
    @DisplayName("PG076: several dimensions, and indexes that begin elsewhere")
    void arraysOfSeveralDimensions() {
        Row row = row("SELECT '[0:1][2:3]={{1,2},{3,4}}'::int4[]");
        assertThat(row.get(0)).isEqualTo(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(row.get(0, int[][].class)).isDeepEqualTo(new int[][] {{1, 2}, {3, 4}});
        assertThatThrownBy(() -> row.get(0, int[].class)).hasMessageContaining("2 dimensions");
        PgArray array = row.get(0, PgArray.class);
        assertThat(array.lowerBounds()).containsExactly(0, 2);
        assertThat(row("SELECT $1::int4[]", array).getString(0))
                .isEqualTo("[0:1][2:3]={{1,2},{3,4}}");
        assertThat(value("SELECT $1::int4[]", (Object) new int[][][] {{{1}}}))
                .isEqualTo(List.of(List.of(List.of(1))));
        assertThatThrownBy(() -> row("SELECT $1::int4[]", List.of(List.of(1), List.of(1, 2))))
                .hasMessageContaining("ragged");
        assertThatThrownBy(() -> row("SELECT $1::int4[]", Arrays.asList(List.of(1), null)))
                .hasMessageContaining("ragged");
    }

    @Test
    @DisplayName("PG078: what an interval takes, and what it does not")
    void intervals() {
        assertThat(value("SELECT $1::interval", Duration.ofMillis(-1500)))
                .isEqualTo(new Interval(0, 0, -1_500_000));
        assertThat(value("SELECT $1::interval", Period.of(1, 2, -3)))
                .isEqualTo(new Interval(14, -3, 0));
        Row row = row("SELECT '2 hours'::interval AS h, '1 month'::interval AS m");
        assertThat(row.get("h", Duration.class)).isEqualTo(Duration.ofHours(2));
        assertThat(row.get("m", Period.class)).isEqualTo(Period.ofMonths(1));
        assertThatThrownBy(() -> row.get("m", Duration.class)).hasMessageContaining("1 mon");
        assertThatThrownBy(() -> row("SELECT $1::interval", "1 hour"))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("$1 of type interval does not take this java.lang.String");
    }

    @Test
    @DisplayName("PG080: a moment is one, whatever zone it was given in")
    void moments() {
        Instant moment = Instant.parse("2026-11-30T15:00:00.123456Z");
        ZonedDateTime zoned = moment.atZone(java.time.ZoneId.of("Asia/Tokyo"));
        for (Object given : List.of(moment, zoned, zoned.toOffsetDateTime())) {
            Row row = row("SELECT $1::timestamptz", given);
            assertThat(row.get(0)).isEqualTo(moment.atOffset(ZoneOffset.UTC));
            assertThat(row.get(0, Instant.class)).isEqualTo(moment);
        }
        assertThat(value("SELECT $1::timestamptz", moment.plusNanos(999)))
                .isEqualTo(moment.atOffset(ZoneOffset.UTC)); // towards the past
        assertThat(value("SELECT $1::timestamptz", Instant.parse("1999-12-31T23:59:59.9999999Z")))
                .isEqualTo(OffsetDateTime.parse("1999-12-31T23:59:59.999999Z"));
    }

    @Test
    @DisplayName("PG082: years before the Gregorian calendar and before Christ")
    void oldDates() {
        Row row = row("SELECT '0044-03-15 BC'::date, '1500-02-28'::timestamp");
        assertThat(row.get(0)).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(row.getString(0)).isEqualTo("0044-03-15 BC");
        assertThat(value("SELECT $1::text", row.getString(0))).isEqualTo("0044-03-15 BC");
        assertThat(row("SELECT $1::date", LocalDate.of(-43, 3, 15)).getString(0))
                .isEqualTo("0044-03-15 BC");
    }

    @Test
    void infiniteTimesAndSuchThatDoNotFit() {
        Row row = row("SELECT 'infinity'::date, '-infinity'::timestamptz, 'infinity'::timestamp");
        for (int i = 0; i < 3; i++) {
            int column = i;
            assertThatThrownBy(() -> row.get(column))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("infinity");
        }
        assertThat(row.getString(1)).isEqualTo("-infinity");
        assertThatThrownBy(() -> row("SELECT $1::date", LocalDate.MAX))
                .hasMessageContaining("$1 of type date");
        assertThatThrownBy(() -> row("SELECT $1::timestamp", LocalDateTime.MIN))
                .isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> row("SELECT $1::timestamptz", Instant.MAX))
                .isInstanceOf(ConversionException.class);
    }

    @Test
    @DisplayName("PG084: the end of a day is no time of Java's")
    void theEndOfADay() {
        Row row = row("SELECT '24:00'::time AS t, '24:00+01'::timetz AS z");
        assertThatThrownBy(() -> row.get("t"))
                .hasMessageContaining("24:00:00")
                .hasMessageContaining("\"t\"");
        assertThatThrownBy(() -> row.get("z")).hasMessageContaining("24:00:00");
        assertThat(row.getString("t")).isEqualTo("24:00:00");
        assertThat(row.getString("z")).isEqualTo("24:00:00+01");
        assertThat(value("SELECT $1::time", LocalTime.of(23, 59, 59, 999_999_999)))
                .isEqualTo(LocalTime.of(23, 59, 59, 999_999_000));
    }

    record Address(String street, int number) {}

    record Person(String name, Address home, List<Address> others, Mood mood) {}

    enum Mood {
        SAD,
        SO_SO
    }

    private void people() {
        session.execute(
                """
                DROP SCHEMA IF EXISTS p CASCADE; CREATE SCHEMA p;
                CREATE DOMAIN p.number AS int4;
                CREATE TYPE p.mood AS ENUM ('sad', 'so so');
                CREATE TYPE p.address AS (street text, dropped int8, number p.number);
                ALTER TYPE p.address DROP ATTRIBUTE dropped;
                CREATE TYPE p.person AS (name text, home p.address, others p.address[], mood p.mood)
                """);
    }

    @Test
    @DisplayName(
            "PG086: composites in composites and arrays, over domains, with a dropped attribute")
    void composites() {
        people();
        Person person =
                new Person("A", new Address("x y", 1), List.of(new Address("z", 2)), Mood.SO_SO);
        Row row = row("SELECT $1::p.person AS person", person);
        assertThat(row.getString(0))
                .isEqualTo("(A,\"(\"\"x y\"\",1)\",\"{\"\"(z,2)\"\"}\",\"so so\")");
        assertThat(row.get(0, Person.class)).isEqualTo(person);
        assertThat(row.to(Person.class)).isEqualTo(person);
        Composite composite = (Composite) row.get(0);
        assertThat(composite.names()).containsExactly("name", "home", "others", "mood");
        assertThat(((Composite) composite.get("home")).get("number")).isEqualTo(1);
        assertThat(composite.get("mood", Mood.class)).isEqualTo(Mood.SO_SO);
        assertThat(
                        row(
                                        "SELECT $1::p.address[]",
                                        List.of(person.home(), person.others().get(0)))
                                .get(0, Address[].class))
                .containsExactly(person.home(), person.others().get(0));
        assertThat(value("SELECT ($1::p.address).street", Map.of("number", 5, "street", "s")))
                .isEqualTo("s");
        assertThat(value("SELECT ($1::p.address).number", Composite.of("s", 5))).isEqualTo(5);
        assertThatThrownBy(() -> row("SELECT $1::p.address", Map.of("street", "s")))
                .hasMessageContaining("[street, number]");
        assertThat(session.introspections()).isEqualTo(1); // with all that is in a person
    }

    @Test
    @DisplayName("PG086: an attribute that came later is seen, and known at the next statement")
    void compositesThatChange() {
        people();
        String sql = "SELECT p FROM p.person_of_today() AS p";
        session.execute(
                "CREATE FUNCTION p.person_of_today() RETURNS p.address LANGUAGE plpgsql AS "
                        + "$$ DECLARE a p.address; BEGIN a.street := 's'; RETURN a; END $$");
        assertThat(((Composite) value(sql)).names()).containsExactly("street", "number");
        server.psql(database, "ALTER TYPE p.address ADD ATTRIBUTE zip text");
        long version = session.types().version();
        Row changed = row(sql);
        assertThat(((Composite) changed.get(0)).values()).isEqualTo(Arrays.asList("s", null, null));
        assertThat(session.types().version()).isGreaterThan(version);
        assertThat(((Composite) value(sql)).names()).containsExactly("street", "number", "zip");
    }

    @Test
    @DisplayName("PG088: types that are made while a session is open")
    void typesThatComeLater() {
        assertThat(value("SELECT 1")).isEqualTo(1);
        server.psql(
                database,
                "DROP SCHEMA IF EXISTS late CASCADE; CREATE SCHEMA late;"
                        + " CREATE TYPE late.color AS ENUM ('red', 'dark-blue')");
        server.psql(database, "CREATE EXTENSION IF NOT EXISTS hstore");
        enum Color {
            RED,
            DARK_BLUE
        }
        assertThat(value("SELECT $1::late.color", Color.DARK_BLUE)).isEqualTo("dark-blue");
        assertThat(
                        row("SELECT $1::late.color[]", List.of("red", Color.DARK_BLUE))
                                .get(0, Color[].class))
                .containsExactly(Color.RED, Color.DARK_BLUE);
        assertThat(value("SELECT $1::hstore", Map.of("a", "1"))).isEqualTo(Map.of("a", "1"));
        server.psql(database, "ALTER TYPE late.color ADD VALUE 'GREEN'");
        assertThat(row("SELECT 'GREEN'::late.color").get(0)).isEqualTo("GREEN");
        assertThatThrownBy(() -> row("SELECT 'GREEN'::late.color").get(0, Color.class))
                .hasMessageContaining("GREEN is no");
    }

    @Test
    @DisplayName("PG090: types that are made anew have other OIDs; the old ones are forgotten")
    void typesThatAreMadeAnew() {
        String make =
                "DROP SCHEMA IF EXISTS anew CASCADE; CREATE SCHEMA anew; CREATE TYPE anew.t AS (%s)";
        server.psql(database, make.formatted("a int4"));
        assertThat(((Composite) value("SELECT ROW(1)::anew.t")).names()).containsExactly("a");
        server.psql(database, make.formatted("b text, c int8"));
        session.types().forget();
        assertThat(((Composite) value("SELECT ROW('x', 2)::anew.t")).asMap())
                .isEqualTo(Map.of("b", "x", "c", 2L));
    }

    @Test
    @DisplayName("PG092: built-in types and their arrays ask the server nothing")
    void builtInTypesAreKnown() {
        value("SELECT $1::int4[]", List.of(1));
        value(
                "SELECT $1::text[], $2::numeric[], $3::jsonb[], $4::uuid",
                List.of("a"),
                List.of(),
                List.of("1"),
                new java.util.UUID(1, 2));
        value("SELECT $1::int4range, '{[1,2)}'::int4multirange, ARRAY[ROW(1)]", Range.empty());
        assertThat(session.introspections()).isZero();
        assertThat(session.types().missing(IntStream.range(0, 10_000).boxed().toList()))
                .as("all that are missing can be asked for")
                .isNotEmpty();
    }

    @Test
    @DisplayName("PG092: what this knows of built-in types is what the server has")
    void theTableIsTheServers() {
        List<Row> rows =
                session.fetch(
                        "SELECT oid, typname, typelem FROM pg_type"
                                + " WHERE oid < 10000 AND typrelid = 0 AND typtype IN ('b', 'r', 'm')"
                                + " AND typname NOT LIKE 'pg_brin%' AND typname NOT LIKE '\\_pg\\_%'"
                                + " ORDER BY oid");
        for (Row row : rows) {
            var type = session.types().type(row.getInt("oid"));
            assertThat(type).as(row.toString()).isNotNull();
            assertThat(type.name()).isEqualTo(row.getString("typname"));
            if (type.kind() == dev.rondo.postgres.type.PgType.Kind.ARRAY) {
                assertThat(type.element()).isEqualTo(row.getInt("typelem"));
            }
        }
        assertThat(
                        session.fetch(
                                "SELECT rngtypid, rngsubtype, rngmultitypid FROM pg_range WHERE rngtypid < 10000"))
                .allSatisfy(row -> {
                    assertThat(session.types().type(row.getInt(0)).element())
                            .isEqualTo(row.getInt(1));
                    assertThat(session.types().type(row.getInt(2)).element())
                            .isEqualTo(row.getInt(0));
                });
    }

    @Test
    @DisplayName("PG094: types without a binary format come as text")
    void typesWithoutABinaryFormat() {
        assertThat(value("SELECT '=r/postgres'::aclitem")).isEqualTo("=r/postgres");
        assertThat(value("SELECT ARRAY['=r/postgres'::aclitem, NULL]"))
                .isEqualTo(Arrays.asList("=r/postgres", null));
        assertThat(value("SELECT $1::aclitem[]", List.of("postgres=r/postgres")))
                .isEqualTo(List.of("postgres=r/postgres"));
        assertThat(session.fetch("SELECT c FROM pg_type c LIMIT 3"))
                .allSatisfy(row -> assertThat(((Composite) row.get(0)).size()).isGreaterThan(20));
        assertThat(session.fetch("SELECT histogram_bounds FROM pg_stats LIMIT 3")).isNotNull();
        record Acl(String[] acl, List<String> list) {}
        assertThat(
                        row("SELECT ARRAY['=r/postgres'::aclitem] AS acl, ARRAY['=r/postgres'::aclitem] AS list")
                                .to(Acl.class)
                                .list())
                .containsExactly("=r/postgres");
    }

    @Test
    @DisplayName("PG100: money is its text, or a number for who says the fraction digits")
    void money() {
        assertThat(value("SELECT '1234.5'::numeric::money")).isEqualTo("$1,234.50");
        session.types().use("pg_catalog", "money", Codecs.money(2));
        assertThat(value("SELECT '1234.5'::numeric::money")).isEqualTo(new BigDecimal("1234.50"));
        assertThat(value("SELECT $1::money::numeric", new BigDecimal("-0.05")))
                .isEqualTo(new BigDecimal("-0.05"));
        assertThatThrownBy(() -> row("SELECT $1::money", new BigDecimal("0.005")))
                .isInstanceOf(ConversionException.class);
    }

    /** A codec of a program's: int4 as hexadecimal text, or points as text. */
    private static final class Hexadecimal extends Codec<String> {
        @Override
        public Class<String> javaType() {
            return String.class;
        }

        @Override
        public String decode(byte[] source, int offset, int length) {
            return "0x"
                    + Integer.toHexString(
                            Integer.parseInt(
                                    new String(source, offset, length, StandardCharsets.UTF_8)));
        }

        @Override
        public Format format() {
            return Format.TEXT;
        }

        @Override
        public void encode(Object value, ByteWriter target) {
            target.putDecimal(Integer.decode((String) value));
        }
    }

    @Test
    void codecsOfAPrograms() {
        session.types().use("pg_catalog", "int4", new Hexadecimal());
        assertThat(value("SELECT $1::int4 + 1", "0xff")).isEqualTo("0x100");
        assertThat(value("SELECT $1::int4[]", Arrays.asList("0x1", null)))
                .isEqualTo(Arrays.asList("0x1", null));
        assertThat(value("SELECT $1::int4range", Range.closedOpen("0x1", "0x10")))
                .isEqualTo(Range.closedOpen("0x1", "0x10"));
        people();
        assertThat(
                        ((Composite) value("SELECT $1::p.address", Composite.of("s", "0x1f")))
                                .get("number"))
                .isEqualTo("0x1f");
    }

    @Test
    void rowsWithoutAType() {
        Row row = row("SELECT ROW(1, 'a b', NULL, ROW(2.5)) AS r, ARRAY[ROW(1, 'x')] AS list");
        assertThat(((Composite) row.get("r")).values().subList(0, 3))
                .isEqualTo(Arrays.asList(1, "a b", null));
        record Pair(int number, String text) {}
        assertThat(row.get("list", Pair[].class)).containsExactly(new Pair(1, "x"));
        assertThat(row.getString("r")).isEqualTo("(1,\"a b\",,\"(2.5)\")");
        assertThatThrownBy(() -> row("SELECT ROW('a'::tsvector)").get(0))
                .hasMessageContaining("Cast it to text");
    }

    @Test
    void addressesAndOthers() throws Exception {
        Row row =
                row(
                        "SELECT '10.0.0.1'::inet AS host, '10.0.0.1/8'::inet AS net, '\"x\"'::\"char\", pg_sleep(0) AS v, 'x'::unknown");
        assertThat(row.get("host", InetAddress.class)).isEqualTo(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(row.get("net")).isEqualTo(new Inet(InetAddress.ofLiteral("10.0.0.1"), 8));
        assertThatThrownBy(() -> row.get("net", InetAddress.class))
                .hasMessageContaining("10.0.0.1/8");
        assertThat(row.get("v")).isEqualTo("");
        assertThat(row("SELECT $1::inet", InetAddress.ofLiteral("::1")).getString(0))
                .isEqualTo("::1");
        assertThat(row("SELECT '\\x00ff'::bytea").getBytes(0)).containsExactly(0, 255);
        assertThat(row("SELECT 'r'::\"char\"").get(0, Character.class)).isEqualTo('r');
        assertThat(row("SELECT (2::int8 ^ 53)::int8 + 1").get(0, Long.class))
                .isEqualTo((1L << 53) + 1);
        assertThatThrownBy(() -> row("SELECT 9007199254740993::int8").getDouble(0))
                .isInstanceOf(ConversionException.class);
    }

    @Test
    void jsonIsTextOrAnObject() {
        record Point(int x, List<String> names) {}
        Row row =
                row("SELECT $1::jsonb AS doc, $2::json AS text", new Point(1, List.of("a")), "[1]");
        assertThat(row.get("doc", Point.class)).isEqualTo(new Point(1, List.of("a")));
        assertThat(row.get("text")).isEqualTo("[1]");
        assertThat(row("SELECT $1::jsonb[]", List.of(Map.of("a", 1), "[2]")).get(0))
                .isEqualTo(List.of("{\"a\": 1}", "[2]"));
        assertThatThrownBy(() -> row.get("text", Point.class))
                .isInstanceOf(ConversionException.class);
    }

    record Generic(
            Range<Long> range,
            Multirange<Long> multi,
            List<Range<Long>> ranges,
            List<List<Long>> lists,
            Set<Long> set,
            Optional<BigDecimal> some,
            Optional<Integer> none,
            Map<String, String> map,
            Optional<List<String>> texts,
            List<? extends Number> numbers) {}

    @Test
    void componentsOfGenericTypesAreConvertedInside() {
        server.psql(database, "CREATE EXTENSION IF NOT EXISTS hstore");
        String sql =
                """
                SELECT '[1,3)'::int4range AS range, '{[1,3)}'::int4multirange AS multi,
                    '{[1,3),[5,)}'::int4multirange AS ranges, '{{1,2},{3,4}}'::int4[] AS lists,
                    '{1,1}'::int4[] AS set, 5 AS some, NULL::int4 AS none, 'a=>1'::hstore AS map,
                    '{x,NULL}'::text[] AS texts, '{1}'::int2[] AS numbers
                """;
        Range<Long> range = Range.closedOpen(1L, 3L);
        assertThat(row(sql).to(Generic.class))
                .isEqualTo(
                        new Generic(
                                range,
                                Multirange.of(range),
                                List.of(range, Range.atLeast(5L)),
                                List.of(List.of(1L, 2L), List.of(3L, 4L)),
                                Set.of(1L),
                                Optional.of(BigDecimal.valueOf(5)),
                                Optional.empty(),
                                Map.of("a", "1"),
                                Optional.of(Arrays.asList("x", null)),
                                List.of((short) 1)));
    }

    @Test
    void whatTheServerWouldNotStoreIsRefused() {
        assertThatThrownBy(() -> row("SELECT $1::text", "a\0b"))
                .hasMessageContaining("zero character");
        assertThatThrownBy(() -> row("SELECT $1::text", "a\ud800"))
                .hasMessageContaining("surrogate");
        assertThatThrownBy(() -> row("SELECT $1::int2", 40_000))
                .hasMessageContaining("int2 does not take 40000");
        assertThatThrownBy(() -> row("SELECT $1::int4", 1L << 33))
                .isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> row("SELECT $1::float4", 0.1)).hasMessageContaining("no float");
        assertThatThrownBy(() -> row("SELECT $1::bool", "t"))
                .isInstanceOf(ConversionException.class);
    }

    @Test
    void floatingPointNumbersHaveTheServersDigits() {
        SplittableRandom random = new SplittableRandom(1);
        List<Double> doubles = new ArrayList<>();
        List<Float> floats = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            double any = Double.longBitsToDouble(random.nextLong());
            doubles.add(Double.isNaN(any) ? 0.0 : any);
            float anyFloat = Float.intBitsToFloat(random.nextInt());
            floats.add(Float.isNaN(anyFloat) ? 0f : anyFloat);
        }
        for (int i = -340; i < 310; i++) {
            double power = Double.parseDouble("1e" + i);
            doubles.addAll(
                    List.of(power, Math.nextUp(power), Math.nextDown(power), 2 * power, 5 * power));
            floats.addAll(List.of((float) power, Math.nextUp((float) power), 3 * (float) power));
        }
        for (int i = -1074; i < 1024; i++) {
            double power = Math.scalb(1.0, i);
            doubles.addAll(List.of(power, Math.nextUp(power), Math.nextDown(power)));
            floats.addAll(List.of((float) power, Math.nextDown((float) power)));
        }
        for (int i = 1; i < 500; i++) {
            doubles.add(i * Double.MIN_VALUE);
            floats.add(i * Float.MIN_VALUE);
        }
        var texts = session.fetchWithText("SELECT $1::float8[]", doubles);
        assertThat(texts.row().getString(0).split(",")).isEqualTo(texts.text().split(","));
        var shorter = session.fetchWithText("SELECT $1::float4[]", floats);
        assertThat(shorter.row().getString(0).split(",")).isEqualTo(shorter.text().split(","));
    }
}
