package dev.rondo.postgres.test;

import dev.rondo.postgres.wire.BackendMessage.Plain;
import dev.rondo.postgres.wire.BackendMessage.ReadyForQuery;
import dev.rondo.postgres.wire.ColumnDescription;
import dev.rondo.postgres.wire.FrontendMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a session does with each message: the simple and the extended protocol. */
final class Protocol {
    /** A statement with its arguments, and how far it has run. */
    private static final class Portal {
        private final Prepared statement;
        private final FrontendMessage.Bind bind;
        private final List<@Nullable Object> arguments;
        private @Nullable Execution execution;

        private Portal(
                Prepared statement, FrontendMessage.Bind bind, List<@Nullable Object> arguments) {
            this.statement = statement;
            this.bind = bind;
            this.arguments = arguments;
        }
    }

    private final Session session;
    private final Map<String, Prepared> statements = new LinkedHashMap<>();
    private final Map<String, Portal> portals = new LinkedHashMap<>();
    private boolean skips; // after an error, until Sync

    Protocol(Session session) {
        this.session = session;
    }

    Map<String, Prepared> statements() {
        return statements;
    }

    void handle(FrontendMessage message) {
        if (message == FrontendMessage.Plain.SYNC) {
            sync();
        } else if (message instanceof FrontendMessage.Query query) {
            skips = false;
            query(query.sql());
        } else if (!skips && !Execution.isOfCopy(message)) { // after a COPY that has failed
            try {
                extended(message);
            } catch (StatementFailure e) {
                skips = true;
                session.leave();
                session.fail(e.report(), Transactions.Kind.OTHER);
            }
        }
    }

    // ---- Simple

    private void query(String script) {
        List<String> parts = SqlScript.split(script);
        if (parts.isEmpty()) {
            session.plain(Plain.EMPTY_QUERY);
        }
        for (String sql : parts) {
            if (!querySucceeds(sql)) {
                break;
            }
        }
        closePortals();
        session.ready();
    }

    private boolean querySucceeds(String sql) {
        Transactions.Kind kind = Transactions.kindOf(SqlScript.normal(sql));
        session.begin(sql);
        try {
            session.transactions().check(kind);
            session.transactions().checkSavepoint(kind, SqlScript.normal(sql));
            Prepared statement = prepare(sql, new int[0]);
            Asked asked = new Asked(session.processId(), sql, List.of());
            Execution execution = new Execution(session, take(statement, asked), Protocol::text);
            if (execution.answer().hasRows()) {
                session.wire().out().rowDescription(columns(execution.answer(), Protocol::text));
            }
            String status = execution.run(0);
            session.complete(kind, sql, status == null ? "" : status);
            return true;
        } catch (StatementFailure e) {
            session.fail(e.report(), kind);
            return false;
        } finally {
            session.leave();
        }
    }

    private Prepared prepare(String sql, int[] declared) {
        StatementScript script = session.server().scriptOf(sql);
        Answer shape = script != null ? script.described() : Housekeeping.described(session, sql);
        if (shape == null) {
            throw new StatementFailure(
                    Report.of("ERROR", "42601", "no answer is scripted for: " + sql)
                            .with('H', "Say one with ScriptedServer.when(...)."));
        }
        int[] told = script == null ? new int[0] : script.parameterTypes();
        int[] found = SqlScript.parameterTypes(sql);
        int[] types = new int[Math.max(found.length, Math.max(told.length, declared.length))];
        for (int i = 0; i < types.length; i++) {
            types[i] = first(at(declared, i), at(told, i), at(found, i), TypeNames.TEXT);
        }
        return new Prepared(sql, script, types, shape);
    }

    /** The format of each column before it is known, and of the simple protocol. */
    private static int text(int column) {
        return 0;
    }

    private static int at(int[] types, int index) {
        return index < types.length ? types[index] : 0;
    }

    private static int first(int... types) {
        for (int type : types) {
            if (type != 0) {
                return type;
            }
        }
        return 0;
    }

    private Answer take(Prepared statement, Asked asked) {
        session.server().keepAsked(asked);
        StatementScript script = statement.script();
        if (script != null) {
            return script.take(asked);
        }
        Answer own = Housekeeping.answer(session, asked);
        if (own == null) {
            throw new StatementFailure("42601", "no answer is scripted for: " + asked.sql());
        }
        return own;
    }

    private static List<ColumnDescription> columns(Answer answer, IntUnaryOperator formats) {
        List<ColumnDescription> columns = new ArrayList<>();
        for (ColumnSpec spec : answer.columns()) {
            columns.add(
                    new ColumnDescription(
                            spec.name(),
                            0,
                            0,
                            spec.type(),
                            TypeNames.size(spec.type()),
                            -1,
                            formats.applyAsInt(columns.size())));
        }
        return columns;
    }

    // ---- Extended

    private void extended(FrontendMessage message) {
        switch (message) {
            case FrontendMessage.Parse parse -> parse(parse);
            case FrontendMessage.Bind bind -> bind(bind);
            case FrontendMessage.Describe describe -> describe(describe);
            case FrontendMessage.Execute execute -> execute(execute);
            case FrontendMessage.Close close -> close(close);
            case FrontendMessage.Plain plain when plain == FrontendMessage.Plain.FLUSH ->
                    session.wire().flush();
            default ->
                    throw new StatementFailure(
                            Report.of("FATAL", "08P01", "unexpected message " + message));
        }
    }

