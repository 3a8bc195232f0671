package dev.rondo.postgres;

import org.jspecify.annotations.Nullable;

/** A session as a pool has it: for one task at a time, or for statements of several. */
final class SessionMember implements PoolMember {
    private final Session session;
    private final ExclusiveConnection connection;
    private final SharedStatements shared;

    SessionMember(ExclusiveConnection connection) {
        this.session = connection.session();
        this.connection = connection;
        this.shared = new SharedStatements(session, connection.operations().log());
    }

    /** Returns what makes the connections of a pool, which share what is known of the database. */
    static PoolFilling.Dialer dialer(PostgresOptions options, PoolOptions pool) {
        PoolOptions.Connector connector = pool.connect();
        if (connector != null) {
            return () -> of(connector.connect(options));
        }
        Catalog catalog = new Catalog(new dev.rondo.postgres.type.TypeRegistry());
        return () -> new SessionMember(new ExclusiveConnection(Session.open(options, catalog)));
    }

    private static SessionMember of(Connection made) {
        if (made instanceof ExclusiveConnection connection) {
            return new SessionMember(connection);
        }
        made.close();
        throw new IllegalStateException(
                "The pool's connector made "
                        + made
                        + "\nReturn what Postgres.connect returns, a new one each time");
    }

    @Override
    public void onEnd(Runnable action) {
        session.news().addTerminationListener(action);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public Queryable pipelined() {
        return shared;
    }

    @Override
    public int inFlight() {
        return session.inFlight() + session.waiting();
    }

    @Override
    public boolean isInTransaction() {
        return session.transactionStatus() != Session.TransactionStatus.NONE;
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public @Nullable RuntimeException lost() {
        return session.lost();
    }

    @Override
    public void settle() {
        session.awaitQuiet();
    }

    @Override
    public void forgetStatements() {
        session.statements().forgetAll();
    }

    @Override
    public int processId() {
        return session.processId();
    }

    @Override
    public void close() {
        session.close(session.options().closeTimeout());
    }

    @Override
    public void terminate() {
        session.terminate();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
