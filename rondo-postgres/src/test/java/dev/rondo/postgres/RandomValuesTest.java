package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values of every type go to a real server and come back equal, and have the server's own text; the
 * other driver for Java reads that text, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomValuesTest {
    private static final int VALUES = 10; // of each type
    private static final int MANY_VALUES = 200;
    private static final long SEED = 20_261_130;

    private RealServer server;
    private String database;
    private PlainSession session;

    static List<String> types() {
        return new ArrayList<>(RandomValues.TYPES.keySet());
    }

    @BeforeAll
    void connect() {
        RealServer.assume();
        server = RealServer.shared();
        database = server.createDatabase("RandomValuesTest");
        server.psql(database, RandomValues.SETUP);
        session = new PlainSession(server, database);
    }

    @AfterAll
    void close() {
        if (session != null) {
            session.close();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void aValueComesBackEqualAndHasTheServersText(String type) {
        values(type, SEED, VALUES);
    }

    private void values(String type, long seed, int count) {
        RandomValues values = new RandomValues(seed);
        for (int i = 0; i < count; i++) {
            Object value = values.of(type);
            String sql = "SELECT $1::" + type;
            var got = session.fetchWithText(sql, value);
            assertThat(got.row().get(0)).as("%s: %s", type, value).isEqualTo(value);
            assertThat(got.row().getString(0)).as("%s: %s", type, value).isEqualTo(got.text());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @DisplayName("PG074, PG076: arrays with NULLs, of one and two dimensions")
    void anArrayComesBackEqualAndHasTheServersText(String type) {
        arrays(type, SEED, VALUES);
    }

    private void arrays(String type, long seed, int count) {
        RandomValues values = new RandomValues(seed);
        for (int i = 0; i < count; i++) {
            List<Object> array = values.arrayOf(type);
            String sql = "SELECT $1::" + type + "[]";
            var got = session.fetchWithText(sql, array);
            assertThat(isSame(got.row().get(0), array)).as("%s: %s", array, got.row()).isTrue();
            assertThat(got.row().getString(0)).as("%s: %s", type, array).isEqualTo(got.text());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    @Tag("slow")
    void manyValuesComeBackEqualAndHaveTheServersText(String type) {
        values(type, SEED + 2, MANY_VALUES);
        arrays(type, SEED + 2, MANY_VALUES);
    }

    @ParameterizedTest
    @MethodSource("types")
    void theOtherDriverReadsTheSameText(String type) {
        RandomValues values = new RandomValues(SEED + 1);
        session.execute(
                "DROP TABLE IF EXISTS kinds.held; CREATE TABLE kinds.held (i int, v " + type + ")");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            String sql = "INSERT INTO kinds.held VALUES ($1, $2) RETURNING v";
            texts.add(session.fetchRow(sql, i, values.of(type)).getString(0));
        }
        String read =
                server.psql(
                        database,
                        "SET TimeZone = 'UTC'; SET extra_float_digits = 3;"
                                + " SELECT v FROM kinds.held ORDER BY i");
        assertThat(read).isEqualTo(String.join("\n", texts));
    }

    private static boolean isSame(Object first, Object second) {
        if (first instanceof List<?> list && second instanceof List<?> other) {
            boolean same = list.size() == other.size();
            for (int i = 0; i < list.size() && same; i++) {
                same = isSame(list.get(i), other.get(i));
            }
            return same;
        }
        return Objects.deepEquals(first, second); // bytes, too
    }
}
