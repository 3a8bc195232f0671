package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A statement that somebody has prepared, and keeps until it is closed. */
@NullUnmarked // as PreparedStatement
final class KeptStatement implements PreparedStatement {
    private final Operations operations;
    private final Statement statement;
    private boolean closed;

    KeptStatement(Operations operations, Statement statement) {
        this.operations = operations;
        this.statement = statement;
    }

    @Override
    public String sql() {
        return statement.sql();
    }

    @Override
    public List<PgType> parameters() {
        TypeRegistry types = types();
        List<PgType> parameters = new ArrayList<>();
        Description known = statement.tryDescription();
        if (known != null) {
            for (int oid : known.parameterTypes()) {
                parameters.add(Description.type(oid, types));
            }
        }
        return parameters;
    }

    @Override
    public List<Column> columns() {
        Description known = statement.tryDescription();
        return known == null ? List.of() : Description.shown(known.columns(), types());
    }

    private TypeRegistry types() {
        return operations.session().catalog().types();
    }

    private Answer answer(@Nullable Object[] arguments, int maxRows, boolean keepsRows) {
        return operations.run(
                sql(), () -> operations.statements().run(open(), arguments, maxRows, keepsRows));
    }

    private List<Row> many(Iterable<Object[]> arguments, boolean keepsRows) {
        return operations.run(
                sql(), () -> operations.statements().runMany(open(), arguments, keepsRows));
    }

    private Statement open() {
        if (closed) {
            throw new IllegalStateException(this + " is closed\nPrepare it again");
        }
        return statement;
    }

    @Override
    public String execute(Object... arguments) {
        return answer(arguments, 0, false).status();
    }

    @Override
    public void executeMany(Iterable<Object[]> arguments) {
        many(arguments, false);
    }

    @Override
    public List<Row> fetch(Object... arguments) {
        return answer(arguments, 0, true).rows();
    }

    @Override
    public <T> List<T> fetchAs(Class<T> type, Object... arguments) {
        return answer(arguments, 0, true).rowsAs(type);
    }

    @Override
    public Optional<Row> fetchRow(Object... arguments) {
        return answer(arguments, 1, true).firstRow();
    }

    @Override
    public @Nullable Object fetchValue(Object... arguments) {
        return answer(arguments, 1, true).firstValue();
    }

    @Override
    public List<Row> fetchMany(Iterable<Object[]> arguments) {
        return many(arguments, true);
    }

    @Override
    public RowStream stream(Object... arguments) {
        return Portals.stream(operations, open(), arguments);
    }

    @Override
    public Cursor cursor(Object... arguments) {
        return Portals.cursor(operations, open(), arguments);
    }

    @Override
    public String explain(boolean analyze, Object... arguments) {
        return new Transactions(operations).explain(operations, analyze, sql(), arguments);
    }

    /** The server is told with the next group: nothing is sent for it alone. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            statement.forget();
        }
    }

    @Override
    public String toString() {
        return "<PreparedStatement "
                + Exchange.shown(sql())
                + (closed ? " closed" : "")
                + " on "
                + operations.session()
                + ">";
    }
}
