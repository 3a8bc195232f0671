package dev.rondo.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is told of each query of a connection. Costs nothing while it is nobody. */
final class QueryLog {
    private final Session session;
    private final List<QueryLogger> loggers = new ArrayList<>();

    QueryLog(Session session) {
        this.session = session;
    }

    void add(QueryLogger logger) {
        loggers.add(logger);
    }

    void remove(QueryLogger logger) {
        loggers.remove(logger);
    }

    /** Returns when a query begins, for {@link #tell}; -1 if nobody is to be told. */
    long begin() {
        return loggers.isEmpty() ? -1 : session.loop().time().toNanos();
    }

    /** Tells of a query that has ended, whoever was there when it began. */
    void tell(String sql, long began, @Nullable Throwable failure) {
        if (began < 0 || loggers.isEmpty()) {
            return;
        }
        Duration elapsed = session.loop().time().minusNanos(began);
        QueryRecord query = new QueryRecord(sql, elapsed, Optional.ofNullable(failure));
        for (QueryLogger logger : List.copyOf(loggers)) {
            session.news().call("a query logger", () -> logger.queried(query));
        }
    }
}
