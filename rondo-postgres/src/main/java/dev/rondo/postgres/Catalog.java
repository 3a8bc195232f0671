package dev.rondo.postgres;

import dev.rondo.postgres.type.TypeRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a database, shared by the connections of a pool: its types, and the descriptions
 * of statements, so that a statement is described once and not once a connection. For one loop's
 * thread.
 *
 * <p>A description may be wrong for a connection that has another search path. So whoever prepares
 * a statement by one has the server say the columns with it, and forgets it if the server refuses
 * the parameters' types.
 */
final class Catalog {
    private static final int MOST = 1_000; // descriptions; some hundred bytes each
    private static final int LONGEST = 15 * 1024; // text that is kept with one, as statements'

    private final TypeRegistry types;
    private final Map<String, Description> descriptions = new LinkedHashMap<>(16, 0.75f, true);

    Catalog(TypeRegistry types) {
        this.types = types;
    }

    TypeRegistry types() {
        return types;
    }

    /** Returns how the server has described a statement; null if it has not, or long ago. */
    @Nullable Description description(String sql) {
        return descriptions.get(sql);
    }

    void add(String sql, Description description) {
        if (sql.length() > LONGEST) {
            return;
        }
        descriptions.put(sql, description);
        if (descriptions.size() > MOST) {
            descriptions.remove(descriptions.keySet().iterator().next());
        }
    }

    void forget(String sql) {
        descriptions.remove(sql);
    }

    /** Forgets all but the built-in types and users' codecs. */
    void forgetAll() {
        descriptions.clear();
        types.forget();
    }

    @Override
    public String toString() {
        return "<Catalog " + descriptions.size() + " statements, " + types + ">";
    }
}
