package dev.rondo.postgres;

import dev.rondo.postgres.type.Bits;
import dev.rondo.postgres.type.Cidr;
import dev.rondo.postgres.type.Composite;
import dev.rondo.postgres.type.Geometry;
import dev.rondo.postgres.type.Inet;
import dev.rondo.postgres.type.Interval;
import dev.rondo.postgres.type.Lsn;
import dev.rondo.postgres.type.MacAddress;
import dev.rondo.postgres.type.MacAddress8;
import dev.rondo.postgres.type.Multirange;
import dev.rondo.postgres.type.Range;
import dev.rondo.postgres.type.TransactionSnapshot;
import dev.rondo.postgres.type.TupleId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/** Values of every type at random, extremes among them, in the class that they come back in. */
final class RandomValues {
    /** What {@link #TYPES} need in a database. */
    static final String SETUP =
            """
            DROP SCHEMA IF EXISTS kinds CASCADE;
            CREATE SCHEMA kinds;
            CREATE EXTENSION IF NOT EXISTS hstore;
            CREATE EXTENSION IF NOT EXISTS citext;
            CREATE TYPE kinds.mood AS ENUM ('sad', 'so so', 'HAPPY', 'quo"te', 'ü');
            CREATE DOMAIN kinds.small AS int4 CHECK (VALUE BETWEEN -1000 AND 1000);
            CREATE TYPE kinds.place AS (name text, "at" point, moods kinds.mood[], n kinds.small);
            CREATE TYPE kinds.deep AS (id int8, places kinds.place[], span tstzrange, b bytea);
            CREATE TYPE kinds.floats AS RANGE (subtype = float8, multirange_type_name = kinds.manyfloats);
            CREATE TYPE kinds.worded AS (words tsvector, amount numeric, name text, at timestamptz)
            """;

    private final SplittableRandom random;

    RandomValues(long seed) {
        random = new SplittableRandom(seed);
    }

