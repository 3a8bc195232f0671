package dev.rondo.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResultRowTest {
    private static final int BOOL = 16;
    private static final int INT8 = 20;
    private static final int INT4 = 23;
    private static final int TEXT = 25;
    private static final int FLOAT8 = 701;
    private static final int INT4_ARRAY = 1007;
    private static final int TIMESTAMPTZ = 1184;
    private static final int NUMERIC = 1700;
    private static final int JSONB = 3802;

    private static final OffsetDateTime THEN =
            OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);

    private static MadeRows rows() {
        return new MadeRows();
    }

    @Test
    void valuesAreHadByNameAndByIndex() {
        Row row = rows().with("id", INT4, 7).with("name", TEXT, "é").with("none", TEXT, null).row();
        assertThat(row.size()).isEqualTo(3);
        assertThat(row.get("id")).isEqualTo(7);
        assertThat(row.get(1)).isEqualTo("é");
        assertThat(row.get(2)).isNull();
        assertThat(row.isNull("none")).isTrue();
        assertThat(row.isNull(0)).isFalse();
        assertThat(row.values()).isEqualTo(Arrays.asList(7, "é", null));
        assertThat(row.asMap().keySet()).containsExactly("id", "name", "none");
        assertThat(row.toString()).isEqualTo("<Row id=7 name=é none=null>");
    }

    @Test
    void ofEqualNamesTheLastIsMeantAmongFewAndAmongMany() {
        MadeRows few = rows().with("a", INT4, 1).with("a", INT4, 2);
        MadeRows many = rows();
        for (int i = 0; i < 20; i++) {
            many.with(i == 19 ? "c3" : "c" + i, INT4, i);
        }
        assertThat(few.row().get("a")).isEqualTo(2);
        assertThat(many.row().get("c3")).isEqualTo(19);
        assertThat(many.row().get("c4")).isEqualTo(4);
    }

    @Test
    void aMissingColumnNamesThoseThatThereAre() {
        Row row = rows().with("a", INT4, 1).with("b", INT4, 2).row();
        assertThatThrownBy(() -> row.get("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No column c among [a, b]");
        assertThatThrownBy(() -> row.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void primitivesAreCheckedForTheirRange() {
        Row row =
                rows().with("big", INT8, 1L << 40).with("n", NUMERIC, new BigDecimal("5.00")).row();
        assertThat(row.getLong(0)).isEqualTo(1L << 40);
        assertThat(row.getInt("n")).isEqualTo(5);
        assertThat(row.getDouble("n")).isEqualTo(5);
        assertThatThrownBy(() -> row.getInt("big"))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"big\" of type int8 cannot be read as int");
    }

    @Test
    void aNullIsNoPrimitive() {
        Row row = rows().with("x", INT4, null).with("b", BOOL, null).row();
        assertThatThrownBy(() -> row.getInt("x"))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"x\" of type int4 is NULL");
        assertThatThrownBy(() -> row.getBoolean("b")).isInstanceOf(ConversionException.class);
        assertThat(row.get("x", Integer.class)).isNull();
        assertThat(row.getString("x")).isNull();
        assertThat(row.getBytes("x")).isNull();
    }

    @Test
    void whatDoesNotConvertNamesColumnTypeAndClass() {
        Row row = rows().with("name", TEXT, "x").row();
        assertThatThrownBy(() -> row.get("name", Instant.class))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"name\" of type text")
                .hasMessageContaining("java.time.Instant");
        assertThatThrownBy(() -> row.getLong("name")).isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> row.getBoolean("name")).isInstanceOf(ConversionException.class);
    }

    // ---- Objects of rows

    record User(int id, String fullName, Optional<String> email, Instant createdAt) {}

    @Test
    void aRecordIsMadeOfColumnsOfItsNames() {
        MadeRows rows =
                rows().with("created_at", TIMESTAMPTZ, THEN)
                        .with("extra", TEXT, "x")
                        .with("full_name", TEXT, "A B")
                        .with("id", INT4, 7)
                        .with("email", TEXT, null);
        assertThat(rows.row().to(User.class))
                .isEqualTo(new User(7, "A B", Optional.empty(), THEN.toInstant()));
    }

    @Test
    void theSameMapperIsUsedForTheSameClass() {
        RowShape shape = rows().with("a", INT4, 1).shape();
        assertThat(shape.mapper(Integer.class)).isSameAs(shape.mapper(Integer.class));
        assertThat(shape.mapper(Long.class)).isNotSameAs(shape.mapper(Integer.class));
    }

    record Boxes(
            short s,
            byte b,
            float f,
            char c,
            Long l,
            double d,
            boolean t,
            long big,
            List<Long> all) {}

    @Test
    void componentsOfAllPrimitivesAndOfGenericLists() {
        Row row =
                rows().with("s", INT4, 1)
                        .with("b", INT4, 2)
                        .with("f", FLOAT8, 0.5)
                        .with("c", TEXT, "z")
                        .with("l", INT4, 3)
                        .with("d", INT4, 4)
                        .with("t", BOOL, true)
                        .with("big", INT8, 5L)
                        .with("all", INT4_ARRAY, Arrays.asList(1, null))
                        .row();
        assertThat(row.to(Boxes.class))
                .isEqualTo(
                        new Boxes(
                                (short) 1,
                                (byte) 2,
                                0.5f,
                                'z',
                                3L,
                                4,
                                true,
                                5,
                                Arrays.asList(1L, null)));
    }

    @Test
    void aNullForAPrimitiveComponentNamesItsColumn() {
        Row row = rows().with("s", INT4, null).with("x", INT4, 1).row();
        record Small(short s, int x) {}
        record Whole(int s, int x) {}
        assertThatThrownBy(() -> row.to(Small.class)).hasMessageContaining("Column \"s\"");
        assertThatThrownBy(() -> row.to(Whole.class)).hasMessageContaining("Column \"s\"");
    }

    record Missing(int id, String nickName) {}

    @Test
    void aComponentWithoutAColumnIsRefusedBeforeAnyRow() {
        RowShape shape = rows().with("id", INT4, 1).with("name", TEXT, "x").shape();
        assertThatThrownBy(() -> shape.mapper(Missing.class))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("No column for nickName")
                .hasMessageContaining("[id, name]");
    }

    @Test
    void twoColumnsOfAComponentsNameAreRefused() {
        RowShape shape =
                rows().with("id", INT4, 1).with("name", TEXT, "x").with("id", INT4, 2).shape();
        record Both(int id, String name) {}
        assertThatThrownBy(() -> shape.mapper(Both.class))
                .hasMessageContaining("Two columns are named id");
    }

    @Test
    void aComponentOfAClassThatTheColumnNeverHasIsRefusedBeforeAnyRow() {
        RowShape shape = rows().with("id", TEXT, "1").with("name", TEXT, "x").shape();
        record Wrong(int id, String name) {}
        record WrongList(List<Integer> id, String name) {}
        assertThatThrownBy(() -> shape.mapper(Wrong.class))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("Column \"id\" of type text")
                .hasMessageContaining("int");
        assertThatThrownBy(() -> shape.mapper(WrongList.class))
                .isInstanceOf(ConversionException.class);
    }

    @Test
    void theOnlyColumnIsTheObjectOfAClassThatAValueCanBe() {
        Row row = rows().with("count", INT8, 42L).row();
        assertThat(row.to(Long.class)).isEqualTo(42L);
        assertThat(row.to(String.class)).isEqualTo("42");
        assertThat(row.to(int.class)).isEqualTo(42);
        assertThat(row.to(Row.class)).isSameAs(row);
        assertThat(rows().with("none", INT8, null).row().to(Long.class)).isNull();
        assertThatThrownBy(() -> row.to(Instant.class)).isInstanceOf(ConversionException.class);
    }

    record Single(String name) {}

    record Document(int a, List<String> b) {}

    @Test
    void aRecordOfOneComponentIsOfTheColumnOfThatName() {
        assertThat(rows().with("name", TEXT, "x").row().to(Single.class))
                .isEqualTo(new Single("x"));
    }

    @Test
    void aDocumentOfJsonIsAnObject() {
        Row row = rows().with("doc", JSONB, "{\"a\": 1, \"b\": [\"x\"]}").row();
        Document document = new Document(1, List.of("x"));
        assertThat(row.to(Document.class)).isEqualTo(document);
        assertThat(row.get("doc", Document.class)).isEqualTo(document);
        record Holder(Document doc) {}
        assertThat(row.to(Holder.class)).isEqualTo(new Holder(document));
    }

    /** A class that is no record. */
    public static final class Account {
        private final String text;

        public Account(long id, String owner) {
            text = id + owner;
        }
    }

    @Test
    void aClassWithOnePublicConstructor() {
        Row row = rows().with("owner", TEXT, "x").with("id", INT4, 1).row();
        assertThat(row.to(Account.class).text).isEqualTo("1x");
    }

    @Test
    void whatAConstructorThrowsComesThrough() {
        record Positive(int a, int b) {
            Positive {
                if (a < 0) {
                    throw new IllegalStateException("negative");
                }
            }
        }
        Row row = rows().with("a", INT4, -1).with("b", INT4, 1).row();
        assertThatThrownBy(() -> row.to(Positive.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("PG078: a parameter of a wrong class names $n, the SQL type and the Java class")
    void aWrongParameterIsNamed() {
        MadeRows rows = rows();
        ParameterShape shape =
                new ParameterShape(
                        new int[] {INT4, TEXT}, new dev.rondo.postgres.type.TypeRegistry());
        assertThatThrownBy(() -> shape.encode(0, "secret", new dev.rondo.bytes.ByteWriter()))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("$1 of type int4")
                .hasMessageContaining("java.lang.String")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> shape.encode(1, 5, new dev.rondo.bytes.ByteWriter()))
                .hasMessageContaining("$2 of type text");
        assertThat(rows).isNotNull();
    }

    @Test
    void aBatchOfAnotherWidthIsTheServersFault() {
        RowShape shape = rows().with("a", INT4, 1).shape();
        List<byte[]> two = new ArrayList<>();
        two.add(new byte[4]);
        two.add(new byte[4]);
        assertThatThrownBy(() -> shape.row(MadeRows.batch(two), 0))
                .isInstanceOf(ProtocolException.class);
    }
}
