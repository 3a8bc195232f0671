package dev.rondo.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.Formats;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.postgres.wire.WireLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A session with a real server on a blocking socket, without a loop: for tests of codecs and rows,
 * which also need what a connection does not show (a result in the text format). Its settings are
 * those of {@link dev.rondo.postgres.type.Codec#decodeText}.
 */
final class PlainSession implements AutoCloseable {
    /** The server has refused something. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private final Socket socket;
    private final ByteQueue queue = new ByteQueue();
    private final ByteWriter bytes = new ByteWriter();
    private final FrontendWriter out = new FrontendWriter(bytes);
    private final BackendReader in = new BackendReader(WireLimits.defaults());
    private final TypeRegistry types;
    private int introspections;
    private String lastSql = ""; // the unnamed statement
    private Prepared last;

    PlainSession(RealServer server, String database) {
        this(server, database, new TypeRegistry());
    }

    PlainSession(RealServer server, String database, TypeRegistry types) {
        this.types = types;
        try {
            socket = new Socket("127.0.0.1", server.port());
            socket.setTcpNoDelay(true);
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("user", "postgres");
            parameters.put("database", database);
            parameters.put("client_encoding", "UTF8");
            parameters.put("DateStyle", "ISO");
            parameters.put("IntervalStyle", "postgres");
            parameters.put("TimeZone", "UTC");
            parameters.put("extra_float_digits", "3");
            out.startup(parameters);
            exchange();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TypeRegistry types() {
        return types;
    }

    /** Returns how many times the server was asked for types. */
    int introspections() {
        return introspections;
    }

    void execute(String sql) {
        lastSql = "";
        out.query(sql);
        exchange();
    }

    List<Row> fetch(String sql, Object... arguments) {
        return run(sql, arguments);
    }

    Row fetchRow(String sql, Object... arguments) {
        return fetch(sql, arguments).getFirst();
    }

    /** A row, and its first value in the server's own text. */
    record WithText(Row row, String text) {}

    /** Runs a statement in both formats at once. */
    WithText fetchWithText(String sql, Object... arguments) {
        Prepared prepared = prepare(sql);
        bind(prepared.parameters, Formats.of(prepared.rows.binary()), arguments);
        bind(prepared.parameters, Formats.TEXT, arguments);
        out.sync();
        List<RowBatch> batches = new ArrayList<>();
        for (BackendMessage message : exchange()) {
            if (message instanceof RowBatch batch) {
                batches.add(batch);
            }
        }
        RowBatch texts = batches.getLast();
        int offset = texts.offset(0, 0);
        return new WithText(
                prepared.rows.row(batches.getFirst(), 0),
                new String(texts.bytes(), offset, texts.length(0, 0), UTF_8));
    }

    private List<Row> run(String sql, Object[] arguments) {
        Prepared prepared = prepare(sql);
        bind(prepared.parameters, Formats.of(prepared.rows.binary()), arguments);
        out.sync();
        List<Row> rows = new ArrayList<>();
        for (BackendMessage message : exchange()) {
            if (message instanceof RowBatch batch) {
                prepared.rows.addRows(batch, rows);
            }
        }
        return rows;
    }

    private record Prepared(ParameterShape parameters, RowShape rows) {}

    private Prepared prepare(String sql) {
        if (!sql.equals(lastSql) || last.rows.version() != types.version()) {
            last = parse(sql);
            lastSql = sql;
        }
        return last;
    }

    private Prepared parse(String sql) {
        out.parse("", sql, new int[0]);
        out.describeStatement("");
        out.sync();
        int[] parameters = {};
        List<ColumnDescription> columns = List.of();
        for (BackendMessage message : exchange()) {
            if (message instanceof BackendMessage.ParameterDescription(int[] given)) {
                parameters = given;
            } else if (message
                    instanceof BackendMessage.RowDescription(List<ColumnDescription> given)) {
                columns = given;
            }
        }
        List<Integer> oids = new ArrayList<>();
        for (int oid : parameters) {
            oids.add(oid);
        }
        columns.forEach(column -> oids.add(column.type()));
        List<Integer> missing = types.missing(oids);
        if (!missing.isEmpty()) {
            introspections++;
            types.define(
                    IntrospectedTypes.of(
                            run(TypeRegistry.introspection(), new Object[] {missing})));
            out.parse("", sql, new int[0]); // the unnamed statement was another meanwhile
            out.sync();
            exchange();
        }
        List<Column> described = new ArrayList<>();
        for (ColumnDescription column : columns) {
            described.add(
                    new Column(
                            column.name(),
                            types.type(column.type()),
                            described.size(),
                            column.table(),
                            column.attribute()));
        }
        return new Prepared(new ParameterShape(parameters, types), new RowShape(described, types));
    }

    private void bind(ParameterShape parameters, Formats results, Object[] arguments) {
        int start = out.size();
        try {
            out.beginBind("", "", Formats.of(parameters.binary()), arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] == null) {
                    out.nullValue();
                } else {
                    out.beginValue();
                    parameters.encode(i, arguments[i], out.bytes());
                    out.endValue();
                }
            }
            out.endBind(results);
        } catch (RuntimeException e) {
            out.rollback(start);
            throw e;
        }
        out.execute("", 0);
    }

    /** Sends all, and returns the answers up to ReadyForQuery. */
    private List<BackendMessage> exchange() {
        try {
            socket.getOutputStream().write(bytes.toBytes());
            bytes.clear();
            List<BackendMessage> messages = new ArrayList<>();
            byte[] piece = new byte[64 * 1024];
            String error = null;
            while (true) {
                BackendMessage message = in.next(queue);
                if (message == null) {
                    int length = socket.getInputStream().read(piece);
                    if (length < 0) {
                        throw new IOException("The server has closed");
                    }
                    queue.add(piece, 0, length);
                } else if (message instanceof BackendMessage.ReadyForQuery) {
                    if (error != null) {
                        throw new Refused(error);
                    }
                    return messages;
                } else if (message instanceof BackendMessage.ErrorResponse failed) {
                    error = failed.toString();
                } else {
                    messages.add(message);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