    /** How a type's values are made. */
    static final Map<String, Function<RandomValues, Object>> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("bool", v -> v.random.nextBoolean());
        TYPES.put("int2", v -> (short) v.number(16));
        TYPES.put("int4", v -> (int) v.number(32));
        TYPES.put("int8", v -> v.number(64));
        TYPES.put("oid", v -> v.number(32) & 0xffffffffL);
        TYPES.put("xid", v -> v.number(32) & 0xffffffffL);
        TYPES.put("cid", v -> v.number(32) & 0xffffffffL);
        TYPES.put("xid8", v -> v.number(64) & Long.MAX_VALUE);
        TYPES.put("float4", v -> v.floating());
        TYPES.put("float8", v -> v.doubled());
        TYPES.put("numeric", RandomValues::decimal);
        TYPES.put("bytea", v -> v.bytes(v.random.nextInt(40)));
        TYPES.put(
                "\"char\"",
                v -> v.random.nextInt(5) == 0 ? "" : (char) v.random.nextInt(1, 128) + "");
        TYPES.put("text", RandomValues::text);
        TYPES.put("varchar", RandomValues::text);
        TYPES.put("bpchar", v -> v.text() + "x");
        TYPES.put("name", v -> "n" + v.number(32));
        TYPES.put("citext", RandomValues::text);
        TYPES.put("uuid", v -> new UUID(v.random.nextLong(), v.random.nextLong()));
        TYPES.put("date", RandomValues::date);
        TYPES.put("time", RandomValues::time);
        TYPES.put("timetz", v -> OffsetTime.of(v.time(), v.offset()));
        TYPES.put("timestamp", RandomValues::dateTime);
        TYPES.put("timestamptz", v -> v.dateTime().atOffset(ZoneOffset.UTC));
        TYPES.put("interval", RandomValues::interval);
        TYPES.put("varbit", RandomValues::bits);
        TYPES.put("inet", RandomValues::inet);
        TYPES.put("cidr", RandomValues::cidr);
        TYPES.put("macaddr", v -> new MacAddress(v.random.nextLong() >>> 16));
        TYPES.put("macaddr8", v -> new MacAddress8(v.random.nextLong()));
        TYPES.put("json", v -> "{\"a\": [" + v.number(32) + ",  null]}");
        TYPES.put("jsonb", v -> "{\"a\": " + v.number(32) + ", \"bb\": [1, \"ü\"]}");
        TYPES.put("jsonpath", v -> "$.\"a\"[" + v.random.nextInt(100) + "]");
        TYPES.put("xml", v -> "<a>" + v.number(16) + "</a>");
        TYPES.put("point", RandomValues::point);
        TYPES.put("line", v -> new Geometry.Line(1, v.plain(), v.plain()));
        TYPES.put("lseg", v -> new Geometry.LineSegment(v.point(), v.point()));
        TYPES.put("box", RandomValues::box);
        TYPES.put(
                "path",
                v -> new Geometry.Path(v.list(1, RandomValues::point), v.random.nextBoolean()));
        TYPES.put("polygon", v -> new Geometry.Polygon(v.list(1, RandomValues::point)));
        TYPES.put("circle", v -> new Geometry.Circle(v.point(), Math.abs(v.plain())));
        TYPES.put("tsvector", v -> "'a':1A,2 'b" + v.random.nextInt(100) + "':3");
        TYPES.put("tsquery", v -> "'a' & 'b" + v.random.nextInt(100) + "'");
        TYPES.put("pg_lsn", v -> new Lsn(v.random.nextLong()));
        TYPES.put("tid", v -> new TupleId(v.number(32) & 0xffffffffL, v.random.nextInt(1 << 16)));
        TYPES.put("pg_snapshot", RandomValues::snapshot);
        TYPES.put("regclass", v -> v.random.nextBoolean() ? "pg_class" : "pg_type");
        TYPES.put("regtype", v -> v.random.nextBoolean() ? "integer" : "text");
        TYPES.put("money", v -> "$" + v.random.nextInt(1000) + ".50");
        TYPES.put("int2vector", v -> v.list(1, w -> (short) w.number(16)));
        TYPES.put("oidvector", v -> v.list(1, w -> w.number(32) & 0xffffffffL));
        TYPES.put("hstore", RandomValues::hstore);
        TYPES.put("int4range", v -> v.range((int) v.number(16), w -> w.random.nextInt(1, 9999)));
        TYPES.put("numrange", RandomValues::decimals);
        TYPES.put("daterange", RandomValues::dates);
        TYPES.put("tstzrange", RandomValues::moments);
        TYPES.put("int4multirange", RandomValues::multirange);
        TYPES.put("kinds.mood", RandomValues::mood);
        TYPES.put("kinds.small", v -> v.random.nextInt(-1000, 1001));
        TYPES.put("kinds.place", RandomValues::place);
        TYPES.put("kinds.deep", RandomValues::deep);
        TYPES.put("kinds.floats", v -> Range.closed(-Math.abs(v.plain()), Math.abs(v.plain())));
        TYPES.put("kinds.worded", RandomValues::worded);
    }

    Object of(String type) {
        return TYPES.get(type).apply(this);
    }

    /** Returns an array of a type: of one dimension, or two, with NULLs. */
    List<Object> arrayOf(String type) {
        if (random.nextInt(4) > 0 || type.endsWith("vector")) { // lists of those are ambiguous
            return nullable(random.nextInt(6), type);
        }
        int columns = random.nextInt(1, 4);
        List<Object> rows = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            rows.add(nullable(columns, type));
        }
        return rows;
    }

    private List<Object> nullable(int size, String type) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(random.nextInt(5) == 0 ? null : of(type));
        }
        return values;
    }

    <T> List<T> list(int least, Function<RandomValues, T> element) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(least, least + 5); i > 0; i--) {
            list.add(element.apply(this));
        }
        return list;
    }

    // ---- Numbers

    /** Returns a number of some bits, or one at the ends of their range. */
    private long number(int bits) {
        long wide =
                switch (random.nextInt(8)) {
                    case 0 -> Long.MIN_VALUE;
                    case 1 -> Long.MAX_VALUE;
                    case 2 -> 0;
                    case 3 -> -1;
                    default -> random.nextLong() >> random.nextInt(64);
                };
        return wide == Long.MIN_VALUE || wide == Long.MAX_VALUE
                ? wide >> (64 - bits)
                : wide << (64 - bits) >> (64 - bits);
    }

    private float floating() {
        return switch (random.nextInt(10)) {
            case 0 -> Float.NaN;
            case 1 -> Float.NEGATIVE_INFINITY;
            case 2 -> Float.MIN_VALUE;
            case 3 -> (float) random.nextInt(1000) / 10;
            case 4 -> Float.MAX_VALUE;
            case 5 -> (float) (1L << random.nextInt(63));
            default -> canonical(Float.intBitsToFloat(random.nextInt()));
        };
    }

    private static float canonical(float value) {
        return Float.isNaN(value) ? Float.NaN : value;
    }

    private double doubled() {
        return switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> Double.MIN_VALUE * random.nextInt(1, 100);
            case 3 -> -0.0;
            case 4 -> Double.MAX_VALUE;
            case 5 -> (double) random.nextInt(100_000) / 100;
            case 6 ->
                    new BigDecimal(BigInteger.valueOf(random.nextInt(1, 10)), -random.nextInt(40))
                            .doubleValue();
            case 7 -> Math.scalb(1.0, random.nextInt(-1074, 1024));
            default -> finiteOrNan(Double.longBitsToDouble(random.nextLong()));
        };
    }

    private static double finiteOrNan(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }

    /** Returns a double that geometric types compare well. */
    private double plain() {
        return random.nextInt(-100_000, 100_000) / 8.0;
    }

    private Object decimal() {
        BigInteger unscaled =
                switch (random.nextInt(4)) {
                    case 0 -> BigInteger.valueOf(random.nextInt(20_000) - 10_000);
                    case 1 -> BigInteger.valueOf(random.nextLong());
                    case 2 -> new BigInteger(1, bytes(random.nextInt(200))).negate();
                    default ->
                            BigInteger.TEN
                                    .pow(random.nextInt(30))
                                    .multiply(BigInteger.valueOf(random.nextInt(100)));
                };
        return new BigDecimal(unscaled, random.nextInt(random.nextBoolean() ? 10 : 300));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // ---- Text

    private String text() {
        int[] points = new int[random.nextInt(12)];
        for (int i = 0; i < points.length; i++) {
            points[i] =
                    switch (random.nextInt(8)) {
                        case 0 -> "\"\\{}(),[]; \t\n'".charAt(random.nextInt(14));
                        case 1 -> 0x1f600 + random.nextInt(20);
                        case 2 -> random.nextInt(0xa0, 0xd800);
                        case 3 -> 0xfffd;
                        default -> random.nextInt(' ', 0x7f);
                    };
        }
        return random.nextInt(10) == 0 ? "null" : new String(points, 0, points.length);
    }

    private Map<String, String> hstore() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), random.nextInt(3) == 0 ? null : text());
        }
        return map;
    }

    private String mood() {
        return List.of("sad", "so so", "HAPPY", "quo\"te", "ü").get(random.nextInt(5));
    }

    // ---- Times

    private LocalDate date() {
        return switch (random.nextInt(8)) {
            case 0 -> LocalDate.of(-4713, 11, 24);
            case 1 -> LocalDate.of(5_874_897, 12, 31);
            case 2 -> LocalDate.of(0, 2, 29);
            case 3 -> LocalDate.of(1582, 10, 10);
            default -> LocalDate.ofEpochDay(random.nextInt(-1_000_000, 1_000_000));
        };
    }

    private LocalTime time() {
        return switch (random.nextInt(4)) {
            case 0 -> LocalTime.MIDNIGHT;
            case 1 -> LocalTime.MAX.withNano(999_999_000);
            default -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
        };
    }

    private LocalDateTime dateTime() {
        return switch (random.nextInt(8)) {
            case 0 -> LocalDateTime.of(-4713, 11, 24, 0, 0);
            case 1 -> LocalDate.of(294_276, 12, 31).atTime(LocalTime.MAX.withNano(999_999_000));
            default -> LocalDate.ofEpochDay(random.nextInt(-1_000_000, 1_000_000)).atTime(time());
        };
    }

    private ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds(
                random.nextBoolean()
                        ? random.nextInt(-15, 16) * 3600
                        : random.nextInt(-57_599, 57_600));
    }

    private Interval interval() {
        return new Interval(
                (int) number(random.nextBoolean() ? 4 : 32) / 2,
                (int) number(random.nextBoolean() ? 4 : 32),
                number(random.nextBoolean() ? 64 : 30));
    }

    // ---- Others

    private Bits bits() {
        boolean[] values = new boolean[random.nextInt(20)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextBoolean();
        }
        return Bits.of(values);
    }

    private InetAddress address(boolean ofNetwork) {
        byte[] bytes = bytes(random.nextBoolean() ? 4 : 16);
        if (bytes.length == 16) {
            for (int i = random.nextInt(12); i < 14; i++) {
                bytes[i] = 0;
            }
            if (random.nextInt(3) == 0) {
                java.util.Arrays.fill(bytes, 0, 10, (byte) 0);
                java.util.Arrays.fill(bytes, 10, 12, (byte) (random.nextBoolean() ? -1 : 0));
            }
        }
        if (ofNetwork) {
            java.util.Arrays.fill(bytes, 1, bytes.length, (byte) 0);
        }
        try {
            return bytes.length == 4
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Inet inet() {
        InetAddress address = address(false);
        int bits = address.getAddress().length * 8;
        return new Inet(address, random.nextBoolean() ? bits : random.nextInt(bits + 1));
    }

    private Cidr cidr() {
        InetAddress address = address(true);
        return new Cidr(address, random.nextInt(8, address.getAddress().length * 8 + 1));
    }

    private Geometry.Point point() {
        return new Geometry.Point(plain(), plain());
    }

    private Geometry.Box box() {
        Geometry.Point low = point();
        return new Geometry.Box(new Geometry.Point(low.x() + 1, low.y() + 2), low);
    }

    private TransactionSnapshot snapshot() {
        long least = random.nextInt(1, 1000);
        return new TransactionSnapshot(
                least, least + 10, random.nextBoolean() ? List.of() : List.of(least, least + 5));
    }

    private Object range(int lower, Function<RandomValues, Integer> width) {
        return switch (random.nextInt(5)) {
            case 0 -> Range.empty();
            case 1 -> Range.all();
            case 2 -> Range.atLeast(lower);
            case 3 -> Range.lessThan(lower);
            default -> Range.closedOpen(lower, lower + width.apply(this));
        };
    }

    private Object decimals() {
        BigDecimal lower = BigDecimal.valueOf(random.nextInt(1000), 2);
        return random.nextBoolean()
                ? Range.open(lower, lower.add(BigDecimal.TEN))
                : Range.openClosed(lower, lower.add(BigDecimal.ONE));
    }

    private Object dates() {
        LocalDate lower = LocalDate.ofEpochDay(random.nextInt(-10_000, 10_000));
        return Range.closedOpen(lower, lower.plusDays(random.nextInt(1, 99)));
    }

    private Object moments() {
        LocalDateTime lower = LocalDate.ofEpochDay(random.nextInt(20_000)).atTime(time());
        return random.nextBoolean()
                ? Range.closed(
                        lower.atOffset(ZoneOffset.UTC), lower.plusHours(3).atOffset(ZoneOffset.UTC))
                : Range.greaterThan(lower.atOffset(ZoneOffset.UTC));
    }

    private Object multirange() {
        List<Range<Integer>> ranges = new ArrayList<>();
        int at = 0;
        for (int i = random.nextInt(4); i > 0; i--) {
            int lower = at + random.nextInt(1, 100);
            at = lower + random.nextInt(1, 100);
            ranges.add(Range.closedOpen(lower, at));
        }
        return new Multirange<>(ranges);
    }

    private Composite place() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("name", random.nextInt(4) == 0 ? null : text());
        attributes.put("at", random.nextInt(4) == 0 ? null : point());
        attributes.put("moods", list(0, RandomValues::mood));
        attributes.put("n", of("kinds.small"));
        return Composite.of(attributes);
    }

    private Composite deep() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("id", number(64));
        attributes.put("places", list(0, RandomValues::place));
        attributes.put("span", moments());
        attributes.put("b", null);
        return Composite.of(attributes);
    }

    private Composite worded() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("words", of("tsvector"));
        attributes.put("amount", BigDecimal.valueOf(random.nextInt(), 3));
        attributes.put("name", random.nextInt(4) == 0 ? null : text());
        attributes.put(
                "at",
                LocalDate.ofEpochDay(random.nextInt(20_000))
                        .atTime(time())
                        .atOffset(ZoneOffset.UTC));
        return Composite.of(attributes);
    }
}
