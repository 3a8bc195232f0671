package dev.rondo.postgres.type;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.PgType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codecs on bytes that a server has sent, and on such that none would. */
class CodecTest {
    private static final TypeRegistry TYPES = new TypeRegistry();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Codec<?> codec(int oid) {
        return TYPES.codec(oid);
    }

    private static Object decode(Codec<?> codec, String hex) {
        byte[] bytes = bytes(hex);
        return codec.decode(bytes, 0, bytes.length);
    }

    private static String encode(Codec<?> codec, Object value) {
        ByteWriter writer = new ByteWriter();
        codec.encode(value, writer);
        return HexFormat.of().formatHex(writer.toBytes());
    }

    // ---- Numbers that are not written out to see

    @ParameterizedTest
    @ValueSource(strings = {"1E-1000000000", "-1E-1000000000", "1E+1000000000", "0.001", "1E17"})
    void moneyRefusesWhatHasMoreDigitsAtOnce(BigDecimal amount) {
        assertThatThrownBy(() -> encode(Codecs.money(2), amount))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("out of its range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0E-1000000000", "0E+1000000000", "0", "0.00"})
    void moneyTakesZeroOfAnyScale(BigDecimal amount) {
        assertThat(encode(Codecs.money(2), amount)).isEqualTo("0000000000000000");
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0000000000000001", "92233720368547758.07, 7fffffffffffffff"})
    void moneyTakesWhatItHas(BigDecimal amount, String hex) {
        assertThat(encode(Codecs.money(2), amount)).isEqualTo(hex);
    }

    @Test
    void anIntegerBecomesADoubleOnlyIfItIsTheSame() {
        BigInteger even = BigInteger.TWO.pow(100);
        assertThat(Composite.of(even).get(0, double.class)).isEqualTo(0x1p100);
        Composite odd = Composite.of(even.add(BigInteger.ONE));
        assertThatThrownBy(() -> odd.get(0, double.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no double");
        assertThatThrownBy(() -> odd.get(0, float.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeWithoutABoundIsAskedForByItsName() {
        assertThatThrownBy(() -> Range.closed(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Range.openClosed(1, null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Range.atLeast(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Range.lessThan(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- Bytes of PostgreSQL 15: SELECT encode(numeric_send(...), 'hex') and so on

    @ParameterizedTest
    @CsvSource({
        "-12345.6700,     0003000140000004000109291a2c",
        "0.00,            0000000000000002",
        "100000000,       00010002000000000001",
        "0.00001,         0001fffe0000000503e8",
    })
    void numericAsTheServerSendsIt(BigDecimal value, String hex) {
        assertThat(decode(codec(1700), hex)).isEqualTo(value);
        assertThat(encode(codec(1700), value)).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "int4,         23,   5,                      00000005",
        "inet,         869,  1.2.3.4/24,             0218000401020304",
        "cidr,         650,  10.0.0.0/8,             020801040a000000",
        "inet,         869,  ::1,                    0380001000000000000000000000000000000001",
        "int4range,    3904, '[1,5)',                0200000004000000010000000400000005",
        "int4range,    3904, 'empty',                01",
        "int4range,    3904, '(,)',                  18",
        "varbit,       1562, 010101011,              000000095580",
    })
    void textOfWhatTheServerSends(String type, int oid, String text, String hex) {
        byte[] bytes = bytes(hex);
        assertThat(codec(oid).decodeText(bytes, 0, bytes.length)).isEqualTo(text);
        assertThat(encode(codec(oid), decode(codec(oid), hex))).isEqualTo(hex);
    }

    @Test
    void aMultirangeAsTheServerSendsIt() {
        String hex = "0000000200000011020000000400000001000000040000000300000009120000000400000005";
        Multirange<Integer> value = Multirange.of(Range.closedOpen(1, 3), Range.atLeast(5));
        assertThat(decode(codec(4451), hex)).isEqualTo(value);
        assertThat(encode(codec(4451), value)).isEqualTo(hex);
        assertThat(encode(codec(4451), value.ranges())).isEqualTo(hex);
    }

    // ---- Bytes that no server sends

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000100000000000000177fffffff00000001", // one dimension of 2^31 - 1
                "0000000600000000000000177fffffff000000017fffffff000000017fffffff00000001"
                        + "7fffffff000000017fffffff000000017fffffff00000001",
                "7fffffff0000000000000017",
                "000000020000000000000017000000000000000100000001000000017fffffff",
            })
    void anArraysClaimedCountIsCheckedBeforeMemoryIsTaken(String hex) {
        assertThatThrownBy(() -> decode(codec(1007), hex + "00000000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Malformed int4[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {602, 604, 2249, 4451, 5038, 1562, 1700})
    void claimedCountsAreCheckedBeforeMemoryIsTaken(int oid) {
        for (String hex :
                List.of("7fffffff", "017fffffff", "7fffffff00000000000000000000000000000000")) {
            assertThatThrownBy(() -> decode(codec(oid), hex))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Malformed");
        }
        assertThatThrownBy(() -> decode(Codecs.builtIn("hstore"), "7fffffff"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rowsInRowsAreBounded() {
        byte[] inner = bytes("00000000"); // a row of no fields
        for (int depth = 0; depth < 70; depth++) {
            ByteWriter row = new ByteWriter();
            row.putInt(1).putInt(CompositeCodec.RECORD).putInt(inner.length).put(inner);
            inner = row.toBytes();
            byte[] bytes = inner;
            if (depth < 64) {
                assertThat(codec(CompositeCodec.RECORD).decode(bytes, 0, bytes.length)).isNotNull();
            } else {
                assertThatThrownBy(
                                () -> codec(CompositeCodec.RECORD).decode(bytes, 0, bytes.length))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("nests deeper");
                assertThatThrownBy(() ->
                                codec(CompositeCodec.RECORD).decodeText(bytes, 0, bytes.length))
                        .hasMessageContaining("nests deeper");
            }
        }
    }

    @Test
    void aTypeThatIsMadeOfItselfIsText() {
        TypeRegistry types = new TypeRegistry();
        types.define(
                List.of(
                        new PgType(
                                20_000,
                                "public",
                                "loop",
                                Kind.COMPOSITE,
                                0,
                                ',',
                                List.of(new PgType.Attribute("again", 20_001)),
                                List.of()),
                        new PgType(20_001, "public", "_loop", Kind.ARRAY, 20_000)));
        assertThat(types.missing(List.of(20_000))).isEmpty();
        assertThat(types.codec(20_000)).isNotNull();
        assertThat(types.codec(20_001).format()).isEqualTo(Codec.Format.TEXT);
    }

    @Test
    void textThatIsNoUtf8IsRefusedAndAReplacementCharacterIsNot() {
        assertThatThrownBy(() -> decode(codec(25), "61ff"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not UTF-8");
        assertThat(decode(codec(25), "efbfbd")).isEqualTo("\ufffd");
    }

    @Test
    void aListThatHoldsItselfHasTooManyDimensions() {
        Object[] self = new Object[1];
        self[0] = self;
        assertThatThrownBy(() -> encode(codec(1007), self))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 dimensions");
    }

    // ---- The registry

    @Test
    @DisplayName("PG088: what is unknown is said, with what is inside, and once")
    void whatIsMissing() {
        TypeRegistry types = new TypeRegistry();
        assertThat(types.missing(List.of(23, 20_000, 20_000, 1007))).containsExactly(20_000);
        assertThat(types.codec(20_000)).isNull();
        long version = types.version();
        types.define(List.of(new PgType(20_000, "s", "_t", Kind.ARRAY, 20_001)));
        assertThat(types.version()).isGreaterThan(version);
        assertThat(types.codec(20_000)).isNull();
        assertThat(types.missing(List.of(20_000))).containsExactly(20_001);
        types.define(List.of(new PgType(20_001, "s", "t", Kind.DOMAIN, 23)));
        assertThat(types.missing(List.of(20_000))).isEmpty();
        assertThat(types.codec(20_000)).isNotNull();
        types.forget();
        assertThat(types.type(20_000)).isNull();
        assertThat(types.type(23).displayName()).isEqualTo("int4");
        assertThat(types.type(1007).displayName()).isEqualTo("int4[]");
    }

    @Test
    void aCodecOfAUsersIsUsedForItsTypeAndWhatIsMadeOfIt() {
        TypeRegistry types = new TypeRegistry();
        types.use("s", "t", Codecs.builtIn("text"));
        types.define(
                List.of(
                        new PgType(20_000, "s", "t", Kind.SCALAR, 0),
                        new PgType(20_001, "s", "_t", Kind.ARRAY, 20_000)));
        assertThat(types.codec(20_000).format()).isEqualTo(Codec.Format.BINARY);
        assertThat(types.codec(20_001).format()).isEqualTo(Codec.Format.BINARY);
        types.forget();
        types.define(List.of(new PgType(20_005, "s", "t", Kind.SCALAR, 0)));
        assertThat(types.codec(20_005).format()).isEqualTo(Codec.Format.BINARY);
    }

    // ---- Types that come as text inside of others

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool|t",
                "int2|-5",
                "int8|123",
                "oid|4294967295",
                "float4|1.5",
                "float8|-0",
                "float8|NaN",
                "numeric|-1.50",
                "bytea|\\x00ff",
                "text|a b",
                "uuid|00000000-0000-0001-0000-000000000002",
                "date|0044-03-15 BC",
                "date|12345-01-02",
                "time|01:02:03.5",
                "timetz|01:02:03+05:30",
                "timetz|01:02:03-08",
                "timestamp|2026-01-02 03:04:05.123456",
                "timestamp|0001-01-01 00:00:00 BC",
                "timestamptz|2026-01-02 03:04:05+00",
                "varbit|0101",
                "inet|10.0.0.1/8",
                "inet|::ffff:1.2.3.4",
                "cidr|10.0.0.0/8",
                "macaddr|08:00:2b:01:02:03",
                "macaddr8|08:00:2b:01:02:03:04:05",
                "pg_lsn|16/B374D848",
                "json|{}",
                "xid8|5",
                "char|r",
            })
    void parsedTextIsTheSameText(String type, String text) {
        Codec<?> codec = Codecs.builtIn(type);
        assertThat(codec.print(codec.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool|x",
                "int2|99999",
                "int4|",
                "oid|-1",
                "float8|x",
                "numeric|NaN",
                "numeric|x",
                "bytea|abc",
                "uuid|1",
                "date|infinity",
                "date|x",
                "time|24:00:00",
                "timestamp|x",
                "timestamptz|x",
                "inet|x",
                "cidr|10.0.0.1",
                "macaddr|x",
                "pg_lsn|x",
                "interval|1 day",
                "varbit|2",
                "char|xyz",
            })
    void textThatIsNoValueIsRefused(String type, String text) {
        Codec<?> codec = Codecs.builtIn(type);
        assertThatThrownBy(() -> codec.parse(text == null ? "" : text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCompositeAsTextIsReadAndWritten() {
        TypeRegistry types = new TypeRegistry();
        types.define(
                List.of(
                        new PgType(
                                20_000,
                                "public",
                                "words",
                                Kind.COMPOSITE,
                                0,
                                ',',
                                List.of(
                                        new PgType.Attribute("w", 3614),
                                        new PgType.Attribute("n", 1700),
                                        new PgType.Attribute("t", 25)),
                                List.of())));
        Codec<?> codec = types.codec(20_000);
        byte[] text = "(\"'a' 'b''\\\\\"\"\",1.50,)".getBytes(UTF_8);
        Object value = codec.decode(text, 0, text.length);
        assertThat(((Composite) value).values())
                .isEqualTo(Arrays.asList("'a' 'b''\\\"", new BigDecimal("1.50"), null));
        assertThat(bytes(encode(codec, value))).isEqualTo(text);
        record Words(String w, double n, String t) {}
        assertThat(codec.decodeAs(Words.class, text, 0, text.length))
                .isEqualTo(new Words("'a' 'b''\\\"", 1.5, null));
    }

    // ---- Values

    @Test
    void intervalsConvertWhereTheyAreExact() {
        assertThat(new Interval(0, 0, -1).toDuration()).isEqualTo(Duration.ofNanos(-1000));
        assertThat(Interval.of(Duration.ofNanos(-1))).isEqualTo(new Interval(0, 0, -1));
        assertThat(new Interval(-13, 5, 0).toPeriod()).isEqualTo(Period.of(-1, -1, 5));
        assertThatThrownBy(() -> new Interval(0, 1, 0).toDuration()).hasMessageContaining("1 day");
        assertThatThrownBy(() -> new Interval(0, 0, 1).toPeriod())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Interval.of(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Interval.of(Period.ofYears(Integer.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        Interval infinite = new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThatThrownBy(() -> encode(codec(1186), infinite)).hasMessageContaining("infinite");
    }

    @Test
    void timesAreCutTowardsThePast() {
        LocalDateTime time = LocalDate.of(1999, 12, 31).atTime(23, 59, 59, 999_999_999);
        assertThat(encode(codec(1114), time)).isEqualTo("ffffffffffffffff");
        assertThat(decode(codec(1114), "ffffffffffffffff")).isEqualTo(time.withNano(999_999_000));
    }

    @Test
    void numbersBecomeOthersWithoutLoss() {
        assertThat(Conversions.convert(5.0, long.class)).isEqualTo(5L);
        assertThat(Conversions.convert(new BigDecimal("1E+3"), int.class)).isEqualTo(1000);
        assertThat(Conversions.convert(7, BigDecimal.class)).isEqualTo(new BigDecimal("7"));
        for (Object inexact :
                List.of(
                        5.5,
                        Double.NaN,
                        1e300,
                        new BigDecimal("0.1"),
                        new BigDecimal("1E+1000000000"),
                        new BigDecimal("1E-1000000000"))) {
            assertThatThrownBy(() -> Conversions.convert(inexact, long.class))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Conversions.convert(Long.MAX_VALUE, double.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Conversions.convert(0.1, float.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Conversions.convert(new BigDecimal("1E+400"), double.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
