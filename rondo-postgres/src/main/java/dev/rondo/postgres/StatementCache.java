package dev.rondo.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements that a session keeps prepared, the last used last. asyncpg: {@code
 * _StatementCache}.
 *
 * <p>What is put out is closed with the next group that is sent, by the protocol's Close, which a
 * failed transaction does not refuse. Nothing is sent for its own sake.
 */
final class StatementCache {
    private final int maxSize;
    private final int maxLength; // characters; 0: any
    private final long lifetimeNanos; // 0: for ever
    private final Map<String, Statement> statements = new LinkedHashMap<>(16, 0.75f, true);

    StatementCache(PostgresOptions options) {
        this.maxSize = options.statementCacheSize();
        this.maxLength = options.maxCachedStatement();
        this.lifetimeNanos = options.statementCacheLifetime().toNanos();
    }

    boolean takes(String sql) {
        return maxSize > 0 && (maxLength == 0 || sql.length() <= maxLength);
    }

    /** Returns the statement of a text, if it is here and not too old. */
    @Nullable Statement get(String sql, long nowNanos) {
        Statement found = statements.get(sql);
        if (found != null && lifetimeNanos > 0 && nowNanos - found.madeNanos() >= lifetimeNanos) {
            remove(found);
            return null;
        }
        return found;
    }

    /** Puts a statement in, and the one that was not used for longest out if it is one too many. */
    void add(Statement statement) {
        statements.put(statement.sql(), statement);
        if (statements.size() > maxSize) {
            remove(statements.values().iterator().next());
        }
    }

    /** Puts a statement out, if it is here. */
    void remove(Statement statement) {
        if (statements.remove(statement.sql(), statement)) {
            statement.forget();
        }
    }

    void clear() {
        List<Statement> all = new ArrayList<>(statements.values());
        statements.clear();
        all.forEach(Statement::forget);
    }

    int size() {
        return statements.size();
    }

    List<String> texts() {
        return List.copyOf(statements.keySet());
    }
}
