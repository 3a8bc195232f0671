package dev.rondo.postgres.test;

import dev.rondo.postgres.wire.BackendMessage.Plain;
import dev.rondo.postgres.wire.BackendMessage.ReadyForQuery;
import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.postgres.wire.WireException;
import dev.rondo.stream.Connection;
import dev.rondo.stream.StreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a {@link ScriptedServer}, served by a task of its own.
 *
 * <pre>
 *   LOGIN --authenticated--> READY --message--> BUSY --ReadyForQuery--> READY
 *   BUSY --an answer of silence--> SILENT
 *   any --Terminate, the connection's end, FATAL, a fault--> OVER
 * </pre>
 */
final class Session {
    private enum State {
        LOGIN,
        READY,
        BUSY,
        SILENT,
        OVER
    }

    private final ScriptedServer server;
    private final SessionWire wire;
    private final int processId;
    private final Interrupts interrupts = new Interrupts();
    private final Transactions transactions = new Transactions();
    private final Protocol protocol = new Protocol(this);
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Set<String> channels = new LinkedHashSet<>();
    private final List<String[]> heard = new ArrayList<>(); // not told yet: channel, payload, from
    private final List<String[]> toNotify = new ArrayList<>(); // when the transaction commits
    private State state = State.LOGIN;
    private String user = "";
    private String database = "";
    private String running = "";

    Session(ScriptedServer server, Connection connection, int processId) {
        this.server = server;
        this.wire = new SessionWire(connection);
        this.processId = processId;
    }

    // ---- Its life

    /** Serves the connection to its end. */
    void serve() {
        try {
            Login login = new Login(server, wire);
            FrontendMessage.Startup startup = login.startup();
            if (startup != null) {
                logIn(login, startup);
                while (true) {
                    FrontendMessage message = nextMessage();
                    state = State.BUSY;
                    protocol.handle(message);
                }
            }
        } catch (StatementFailure e) { // of the login
            lastWord(e.report());
        } catch (WireException e) {
            lastWord(Report.of("FATAL", "08P01", String.valueOf(e.getMessage())));
        } catch (SessionOver | StreamException e) {
            // it was said what was to be said, or nobody is there to hear it
        } finally {
            state = State.OVER;
            server.ended(this);
        }
    }

    private void logIn(Login login, FrontendMessage.Startup startup) {
        Map<String, String> asked = startup.parameters();
        user = asked.getOrDefault("user", "");
        database = asked.getOrDefault("database", user);
        Refusal refusal = server.refusalOf(this);
        if (refusal != null) {
            login.refuse(refusal, asked);
        }
        login.authenticate(user);
        server.entered(this);
        state = State.READY;
        login.welcome(this, asked);
    }

    private void lastWord(Report report) {
        try {
            wire.out().error(report.toFields());
            wire.flush();
        } catch (StreamException e) {
            // nobody is there to hear it
        }
    }

    /**
     * Returns the client's next message.
     *
     * @throws SessionOver if there is none
     */
    FrontendMessage nextMessage() {
        FrontendMessage message = wire.next();
        server.awaitThaw();
        if (message == null || message == FrontendMessage.Plain.TERMINATE) {
            throw new SessionOver("the client has gone");
        }
        return message;
    }

    // ---- Statements

    /** Begins a statement: from here on it can be cancelled. */
    void begin(String sql) {
        running = sql;
        interrupts.begin();
    }

    /** A statement is at its end, or waits for the client to go on with it. */
    void leave() {
        running = "";
        interrupts.end();
    }

    void pause(Duration time) {
        interrupts.pause(time);
        server.awaitThaw();
    }

    /** Tells of a failure. */
    void fail(Report report, Transactions.Kind kind) {
        transactions.failed(kind);
        if (transactions.status() == ReadyForQuery.IDLE) {
            toNotify.clear();
        }
        wire.out().error(report.toFields());
        if (report.isFatal()) {
            wire.flush();
            throw new SessionOver("FATAL " + report.sqlState());
        }
    }

