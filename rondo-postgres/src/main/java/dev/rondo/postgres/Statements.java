package dev.rondo.postgres;

import dev.rondo.postgres.Session.TransactionStatus;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.ColumnDescription;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on a session: prepares and keeps them, runs them, tries once more what the server
 * has forgotten. Several tasks may use it at a time: each call is an exchange of its own (or two,
 * when the statement is new), so a pool may pipeline. {@link ExclusiveConnection} lets one task in
 * at a time.
 *
 * <p>A statement that the pool does not know takes two turns: Parse and Describe, then Bind and
 * Execute; one that another connection has described takes one. Where statements have no name (by
 * the options, for a pooler that may give each group another server) every group has its own Parse,
 * so the server that binds is the one that has parsed.
 */
final class Statements {
    private static final Object[] NONE = {};

    // Asked for at once. For a thousand the planner expects so much work that the server compiles
    // the question (JIT); up to some hundreds the expected cost is a third of what has it do that.
    private static final int MOST_TYPES = 100;

    private final Session session;
    private final Catalog catalog;
    private final StatementCache cache;
    private final boolean unnamed;
    // Unique behind a pooler, too, where the statements of several clients meet in one server.
    private final String prefix;
    private long names;
    private @Nullable Statement lastUnnamed; // whose the unnamed statement of the server is

    Statements(Session session) {
        this.session = session;
        this.prefix = "rondo_" + Long.toHexString(session.loop().draw(1L << 32)) + "_";
        this.catalog = session.catalog();
        this.cache = new StatementCache(session.options());
        this.unnamed = session.options().unnamedStatements();
    }

    // ---- Running

    /**
     * Runs a statement and returns its answer. Suspends.
     *
     * @param maxRows how many rows are wanted at most; 0: all
     * @param keepsRows whether rows are wanted at all
     */
    Answer run(String sql, @Nullable Object[] arguments, int maxRows, boolean keepsRows) {
        return run(find(sql), arguments, maxRows, keepsRows);
    }

    /** As {@link #run(String, Object[], int, boolean)}. */
    Answer run(Statement statement, @Nullable Object[] arguments, int maxRows, boolean keepsRows) {
        for (boolean again = false; ; again = true) {
            boolean fresh = describe(statement);
            Query query = new Query(session, statement, arguments, maxRows, keepsRows);
            try {
                session.submit(query);
            } catch (ConversionException e) {
                if (fresh || !isOutdated(statement)) {
                    throw e;
                }
                continue;
            }
            query.awaitEndOnly();
            Notice error = query.error();
            if (error == null) {
                query.throwFailure();
                return answer(statement, query);
            }
            Staleness stale = Staleness.of(error, query.failedBeforeBind());
            if (stale == Staleness.NONE) {
                query.throwFailure();
            }
            renew(statement, stale);
            if (query.statusAfter() != TransactionStatus.NONE || again || query.isLost()) {
                throw stale.failure(query);
            }
        }
    }

    /**
     * An argument does not fit what is known of its parameter: asks again. Returns whether there
     * are other types now, so that it may fit. Suspends.
     */
    private boolean isOutdated(Statement statement) {
        if (session.transactionStatus() == TransactionStatus.FAILED) {
            return false;
        }
        int[] before = statement.description().parameterTypes();
        renew(statement, Staleness.PARAMETERS);
        describe(statement);
        return !Arrays.equals(before, statement.description().parameterTypes());
    }

    private Answer answer(Statement statement, Query query) {
        Description description = query.description(); // another task may have renewed it since
        List<ColumnDescription> others = query.otherColumns();
        if (others != null) {
            description = learn(statement, others);
        }
        return new Answer(query, description.rows(catalog.types()));
    }

    /** The server tells other columns than were known from another connection, or before. */
    Description learn(Statement statement, List<ColumnDescription> told) {
        Description before = statement.description();
        Description now = new Description(before.parameterTypes(), told);
        introspect(now);
        now.rows(catalog.types());
        statement.describe(now);
        catalog.add(statement.sql(), now);
        if (!now.rowFormats().equals(before.rowFormats())) {
            throw new IllegalStateException(
                    "The columns of a statement have changed, so that its rows cannot be read;"
                            + " it has run: "
                            + Exchange.shown(statement.sql()));
        }
        return now;
    }

    /** Runs a script by the simple protocol, and returns the last status. Suspends. */
    String script(String sql) {
        SimpleQuery query = new SimpleQuery(session, sql);
        session.submit(query);
        query.awaitEnd();
        return query.status();
    }

    /**
     * Runs a statement once for each element, all in one transaction, and returns the rows of all
     * if they are wanted. Suspends, also in the elements' iterator.
     */
    List<Row> runMany(
            String sql, Iterable<? extends @Nullable Object[]> arguments, boolean keepsRows) {
        return runMany(find(sql), arguments, keepsRows);
    }

