package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A prepared statement of a {@link PooledConnection}: dead with it. */
@NullUnmarked // see CONTRIBUTING.md: no overload has an annotated parameter
final class PooledStatement implements PreparedStatement {
    private final Lease lease;
    private final PreparedStatement statement;

    PooledStatement(Lease lease, PreparedStatement statement) {
        this.lease = lease;
        this.statement = statement;
    }

    private PreparedStatement using() {
        lease.use();
        return statement;
    }

    @Override
    public String sql() {
        return statement.sql();
    }

    @Override
    public List<PgType> parameters() {
        return statement.parameters();
    }

    @Override
    public List<Column> columns() {
        return statement.columns();
    }

    @Override
    public String execute(Object... arguments) {
        return using().execute(arguments);
    }

    @Override
    public void executeMany(Iterable<Object[]> arguments) {
        using().executeMany(arguments);
    }

    @Override
    public List<Row> fetch(Object... arguments) {
        return using().fetch(arguments);
    }

    @Override
    public <T> List<T> fetchAs(Class<T> type, Object... arguments) {
        return using().fetchAs(type, arguments);
    }

    @Override
    public Optional<Row> fetchRow(Object... arguments) {
        return using().fetchRow(arguments);
    }

    @Override
    public @Nullable Object fetchValue(Object... arguments) {
        return using().fetchValue(arguments);
    }

    @Override
    public List<Row> fetchMany(Iterable<Object[]> arguments) {
        return using().fetchMany(arguments);
    }

    @Override
    public RowStream stream(Object... arguments) {
        return PooledRows.of(lease, using().stream(arguments));
    }

    @Override
    public Cursor cursor(Object... arguments) {
        return new PooledCursor(lease, using().cursor(arguments));
    }

    @Override
    public String explain(boolean analyze, Object... arguments) {
        return using().explain(analyze, arguments);
    }

    /** Does nothing when the connection was given back: the pool has closed it then. */
    @Override
    public void close() {
        if (!lease.isOver()) {
            lease.closed(this);
            statement.close();
        }
    }

    /** Closes it for the lease, which is over. */
    void end() {
        statement.close();
    }

    @Override
    public String toString() {
        return statement.toString();
    }
}
