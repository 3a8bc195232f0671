package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.test.Finding;
import dev.rondo.test.RondoTest;
import dev.rondo.test.Time;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** Random values of every type, by a connection: what {@link RandomValuesTest} does by less. */
class ConnectionTypesTest {
    private static RealDatabase database;

    @BeforeAll
    static void create() {
        database = RealDatabase.of(ConnectionTypesTest.class);
        database.psql(RandomValues.SETUP);
    }

    @RondoTest(time = Time.REAL, deadlineSeconds = 120, allow = Finding.BLOCKED_LOOP)
    void valuesOfEveryTypeComeBackEqualAsTheServersText() {
        try (Connection connection = database.connect()) {
            for (String type : RandomValues.TYPES.keySet()) {
                RandomValues values = new RandomValues(7);
                String sql = "SELECT $1::" + type + " AS v";
                for (int i = 0; i < 10; i++) {
                    Object value = values.of(type);
                    assertThat(connection.fetchValue(sql, value)).as(type).isEqualTo(value);
                }
                List<Object> array = values.arrayOf(type);
                Row row =
                        connection.fetchRow("SELECT $1::" + type + "[] AS v", array).orElseThrow();
                List<?> back = row.get("v", List.class);
                assertThat(back).as(type).hasSameSizeAs(array);
            }
        }
    }
}