    /** As {@link #runMany(String, Iterable, boolean)}. */
    List<Row> runMany(
            Statement known, Iterable<? extends @Nullable Object[]> arguments, boolean keepsRows) {
        describe(known);
        // Parsed anew each time: the server has it for sure, and a batch cannot be repeated.
        Statement statement = new Statement(session, known.sql(), "");
        statement.describe(known.description());
        ManyQuery query = new ManyQuery(session, statement, arguments.iterator(), keepsRows);
        query.execute();
        Notice error = query.error();
        if (error != null) {
            Staleness stale = Staleness.of(error, query.failedBeforeBind());
            if (stale != Staleness.NONE) {
                renew(known, stale);
                throw stale.failure(query);
            }
        }
        query.throwFailure();
        if (!keepsRows) {
            return List.of();
        }
        List<ColumnDescription> others = query.otherColumns();
        Description description =
                others == null ? statement.description() : learn(statement, others);
        return query.rows(description.rows(catalog.types()));
    }

    // ---- Statements

    /** Returns a statement that is kept, or one for once. Never suspends. */
    Statement find(String sql) {
        Statement known = cache.get(sql, session.loop().passNanos());
        if (known != null) {
            return known;
        }
        if (!cache.takes(sql)) {
            return new Statement(session, sql, "");
        }
        Statement made = new Statement(session, sql, newName());
        cache.add(made);
        return made;
    }

    /** Returns a statement that stays until it is forgotten. Never suspends. */
    Statement keep(String sql) {
        return new Statement(session, sql, unnamed ? "" : newName());
    }

    private String newName() {
        names++;
        return prefix + names;
    }

    String newPortal() {
        names++;
        return prefix + names;
    }

    /**
     * Sees to it that a statement is described, and its types are known. Suspends if not. Returns
     * whether the server has described it just now.
     */
    boolean describe(Statement statement) {
        boolean asked = false;
        while (statement.tryDescription() == null) {
            Description known = catalog.description(statement.sql());
            if (known != null) {
                statement.describe(known);
            } else if (statement.isBeingDescribed()) {
                statement.awaitDescribed();
            } else {
                ask(statement);
                asked = true;
            }
        }
        introspect(statement.description());
        return asked;
    }

    /** Has the server prepare a statement, also one whose description is known. Suspends. */
    void prepare(Statement statement) {
        ask(statement);
        introspect(statement.description());
    }

    private void ask(Statement statement) {
        Preparing preparing = new Preparing(session, statement);
        statement.beginDescribing();
        try {
            session.submit(preparing);
            preparing.awaitEndOnly();
            if (preparing.hasFailed()) {
                cache.remove(statement);
                preparing.throwFailure();
            }
            Description told = preparing.description();
            statement.describe(told);
            catalog.add(statement.sql(), told);
        } finally {
            statement.endDescribing();
        }
    }

    /**
     * Has the catalogue say what types are that are not known yet: a query of its own, which is not
     * kept. What is cancelled on its way changes nothing.
     */
    private void introspect(Description description) {
        List<Integer> missing = description.missing(catalog.types());
        if (missing.isEmpty()) {
            return;
        }
        for (int from = 0; from < missing.size(); from += MOST_TYPES) {
            // An OID has 32 bits without a sign.
            List<Long> some =
                    missing.subList(from, Math.min(from + MOST_TYPES, missing.size())).stream()
                            .map(Integer::toUnsignedLong)
                            .toList();
            Statement question = new Statement(session, TypeRegistry.introspection(), "");
            Answer answer = run(question, new @Nullable Object[] {some}, 0, true);
            catalog.types().define(IntrospectedTypes.of(answer.rows()));
        }
    }

    /** Returns what decodes columns of a table, once their types are known. Suspends if not. */
    RowShape shape(List<ColumnDescription> columns) {
        Description description = new Description(new int[0], columns);
        introspect(description);
        return description.rows(catalog.types());
    }

    /** What is known of a statement is wrong: it is prepared and described anew when next used. */
    void renew(Statement statement, Staleness why) {
        catalog.forget(statement.sql());
        if (why == Staleness.TYPES) {
            catalog.forgetAll();
        }
        statement.renew(statement.isNamed() ? newName() : "");
    }

    /** Forgets all statements; the server is told with the next group. Never suspends. */
    void forgetAll() {
        cache.clear();
    }

    StatementCache cache() {
        return cache;
    }

    // ---- The unnamed statement

    @Nullable Statement lastUnnamed() {
        return lastUnnamed;
    }

    /** A group is written that makes another one, or none, the unnamed statement. */
    void unnamedParsed(@Nullable Statement statement) {
        lastUnnamed = statement;
    }

    static @Nullable Object[] noArguments() {
        return NONE;
    }
}