    /** Tells that a statement is done. */
    void complete(Transactions.Kind kind, String sql, String status) {
        String told = transactions.done(kind, SqlScript.normal(sql), status);
        wire.out().commandComplete(told);
        if (transactions.status() == ReadyForQuery.IDLE) {
            if (!told.equals("ROLLBACK")) {
                toNotify.forEach(one -> server.notifyAll(processId, one[0], one[1]));
            }
            toNotify.clear();
        }
    }

    /** Tells that the next query may come. */
    void ready() {
        tellHeard();
        wire.out().ready(transactions.status());
        wire.flush();
        state = State.READY;
    }

    /** Hears nothing and says nothing until the client has gone. */
    void fallSilent() {
        leave();
        wire.flush();
        state = State.SILENT;
        while (wire.next() != null) {
            // it is not heard
        }
        throw new SessionOver("the client has left the silent session");
    }

    // ---- What others do to it

    /** Cancels what it runs, and returns whether it runs something. */
    boolean cancel(byte[] key) {
        return java.util.Arrays.equals(key, secret())
                && interrupts.raise(
                        Report.of("ERROR", "57014", "canceling statement due to user request"));
    }

    /** Ends it with a last word. */
    void terminate(Report report) {
        boolean hears = state == State.READY || state == State.BUSY;
        if (!hears || interrupts.raise(report)) {
            return;
        }
        lastWord(report);
        state = State.OVER;
        wire.close();
    }

    /** Ends it without a word. */
    void kill() {
        wire.abort();
        interrupts.raise(Report.of("FATAL", "57P02", "killed"));
    }

    /** Sends a notification as soon as that may be. */
    void hear(int from, String channel, String payload) {
        if (channels.contains(channel)) {
            heard.add(new String[] {channel, payload, Integer.toString(from)});
            tellIfIdle();
        }
    }

    /** Sends a notice, at once. */
    void tell(Report notice) {
        if (state == State.READY) {
            wire.out().notice(notice.toFields());
            wire.flush();
        }
    }

    private void tellIfIdle() {
        if (state == State.READY && transactions.status() == ReadyForQuery.IDLE) {
            tellHeard();
            wire.flush();
        }
    }

    private void tellHeard() {
        if (transactions.status() == ReadyForQuery.IDLE) {
            heard.forEach(one -> wire.out().notification(Integer.parseInt(one[2]), one[0], one[1]));
            heard.clear();
        }
    }

    void notifyAtCommit(String channel, String payload) {
        toNotify.add(new String[] {channel, payload});
    }

    /** Changes a parameter, and tells of it if that is reported. */
    void setParameter(String name, String value) {
        for (String known : parameters.keySet()) {
            if (known.equalsIgnoreCase(name)) {
                parameters.put(known, value);
                wire.out().parameterStatus(known, value);
                if (state == State.READY) {
                    wire.flush();
                }
                return;
            }
        }
    }

    void forgetStatements() {
        protocol.statements().clear();
    }

    void forgetStatement(String name) {
        if (protocol.statements().remove(name) == null) {
            throw new StatementFailure(
                    "26000", "prepared statement \"" + name + "\" does not exist");
        }
    }

    // ---- What it is

    ScriptedServer server() {
        return server;
    }

    SessionWire wire() {
        return wire;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    Transactions transactions() {
        return transactions;
    }

    Cells cells() {
        return server.cells();
    }

    Map<String, String> parameters() {
        return parameters;
    }

    Set<String> channels() {
        return channels;
    }

    int processId() {
        return processId;
    }

    /** Returns what a cancel must know; no secret from a test. */
    byte[] secret() {
        return new byte[] {'k', 'e', (byte) (processId >> 8), (byte) processId};
    }

    SessionView view() {
        return new SessionView(
                processId,
                user,
                database,
                transactions.status().letter(),
                running,
                protocol.statements().size());
    }

    @Nullable Prepared prepared(String name) {
        return protocol.statements().get(name);
    }

    void plain(Plain message) {
        wire.out().plain(message);
    }

    @Override
    public String toString() {
        return "<Session " + processId + " " + state + " " + transactions.status() + ">";
    }
}
