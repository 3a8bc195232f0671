package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.type.Composite;
import dev.rondo.postgres.type.PgArray;
import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.PgType.Kind;
import dev.rondo.postgres.type.Range;
import dev.rondo.postgres.type.TypeRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, a codec gives a value or refuses them by IllegalArgumentException. */
class CodecFuzzTest {
    private static final int ROUNDS = 4; // of each kind, for each type
    private static final int MANY_ROUNDS = 200;
    private static final List<Class<?>> CLASSES =
            List.of(
                    String.class,
                    Integer.class,
                    long.class,
                    byte[].class,
                    int[].class,
                    long[][].class,
                    double[].class,
                    String[].class,
                    Set.class,
                    PgArray.class,
                    Instant.class,
                    Duration.class,
                    Pair.class,
                    Thread.State.class);

    record Pair(Integer a, List<String> b) {}

    /** OIDs of types that a database would have told of. */
    private static final int FIRST = 20_000;

    private static final Map<String, Integer> OWN = new LinkedHashMap<>();

    private static TypeRegistry registry() {
        TypeRegistry registry = new TypeRegistry();
        List<PgType> types = new ArrayList<>();
        types.add(own("hstore", Kind.SCALAR, 0));
        types.add(own("unheard", Kind.SCALAR, 0));
        types.add(own("_unheard", Kind.ARRAY, FIRST + 1));
        types.add(own("small", Kind.DOMAIN, 23));
        types.add(composite("pair", "a", 23, "b", 1009));
        types.add(composite("words", "a", 23, "b", 3614));
        types.add(own("_pair", Kind.ARRAY, FIRST + 4));
        types.add(own("_words", Kind.ARRAY, FIRST + 5));
        types.add(own("pairs", Kind.RANGE, FIRST + 4));
        types.add(own("texts", Kind.RANGE, FIRST + 1));
        types.add(own("manytexts", Kind.MULTIRANGE, FIRST + 9));
        types.add(own("manypairs", Kind.MULTIRANGE, FIRST + 8));
        types.add(composite("rows", "a", 2249, "b", 2287));
        for (int i = 0; i < types.size(); i++) {
            OWN.put(types.get(i).name(), FIRST + i);
        }
        registry.define(types);
        return registry;
    }

    private static int next = FIRST;

    private static PgType own(String name, Kind kind, int element) {
        return new PgType(next++, "public", name, kind, element);
    }

    private static PgType composite(String name, String a, int aType, String b, int bType) {
        List<PgType.Attribute> attributes =
                List.of(new PgType.Attribute(a, aType), new PgType.Attribute(b, bType));
        return new PgType(next++, "public", name, Kind.COMPOSITE, 0, ',', attributes, List.of());
    }

    private static synchronized TypeRegistry fresh() {
        next = FIRST;
        return registry();
    }

    static List<Integer> oids() {
        fresh();
        List<Integer> oids = new ArrayList<>();
        TypeRegistry registry = new TypeRegistry();
        for (int oid = 1; oid < 7000; oid++) {
            if (registry.type(oid) != null) {
                oids.add(oid);
            }
        }
        oids.addAll(OWN.values());
        return oids;
    }

    @ParameterizedTest
    @MethodSource("oids")
    void randomBytesAreAValueOrRefused(int oid) {
        randomBytes(oid, oid, ROUNDS);
    }

