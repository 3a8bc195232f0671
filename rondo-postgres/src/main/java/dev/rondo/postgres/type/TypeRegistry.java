package dev.rondo.postgres.type;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of a database that are known, with their codecs: the built-in ones at once, others when
 * their OIDs are first seen. One for a pool. Changed by one loop's thread; values may be decoded in
 * any thread meanwhile.
 */
public final class TypeRegistry {
    /** Creates one that knows the built-in types and their arrays. */
    public TypeRegistry() {}

    /** Returns a type, or null if it is not known yet. */
    public @Nullable PgType type(int oid) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the codec of a type, or null if it is not known yet, or is made of such: then {@link
     * #missing} says which.
     */
    public @Nullable Codec<?> codec(int oid) {
        throw new UnsupportedOperationException();
    }

    /** Returns which OIDs have to be asked for before {@link #codec} has an answer. */
    public List<Integer> missing(Collection<Integer> oids) {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns the statement that asks for types, with one parameter ({@code $1}: the OIDs as {@code
     * oid[]}, so a list of Long or Integer), whose rows {@link #define} takes. It answers for the
     * types that those are made of, too; its columns are of built-in types.
     */
    public static String introspection() {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds types. What was asked for by {@link #introspection} and is not among them does not
     * exist: its codec is text from then on, until {@link #forget}.
     */
    public void define(Collection<PgType> types) {
        throw new UnsupportedOperationException();
    }

    /** Uses a codec for a type from now on, known or not yet. */
    public void use(String schema, String type, Codec<?> codec) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all types but the built-in ones. Codecs of {@link #use} stay. */
    public void forget() {
        throw new UnsupportedOperationException();
    }

    /** Rises when codecs change: what has kept some asks again. */
    public long version() {
        throw new UnsupportedOperationException();
    }
}
