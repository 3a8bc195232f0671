package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.ColumnDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** COPY on one connection: what the server has to be asked before, and who has the turn. */
final class Copies {
    // Those that COPY takes when it names none: not the generated ones. PostgreSQL 12 and later.
    private static final String COLUMNS =
            """
            SELECT a.attname, a.atttypid::pg_catalog.int8, a.attgenerated <> ''
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = $1::pg_catalog.text::pg_catalog.regclass
            AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum\
            """;

    private Copies() {}

    // ---- From the server

    static CopyOut fromTable(Operations operations, String table, CopyOptions options) {
        String sql = options.outOfTable(table);
        return open(
                operations,
                sql,
                () -> {
                    boolean decodes = options.format() == CopyOptions.Format.BINARY;
                    RowShape shape =
                            decodes ? shape(operations.statements(), table, options) : null;
                    return CopiedOut.begin(operations, sql, shape);
                });
    }

    static CopyOut fromQuery(
            Operations operations, CopyOptions options, String sql, @Nullable Object[] arguments) {
        return open(
                operations,
                sql,
                () -> {
                    boolean decodes = options.format() == CopyOptions.Format.BINARY;
                    RowShape shape = null;
                    String query = sql;
                    if (decodes || arguments.length > 0) {
                        Session session = operations.session();
                        Statement statement = new Statement(session, sql, "");
                        session.statements().describe(statement);
                        Description description = statement.description();
                        query = withConstants(session, statement, arguments);
                        shape = decodes ? description.rows(session.catalog().types()) : null;
                    }
                    return CopiedOut.begin(operations, options.outOfQuery(query), shape);
                });
    }

    /** Has the connection from now on, until what is opened is closed. */
    private static CopyOut open(Operations operations, String sql, Supplier<CopiedOut> opening) {
        Turn turn = operations.turn();
        turn.enter(sql);
        CopiedOut opened = null;
        try {
            opened = operations.limited(opening::get);
            turn.keep(opened);
            return opened;
        } finally {
            if (opened == null) {
                turn.leave();
            }
        }
    }

    /** Returns a query without parameters: the server makes constants of the arguments. */
    private static String withConstants(
            Session session, Statement statement, @Nullable Object[] arguments) {
        TypeRegistry types = session.catalog().types();
        List<PgType> parameters = statement.description().parameters(types).types();
        if (parameters.size() != arguments.length) {
            throw Binding.wrongNumber(statement, parameters.size(), arguments.length);
        }
        if (parameters.isEmpty()) {
            return statement.sql();
        }
        List<String> names = new ArrayList<>();
        List<String> quoted = new ArrayList<>();
        for (PgType type : parameters) {
            String name = SqlText.name(type.schema()) + "." + SqlText.name(type.name());
            names.add(name);
            quoted.add(
                    "pg_catalog.quote_literal($"
                            + names.size()
                            + "::"
                            + name
                            + "::pg_catalog.text)");
        }
        String question = "SELECT " + String.join(", ", quoted);
        Row texts = session.statements().run(question, arguments, 1, true).firstRow().orElseThrow();
        List<String> constants = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String text = texts.getString(i);
            constants.add("(" + (text == null ? "NULL" : text) + "::" + names.get(i) + ")");
        }
        boolean backslashes = "off".equals(session.parameters().get("standard_conforming_strings"));
        return SqlConstants.replace(statement.sql(), backslashes, constants);
    }

    // ---- To the server

    static <X extends Throwable> long toTable(
            Operations operations, String table, CopyOptions options, CopySource<X> source)
            throws X {
        Objects.requireNonNull(source, "source");
        long rows;
        try {
            String sql = options.intoTable(table);
            rows = operations.run(sql, () -> new CopyIn(operations.session(), sql).run(source));
        } catch (Throwable e) { // rethrown
            close(source, e);
            throw e;
        }
        source.close();
        return rows;
    }

    private static void close(CopySource<?> source, Throwable because) {
        try {
            source.close();
        } catch (Throwable e) { // kept with what is thrown
            because.addSuppressed(e);
        }
    }

    @NullUnmarked // as Connection
    static long recordsToTable(
            Operations operations, String table, CopyOptions options, Iterable<Object[]> rows) {
        if (options.format() != CopyOptions.Format.BINARY) {
            throw new IllegalArgumentException(
                    "Rows go in the binary format, but the options are " + options);
        }
        String sql = options.intoTable(table);
        return operations.run(
                sql,
                () -> {
                    RowShape shape = shape(operations.statements(), table, options);
                    CopyRecords source = new CopyRecords(table, shape, rows.iterator());
                    return new CopyIn(operations.session(), sql).run(source);
                });
    }

    // ---- Columns

    /** Returns the columns that COPY takes, and their codecs. Suspends. */
    private static RowShape shape(Statements statements, String table, CopyOptions options) {
        List<Row> told =
                statements
                        .run(COLUMNS, new @Nullable Object[] {SqlText.table(table)}, 0, true)
                        .rows();
        List<ColumnDescription> columns = new ArrayList<>();
        for (String name : options.columns()) {
            columns.add(column(name, find(name, told, table)));
        }
        if (options.columns().isEmpty()) {
            for (Row row : told) {
                if (!row.getBoolean(2)) {
                    columns.add(column(Objects.requireNonNull(row.getString(0)), row));
                }
            }
        }
        return statements.shape(columns);
    }

    private static Row find(String column, List<Row> told, String table) {
        for (Row row : told) {
            if (column.equals(row.getString(0))) {
                return row;
            }
        }
        throw new IllegalArgumentException(
                "Table "
                        + table
                        + " has no column "
                        + column
                        + ", but "
                        + told.stream().map(row -> row.getString(0)).toList());
    }

    private static ColumnDescription column(String name, Row row) {
        return new ColumnDescription(name, 0, 0, (int) row.getLong(1), -1, -1, 1);
    }
}