    private static void randomBytes(int oid, long seed, int rounds) {
        Codec<?> codec = fresh().codec(oid);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) { // small numbers are lengths and counts more often
                for (int j = 0; j < bytes.length; j++) {
                    bytes[j] = (byte) (j % 4 == 3 ? random.nextInt(30) : 0);
                }
            }
            check(codec, bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("oids")
    void textOfSpecialCharactersIsAValueOrRefused(int oid) {
        specialCharacters(oid, oid, ROUNDS);
    }

    private static void specialCharacters(int oid, long seed, int rounds) {
        Codec<?> codec = fresh().codec(oid);
        SplittableRandom random = new SplittableRandom(seed);
        String special = "{}()[],;\"\\=: 0123456789aNULL.-+/'emptyT";
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = new byte[random.nextInt(30)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) special.charAt(random.nextInt(special.length()));
            }
            check(codec, bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("oids")
    void changedBytesOfAValueAreAValueOrRefused(int oid) {
        changedBytes(oid, oid, ROUNDS);
    }

    private static void changedBytes(int oid, long seed, int rounds) {
        Codec<?> codec = fresh().codec(oid);
        SplittableRandom random = new SplittableRandom(seed);
        for (byte[] valid : valid(codec, oid, rounds == ROUNDS ? 1 : 3)) {
            check(codec, valid);
            int step = Math.max(1, valid.length / (2 * rounds)); // cut short, at some places or all
            for (int length = 0; length < valid.length; length += step) {
                check(codec, Arrays.copyOf(valid, length));
            }
            for (int i = 0; i < rounds; i++) {
                byte[] changed = valid.clone();
                for (int j = random.nextInt(1, 4); j > 0 && changed.length > 0; j--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                check(codec, changed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("oids")
    @Tag("slow")
    void manyBytesOfAllKindsAreValuesOrRefused(int oid) {
        randomBytes(oid, 7_000 + oid, MANY_ROUNDS);
        specialCharacters(oid, 7_000 + oid, MANY_ROUNDS);
        changedBytes(oid, 7_000 + oid, MANY_ROUNDS);
    }

    /** Values of the built-in types at random, and some of the others. */
    private static List<byte[]> valid(Codec<?> codec, int oid, int each) {
        TypeRegistry registry = fresh();
        PgType type = registry.type(oid);
        RandomValues values = new RandomValues(oid);
        List<Object> given = new ArrayList<>();
        Composite pair = Composite.of(7, Arrays.asList("x", null, "y z"));
        switch (type.name()) {
            case "pair", "words" ->
                    given.add(type.name().equals("pair") ? pair : Composite.of(1, "w"));
            case "_pair" -> given.add(Arrays.asList(pair, null, pair));
            case "_words" -> given.add(Arrays.asList(Composite.of(null, "w"), null));
            case "pairs" -> given.add(Range.closed(pair, pair));
            case "texts" -> given.add(Range.closed("a", "b,\""));
            case "manypairs" -> given.add(List.of(Range.closed(pair, pair), Range.empty()));
            case "manytexts" -> given.add(List.of(Range.closed("a", "b"), Range.all()));
            case "_unheard" -> given.add(List.of(List.of("a", "b"), List.of("c\"", "")));
            case "small" -> given.add(5);
            default -> {
                PgType element = registry.type(type.element());
                String name = type.name().startsWith("_") ? element.name() : type.name();
                if (RandomValues.TYPES.containsKey(name)) {
                    for (int i = 0; i < each; i++) {
                        boolean isArray = type.name().startsWith("_");
                        given.add(isArray ? values.arrayOf(name) : values.of(name));
                    }
                }
            }
        }
        List<byte[]> valid = new ArrayList<>();
        for (Object value : given) {
            ByteWriter writer = new ByteWriter();
            codec.encode(value, writer);
            valid.add(writer.toBytes());
        }
        return valid;
    }

    private static void check(Codec<?> codec, byte[] bytes) {
        // In the middle of others, so that reading too far would be seen as another value.
        byte[] around = new byte[bytes.length + 16];
        Arrays.fill(around, (byte) 1);
        System.arraycopy(bytes, 0, around, 8, bytes.length);
        attempt(codec, bytes, () -> codec.decode(around, 8, bytes.length));
        attempt(codec, bytes, () -> codec.decodeText(around, 8, bytes.length));
        attempt(codec, bytes, () -> codec.decodeLong(around, 8, bytes.length));
        attempt(codec, bytes, () -> codec.decodeDouble(around, 8, bytes.length));
        attempt(codec, bytes, () -> codec.decodeBoolean(around, 8, bytes.length));
        for (Class<?> type : CLASSES) {
            attempt(codec, bytes, () -> codec.decodeAs(type, around, 8, bytes.length));
        }
    }

    private static void attempt(Codec<?> codec, byte[] bytes, Runnable decoding) {
        try {
            decoding.run();
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isEmpty()) {
                throw new AssertionError(codec + " says nothing", e);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(codec + " of " + Arrays.toString(bytes), e);
        }
    }
}