    private void parse(FrontendMessage.Parse parse) {
        Transactions.Kind kind = Transactions.kindOf(SqlScript.normal(parse.sql()));
        session.transactions().check(kind);
        if (!parse.name().isEmpty() && statements.containsKey(parse.name())) {
            throw new StatementFailure(
                    "42P05", "prepared statement \"" + parse.name() + "\" already exists");
        }
        Prepared statement = prepare(parse.sql(), parse.types());
        StatementScript script = statement.script();
        if (script != null && script.next().failsAtParse()) {
            session.server().keepAsked(new Asked(session.processId(), parse.sql(), List.of()));
            Answer refused = script.take(new Asked(session.processId(), parse.sql(), List.of()));
            throw new StatementFailure(refused.failure().orElseThrow());
        }
        statements.put(parse.name(), statement);
        session.plain(Plain.PARSE_COMPLETE);
    }

    private void bind(FrontendMessage.Bind bind) {
        Prepared statement = statement(bind.statement());
        session.transactions().check(statement.kind());
        int[] types = statement.parameterTypes();
        if (bind.values().size() != types.length) {
            throw new StatementFailure(
                    "08P01",
                    "bind message supplies "
                            + bind.values().size()
                            + " parameters, but prepared statement \""
                            + bind.statement()
                            + "\" requires "
                            + types.length);
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            arguments.add(decoded(bind, i, types[i]));
        }
        portals.put(bind.portal(), new Portal(statement, bind, arguments));
        session.plain(Plain.BIND_COMPLETE);
    }

    private @Nullable Object decoded(FrontendMessage.Bind bind, int index, int type) {
        try {
            return session.cells().decode(bind.values().get(index), type, bind.format(index));
        } catch (IllegalArgumentException e) {
            throw new StatementFailure(
                    "22P03", "incorrect binary data format in bind parameter " + (index + 1));
        }
    }

    private void describe(FrontendMessage.Describe describe) {
        if (describe.kind() == FrontendMessage.Kind.STATEMENT) {
            Prepared statement = statement(describe.name());
            session.wire().out().parameterDescription(statement.parameterTypes());
            describeRows(statement.shape(), Protocol::text);
        } else {
            Portal portal = portal(describe.name());
            describeRows(portal.statement.shape(), portal.bind::resultFormat);
        }
    }

    private void describeRows(Answer answer, IntUnaryOperator formats) {
        if (answer.hasRows()) {
            session.wire().out().rowDescription(columns(answer, formats));
        } else {
            session.plain(Plain.NO_DATA);
        }
    }

    private void execute(FrontendMessage.Execute execute) {
        Portal portal = portal(execute.portal());
        Prepared statement = portal.statement;
        Transactions.Kind kind = statement.kind();
        session.begin(statement.sql());
        try {
            session.transactions().check(kind);
            session.transactions().checkSavepoint(kind, SqlScript.normal(statement.sql()));
            String status = run(portal, execute.maxRows());
            if (status == null) {
                session.plain(Plain.PORTAL_SUSPENDED);
            } else if (statement.sql().isBlank()) {
                session.plain(Plain.EMPTY_QUERY);
            } else {
                session.complete(kind, statement.sql(), status);
            }
        } catch (StatementFailure e) {
            skips = true;
            session.fail(e.report(), kind);
        } finally {
            session.leave();
        }
    }

    private @Nullable String run(Portal portal, int maxRows) {
        Execution execution = portal.execution;
        if (execution == null) {
            Asked asked = new Asked(session.processId(), portal.statement.sql(), portal.arguments);
            Answer answer = take(portal.statement, asked);
            portal.statement.checkShape(answer);
            execution = new Execution(session, answer, portal.bind::resultFormat);
            portal.execution = execution;
        }
        return execution.run(maxRows);
    }

    private void close(FrontendMessage.Close close) {
        if (close.kind() == FrontendMessage.Kind.STATEMENT) {
            statements.remove(close.name());
        } else {
            portals.remove(close.name());
        }
        session.plain(Plain.CLOSE_COMPLETE);
    }

    private Prepared statement(String name) {
        Prepared found = statements.get(name);
        if (found == null) {
            throw new StatementFailure(
                    "26000",
                    name.isEmpty()
                            ? "unnamed prepared statement does not exist"
                            : "prepared statement \"" + name + "\" does not exist");
        }
        return found;
    }

    private Portal portal(String name) {
        Portal found = portals.get(name);
        if (found == null) {
            throw new StatementFailure("34000", "portal \"" + name + "\" does not exist");
        }
        return found;
    }

    private void sync() {
        skips = false;
        closePortals();
        session.ready();
    }

    /** Outside a transaction block portals end with what was implicitly one. */
    private void closePortals() {
        if (session.transactions().status() == ReadyForQuery.IDLE) {
            portals.clear();
        }
    }
}
