package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A prepared statement of a {@link FakeConnection}. */
@NullUnmarked
final class FakeStatement implements PreparedStatement {
    private final String sql;
    private final Runnable onClose;
    private final UnaryOperator<String> run;

    FakeStatement(String sql, Runnable onClose, UnaryOperator<String> run) {
        this.sql = sql;
        this.onClose = onClose;
        this.run = run;
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public List<PgType> parameters() {
        return List.of();
    }

    @Override
    public List<Column> columns() {
        return List.of();
    }

    @Override
    public String execute(Object... arguments) {
        return run.apply(sql);
    }

    @Override
    public void executeMany(Iterable<Object[]> arguments) {
        run.apply(sql);
    }

    @Override
    public List<Row> fetch(Object... arguments) {
        run.apply(sql);
        return List.of();
    }

    @Override
    public <T> List<T> fetchAs(Class<T> type, Object... arguments) {
        return List.of(type.cast(run.apply(sql)));
    }

    @Override
    public Optional<Row> fetchRow(Object... arguments) {
        run.apply(sql);
        return Optional.empty();
    }

    @Override
    public @Nullable Object fetchValue(Object... arguments) {
        return run.apply(sql);
    }

    @Override
    public List<Row> fetchMany(Iterable<Object[]> arguments) {
        run.apply(sql);
        return List.of();
    }

    @Override
    public RowStream stream(Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Cursor cursor(Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String explain(boolean analyze, Object... arguments) {
        return run.apply("explain " + sql);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
