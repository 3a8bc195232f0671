package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The types of a database that are known, with their codecs: the built-in ones at once (PG092),
 * others when their OIDs are first seen (PG088). One for a pool; its loop's thread changes it.
 * Values may be decoded in any thread meanwhile, and one that shows that its type has changed marks
 * it (PG086): then it counts as unknown, and {@link #version} rises.
 */
public final class TypeRegistry {
    /** All that is known, as it is replaced by a change. */
    private record Known(
            Map<Integer, PgType> types, // looked up only, never changed
            Map<String, Codec<?>> custom, // by schema and name; the same
            ConcurrentHashMap<Integer, Codec<?>> codecs, // made of the above when asked for
            long version) {}

    private final AtomicReference<Known> known =
            new AtomicReference<>(new Known(Map.of(), Map.of(), new ConcurrentHashMap<>(), 0));

    /** Creates one that knows the built-in types and their arrays. */
    public TypeRegistry() {}

    /** Returns a type, or null if it is not known yet. */
    public @Nullable PgType type(int oid) {
        return type(oid, known.get());
    }

    private static @Nullable PgType type(int oid, Known now) {
        PgType type = BuiltIn.type(oid);
        return type == null ? now.types.get(oid) : type;
    }

    /**
     * Returns the codec of a type, or null if it is not known yet, or is made of such: then {@link
     * #missing} says which.
     */
    public @Nullable Codec<?> codec(int oid) {
        return codec(oid, 0, known.get());
    }

    private @Nullable Codec<?> codec(int oid, int depth, Known now) {
        Codec<?> made = now.codecs.get(oid);
        if (made != null) {
            return made;
        }
        PgType type = type(oid, now);
        Codec<?> codec = type == null ? null : make(type, depth, now);
        if (codec != null) {
            now.codecs.put(oid, codec);
        }
        return codec;
    }

    private @Nullable Codec<?> make(PgType type, int depth, Known now) {
        Codec<?> custom = now.custom.get(key(type.schema(), type.name()));
        if (custom != null) {
            return custom;
        }
        if (depth > NestedCodec.MOST_DEPTH) { // it is made of itself, which a server does not do
            return new PlainCodec(type.displayName());
        }
        return switch (type.kind()) {
            case SCALAR, PSEUDO -> scalar(type);
            case ENUM -> new EnumCodec(type.displayName(), type.labels());
            case DOMAIN -> codec(type.element(), depth + 1, now);
            case ARRAY -> {
                Codec<?> element = codec(type.element(), depth + 1, now);
                yield element == null
                        ? null
                        : isText(element)
                                ? new TextArrayCodec(type, element)
                                : new ArrayCodec(type, element);
            }
            case RANGE -> {
                Codec<?> subtype = codec(type.element(), depth + 1, now);
                yield subtype == null
                        ? null
                        : isText(subtype)
                                ? new TextRangeCodec(type, subtype)
                                : new RangeCodec(type, subtype);
            }
            case MULTIRANGE -> multirange(type, codec(type.element(), depth + 1, now));
            case COMPOSITE -> composite(type, depth, now);
        };
    }

    private Codec<?> scalar(PgType type) {
        if (type.oid() == CompositeCodec.RECORD) {
            return new CompositeCodec(type, List.of(), this);
        }
        boolean isKnownByName =
                type.schema().equals(BuiltIn.SCHEMA)
                        || type.name().equals("hstore")
                        || type.name().equals("citext"); // extensions', in whatever schema
        Codec<?> codec = isKnownByName ? BuiltIn.codec(type.name()) : null;
        return codec == null ? new PlainCodec(type.displayName()) : codec;
    }

    private static @Nullable Codec<?> multirange(PgType type, @Nullable Codec<?> range) {
        return switch (range) {
            case null -> null;
            case RangeCodec binary -> new MultirangeCodec(type, binary);
            case TextRangeCodec text -> new TextMultirangeCodec(type, text);
            default -> new PlainCodec(type.displayName()); // a user's
        };
    }

    private @Nullable Codec<?> composite(PgType type, int depth, Known now) {
        List<Codec<?>> codecs = new ArrayList<>();
        boolean isText = false;
        for (PgType.Attribute attribute : type.attributes()) {
            Codec<?> codec = codec(attribute.oid(), depth + 1, now);
            if (codec == null) {
                return null;
            }
            isText |= isText(codec);
            codecs.add(codec);
        }
        return isText
                ? new TextCompositeCodec(type, codecs, this)
                : new CompositeCodec(type, codecs, this);
    }

    private static boolean isText(Codec<?> codec) {
        return codec.format() == Codec.Format.TEXT;
    }

    /** Returns which OIDs have to be asked for before {@link #codec} has an answer. */
    public List<Integer> missing(Collection<Integer> oids) {
        Known now = known.get();
        Set<Integer> seen = new LinkedHashSet<>(oids);
        List<Integer> open = new ArrayList<>(seen);
        List<Integer> missing = new ArrayList<>();
        while (!open.isEmpty()) {
            int oid = open.removeLast();
            PgType type = type(oid, now);
            if (type == null) {
                missing.add(oid);
            } else if (!now.codecs.containsKey(oid)) {
                for (int inner : inside(type)) {
                    if (seen.add(inner)) {
                        open.add(inner);
                    }
                }
            }
        }
        return missing;
    }

    private static List<Integer> inside(PgType type) {
        List<Integer> inside = new ArrayList<>();
        boolean hasElement =
                switch (type.kind()) {
                    case ARRAY, DOMAIN, RANGE, MULTIRANGE -> true;
                    case SCALAR, COMPOSITE, ENUM, PSEUDO -> false;
                };
        if (hasElement) {
            inside.add(type.element());
        }
        type.attributes().forEach(attribute -> inside.add(attribute.oid()));
        return inside;
    }

    /**
     * Returns the statement that asks for types, with one parameter ({@code $1}: the OIDs as {@code
     * oid[]}, so a list of Long or Integer), whose rows {@link #define} takes. It answers for the
     * types that those are made of, too; its columns are of built-in types. A type that does not
     * exist is answered for as a scalar without a name. For PostgreSQL 9.5 and later.
     */
    public static String introspection() {
        return Introspection.SQL;
    }

    /** Adds types. */
    public void define(Collection<PgType> types) {
        change(now -> {
            Map<Integer, PgType> all = new HashMap<>(now.types);
            types.forEach(type -> all.put(type.oid(), type));
            return new Known(all, now.custom, new ConcurrentHashMap<>(), now.version + 1);
        });
    }

    /** Uses a codec for a type from now on, known or not yet. */
    public void use(String schema, String type, Codec<?> codec) {
        change(now -> {
            Map<String, Codec<?>> all = new HashMap<>(now.custom);
            all.put(key(schema, type), codec);
            return new Known(now.types, all, new ConcurrentHashMap<>(), now.version + 1);
        });
    }

    private static String key(String schema, String type) {
        return schema + '\0' + type; // no name has a zero inside
    }

    /** Forgets all types but the built-in ones. Codecs of {@link #use} stay. */
    public void forget() {
        change(now -> new Known(Map.of(), now.custom, new ConcurrentHashMap<>(), now.version + 1));
    }

    /** Forgets a type, unless another one is known by now. Any thread. */
    void outdated(PgType type) {
        change(now -> {
            if (now.types.get(type.oid()) != type) {
                return now;
            }
            Map<Integer, PgType> others = new HashMap<>(now.types);
            others.remove(type.oid());
            return new Known(others, now.custom, new ConcurrentHashMap<>(), now.version + 1);
        });
    }

    private void change(UnaryOperator<Known> change) {
        known.updateAndGet(change);
    }

    /** Rises when codecs change: what has kept some asks again. */
    public long version() {
        return known.get().version;
    }

    @Override
    public String toString() {
        Known now = known.get();
        return "<TypeRegistry " + now.types.size() + " types version=" + now.version + ">";
    }
}
