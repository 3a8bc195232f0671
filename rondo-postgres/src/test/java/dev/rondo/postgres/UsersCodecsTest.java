package dev.rondo.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.test.Finding;
import dev.rondo.test.InLoop;
import dev.rondo.test.Time;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Codecs of users' own, on a real server. */
@InLoop(time = Time.REAL, deadlineSeconds = 60, allow = Finding.BLOCKED_LOOP)
class UsersCodecsTest {
    private static String dsn = "";

    @BeforeAll
    static void createTypes() {
        RealServer server = RealServer.shared();
        String database = server.createDatabase("UsersCodecsTest");
        dsn = server.dsn(database);
        server.psql(
                database,
                """
                create type mood as enum ('sad', 'happy');
                create domain email as text;
                create type pair as (id int, address email);
                create schema other;
                create domain other.email as text;
                """);
    }

    private record Mood(String label) {}

    private static final class MoodCodec extends Codec<Mood> {
        @Override
        public Format format() {
            return Format.TEXT;
        }

        @Override
        public Class<Mood> javaType() {
            return Mood.class;
        }

        @Override
        public Mood decode(byte[] source, int offset, int length) {
            return new Mood(new String(source, offset, length, UTF_8));
        }

        @Override
        public void encode(Object value, ByteWriter target) {
            if (!(value instanceof Mood mood)) {
                throw new IllegalArgumentException("a mood is a Mood");
            }
            target.putUtf8(mood.label);
        }
    }

    /** Days since 2000, for a built-in type. */
    private static final class DayNumbers extends Codec<Integer> {
        @Override
        public Class<Integer> javaType() {
            return Integer.class;
        }

        @Override
        public Integer decode(byte[] source, int offset, int length) {
            return java.nio.ByteBuffer.wrap(source, offset, length).getInt();
        }

        @Override
        public void encode(Object value, ByteWriter target) {
            target.putInt((Integer) value);
        }
    }

    @Test
    void oneOfTheTextFormatServesAnEnumAndItsArray() {
        try (Connection connection = Postgres.connect(dsn)) {
            connection.setTypeCodec("public", "mood", new MoodCodec());
            assertThat(connection.fetchValue("select $1::mood", new Mood("sad")))
                    .isEqualTo(new Mood("sad"));
            assertThat(
                            connection.fetchValue(
                                    "select $1::mood[]",
                                    List.of(new Mood("sad"), new Mood("happy"))))
                    .isEqualTo(List.of(new Mood("sad"), new Mood("happy")));
            assertThatThrownBy(() -> connection.fetchValue("select $1::mood", "sad"))
                    .isInstanceOf(ConversionException.class)
                    .hasMessageContaining("$1");
            assertThatThrownBy(() -> connection.fetchValue("select $1::mood", new Mood("bored")))
                    .isInstanceOf(InvalidTextException.class);
        }
    }

    @Test
    void oneOfABuiltInTypeTakesItsPlaceAlsoWhereItWasUsedBefore() {
        try (Connection connection = Postgres.connect(dsn)) {
            String sql = "select $1::date";
            LocalDate day = LocalDate.of(2000, 1, 3);
            assertThat(connection.fetchValue(sql, day)).isEqualTo(day);
            connection.setTypeCodec("pg_catalog", "date", new DayNumbers());
            assertThat(connection.fetchValue(sql, 2)).isEqualTo(2);
            assertThat(connection.fetchValue("select array['2000-01-03'::date]"))
                    .isEqualTo(List.of(2));
        }
        try (Connection another = Postgres.connect(dsn)) {
            assertThat(another.fetchValue("select '2000-01-03'::date"))
                    .isEqualTo(LocalDate.of(2000, 1, 3));
        }
    }

    @Test
    void oneOfADomainIsForThatOfItsSchemaOnly() {
        try (Connection connection = Postgres.connect(dsn)) {
            connection.setTypeCodec("public", "email", new MoodCodec());
            // A column's type is told as the domain's base, a parameter's as the domain.
            assertThat(connection.fetchValue("select $1::public.email", new Mood("a@b")))
                    .isEqualTo("a@b");
            assertThat(connection.fetchValue("select $1::other.email", "a@b")).isEqualTo("a@b");
        }
    }

    @Test
    void aPoolsInitSetsThemForAllOfItsConnections() {
        PoolOptions options =
                PoolOptions.defaults()
                        .withMinSize(1)
                        .withMaxSize(2)
                        .withInit(c -> c.setTypeCodec("public", "mood", new MoodCodec()));
        try (Pool pool = Postgres.createPool(PostgresOptions.of(dsn), options)) {
            assertThat(pool.fetchValue("select 'happy'::mood")).isEqualTo(new Mood("happy"));
            try (Connection one = pool.acquire();
                    Connection two = pool.acquire()) {
                assertThat(one.fetchValue("select 'sad'::mood")).isEqualTo(new Mood("sad"));
                assertThat(two.fetchValue("select 'sad'::mood")).isEqualTo(new Mood("sad"));
            }
        }
    }

    /** Fails in the middle, and not by an exception. */
    private static final class Broken extends Codec<Mood> {
        @Override
        public Class<Mood> javaType() {
            return Mood.class;
        }

        @Override
        public Mood decode(byte[] source, int offset, int length) {
            throw new StackOverflowError("reading");
        }

        @Override
        public void encode(Object value, ByteWriter target) {
            target.putUtf8("sa");
            throw new StackOverflowError("writing");
        }
    }

    @Test
    void oneThatFailsByAnErrorLeavesNoHalfMessageBehind() {
        try (Connection connection = Postgres.connect(dsn)) {
            connection.setTypeCodec("public", "mood", new Broken());
            Mood sad = new Mood("sad");
            List<Object[]> three = List.of(new Object[] {sad}, new Object[] {sad});
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> connection.fetch("select $1::mood", sad))
                        .isInstanceOf(StackOverflowError.class);
                assertThatThrownBy(() -> connection.stream("select $1::mood", sad))
                        .isInstanceOf(StackOverflowError.class);
                assertThatThrownBy(() -> connection.executeMany("select $1::mood", three))
                        .isInstanceOf(StackOverflowError.class);
                assertThatThrownBy(
                                () -> {
                                    connection.transaction(() -> {
                                        connection.cursor("select $1::mood", sad);
                                    });
                                })
                        .isInstanceOf(StackOverflowError.class);
                assertThat(connection.fetchValue("select 7")).isEqualTo(7);
            }
        }
    }

    @Test
    void onAPoolOneThatFailsByAnErrorFailsItsOwnTaskOnly() {
        PoolOptions options =
                PoolOptions.defaults()
                        .withMaxSize(1)
                        .withInit(c -> c.setTypeCodec("public", "mood", new Broken()));
        try (Pool pool = Postgres.createPool(PostgresOptions.of(dsn), options)) {
            Rondo.taskGroup(group -> {
                for (int i = 0; i < 20; i++) {
                    int number = i;
                    group.createTask(() -> {
                        if (number % 3 == 0) {
                            assertThatThrownBy(() -> pool.fetch("select $1::mood", new Mood("sad")))
                                    .isInstanceOf(StackOverflowError.class);
                        } else {
                            assertThat(pool.fetchValue("select $1::int", number)).isEqualTo(number);
                        }
                    });
                }
            });
        }
    }

    @Test
    void anAcquiredConnectionTakesNoneSinceOthersShareWhatIsKnownOfTypes() {
        try (Pool pool = Postgres.createPool(dsn)) {
            try (Connection one = pool.acquire()) {
                assertThatThrownBy(() -> one.setTypeCodec("public", "mood", new MoodCodec()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("PoolOptions.withInit");
                assertThat(one.fetchValue("select 'sad'::mood")).isEqualTo("sad");
            }
        }
    }

    @Test
    void aCopyOfRowsIsBinaryAndSaysSo() {
        try (Connection connection = Postgres.connect(dsn)) {
            connection.execute("create temporary table moods (id int, feels mood)");
            connection.setTypeCodec("public", "mood", new MoodCodec());
            assertThatThrownBy(() ->
                            connection.copyRecordsToTable(
                                    "moods",
                                    CopyOptions.binary(),
                                    List.<Object[]>of(new Object[] {1, new Mood("sad")})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Column feels (mood) of moods has a codec of the text");
            assertThat(connection.execute("select 1")).isEqualTo("SELECT 1");
            try (CopyOut out = connection.copyFromTable("moods", CopyOptions.binary())) {
                assertThatThrownBy(out::rows)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("feels");
            }
        }
    }
}
