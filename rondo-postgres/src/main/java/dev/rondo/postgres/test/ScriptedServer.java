package dev.rondo.postgres.test;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.postgres.PostgresOptions;
import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.stream.Connection;
import dev.rondo.stream.Network;
import dev.rondo.stream.Server;
import dev.rondo.sync.Event;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks PostgreSQL's protocol and answers as a script says: for tests of programs
 * against a database that is slow, fails or goes away, in memory and on virtual time, or in a
 * simulation.
 *
 * <p>It knows no SQL. A statement is looked up by its text; transactions, savepoints, settings,
 * LISTEN and NOTIFY, and what a pool says to a session, it answers by itself unless the script
 * does. A statement that no script has an answer for fails with 42601.
 *
 * {@snippet :
 * try (ScriptedServer server = ScriptedServer.start()) {
 *     server.when("select name from users where id = $1")
 *             .parameters("int4")
 *             .answer(Answer.rows("name").withRow("Ada"), Answer.cut());
 *     Connection connection = Postgres.connect(server.options());
 *     connection.fetchValue("select name from users where id = $1", 1); // Ada
 *     connection.fetchValue("select name from users where id = $1", 1); // the connection is lost
 * }
 * }
 *
 * <p>Belongs to the loop that it was made in. What changes its sessions may be called by tasks of
 * another loop of the same simulation, too; it takes effect soon then.
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int MOST_KEPT = 100_000; // statements and pieces of COPY

    private final EventLoop loop = Rondo.runningLoop();
    private final ScriptedServerOptions config;
    private final Network network;
    private final Cells cells = new Cells();
    private final Event thawed = new Event();
    private final List<StatementScript> scripts = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final Deque<Asked> asked = new ArrayDeque<>();
    private final Deque<byte[]> copied = new ArrayDeque<>();
    private final Deque<Refusal> refusals = new ArrayDeque<>(); // of the next ones
    private @Nullable Refusal refusal; // of all
    private final List<Server> servers = new ArrayList<>(); // the last one may listen
    private int port;
    private int connections;
    private int mostSessions;
    private int cancels;
    private long askedInAll;
    private boolean closed;

    private ScriptedServer(ScriptedServerOptions config) {
        this.config = config;
        this.network = config.networkOrNew();
        this.port = config.port();
        thawed.set();
    }

    // ---- Starting

    /** Starts a server in a network of its own; see {@link ScriptedServerOptions#defaults}. */
    public static ScriptedServer start() {
        return start(ScriptedServerOptions.defaults());
    }

    /**
     * Starts a server. Suspends only to look its host up.
     *
     * @throws dev.rondo.stream.AddressInUseException if somebody listens there already
     */
    public static ScriptedServer start(ScriptedServerOptions options) {
        ScriptedServer server = new ScriptedServer(options);
        server.listen();
        return server;
    }

    private void listen() {
        InetSocketAddress address = InetSocketAddress.createUnresolved(config.host(), port);
        Server listening = Server.start(network, address, this::serve);
        servers.add(listening);
        port = listening.port();
    }

    private boolean isListening() {
        return servers.getLast().isServing();
    }

    private void serve(Connection connection) {
        connections++;
        new Session(this, connection, 1_000 + connections).serve();
    }

    /** Returns the options by which a client of the same network connects. */
    public PostgresOptions options() {
        PostgresOptions options =
                PostgresOptions.defaults()
                        .withNetwork(network)
                        .withHost(config.host())
                        .withPort(port)
                        .withUser("test");
        if (config.users().isEmpty()) {
            return options;
        }
        var user = config.users().entrySet().iterator().next();
        return options.withUser(user.getKey()).withPassword(user.getValue());
    }

    /** Returns the network that it is in. */
    public Network network() {
        return network;
    }

    /** Returns its port. */
    public int port() {
        return port;
    }

    // ---- The script

    /**
     * Returns what is to say how a statement is answered. Its text counts but for how much space is
     * between words, and a semicolon at the end. Of several that match the one counts that was
     * asked for last.
     */
    public StatementScript when(String sql) {
        String normal = SqlScript.normal(sql);
        return add(
                new StatementScript("\"" + normal + "\"", s -> SqlScript.normal(s).equals(normal)));
    }

    /**
     * Returns what is to say how the statements are answered whose texts match a regular
     * expression, as a whole; a dot is a line break, too.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public StatementScript whenMatches(String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        return add(
                new StatementScript(
                        "/" + regex + "/", s -> pattern.matcher(SqlScript.normal(s)).matches()));
    }

    private StatementScript add(StatementScript script) {
        scripts.add(script);
        return script;
    }

    // ---- What a server does by itself

    /** Tells a notification to all sessions that listen to its channel. */
    public void notifyAll(String channel, String payload) {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(payload, "payload");
        inLoop(() -> notifyAll(0, channel, payload));
    }

    /** Tells a notice to all sessions that wait for a statement. */
    public void notice(String severity, String sqlState, String message) {
        Report report = Report.of(severity, sqlState, message);
        inLoop(() -> present().forEach(session -> session.tell(report)));
    }

    /** Changes a parameter of all sessions that are there, and reports it. */
    public void setParameter(String name, String value) {
        inLoop(() -> present().forEach(session -> session.setParameter(name, value)));
    }

    // ---- Faults

    /** Refuses all who come from now on, until {@link #welcome}. */
    public void refuse(Refusal how) {
        refusal = Objects.requireNonNull(how, "how");
    }

    /** Refuses the next one who comes; called again, the one after that. */
    public void refuseNext(Refusal how) {
        refusals.add(Objects.requireNonNull(how, "how"));
    }

    /** Lets in who comes from now on. */
    public void welcome() {
        refusal = null;
        refusals.clear();
    }

    /** Ends a session as {@code pg_terminate_backend} does: 57P01. */
    public void terminate(int processId) {
        Report report =
                Report.of("FATAL", "57P01", "terminating connection due to administrator command");
        inLoop(() -> present(processId).forEach(session -> session.terminate(report)));
    }

    /** Ends all sessions as {@link #terminate} does. */
    public void terminateAll() {
        inLoop(() -> present().forEach(session -> terminate(session.processId())));
    }

    /** Ends a session with an error of one's own: 25P03, 57P05. */
    public void terminate(int processId, String sqlState, String message) {
        Report report = Report.of("FATAL", sqlState, message);
        inLoop(() -> present(processId).forEach(session -> session.terminate(report)));
    }

    /** Breaks the connection of a session: no word, and what it has not read is lost. */
    public void cut(int processId) {
        inLoop(() -> present(processId).forEach(Session::kill));
    }

    /** Breaks the connections of all sessions. */
    public void cutAll() {
        inLoop(() -> present().forEach(Session::kill));
    }

    /**
     * Crashes: the sessions end with 57P02, and who comes is told that the server recovers, until
     * {@link #welcome}.
     */
    public void crash() {
        refusal = Refusal.IN_RECOVERY;
        Report report =
                Report.of(
                        "FATAL",
                        "57P02",
                        "terminating connection because of crash of another server process");
        inLoop(() -> present().forEach(session -> session.terminate(report)));
    }

    /** Ends all sessions as {@link #terminate} does, and listens no more: nobody is there. */
    public void shutDown() {
        terminateAll();
        inLoop(() -> servers.forEach(Server::close));
    }

    /**
     * Listens again after {@link #shutDown}, on the same port. In the server's own loop.
     *
     * @throws IllegalStateException if it listens, or is closed
     */
    public void restart() {
        if (isListening() || closed) {
            throw new IllegalStateException(this + " is not shut down");
        }
        listen();
    }

    /** Does nothing from now on, as a process that was stopped; connections are accepted still. */
    public void freeze() {
        inLoop(thawed::clear);
    }

    /** Goes on after {@link #freeze}. */
    public void thaw() {
        inLoop(thawed::set);
    }

    /** Forgets the prepared statements of all sessions: a pooler has given them other servers. */
    public void forgetStatements() {
        inLoop(() -> present().forEach(Session::forgetStatements));
    }

    private void inLoop(Runnable action) {
        if (Rondo.currentLoop().filter(loop::equals).isPresent()) {
            action.run();
        } else {
            loop.callSoonThreadsafe(action);
        }
    }

    private List<Session> present() {
        return List.copyOf(sessions);
    }

    private List<Session> present(int processId) {
        return sessions.stream().filter(one -> one.processId() == processId).toList();
    }

    // ---- What happened

    /** Returns the statements that were run, in order; the last 100,000. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Returns the texts of {@link #asked}. */
    public List<String> statements() {
        return asked.stream().map(Asked::sql).toList();
    }

    /** Returns what came by COPY, each as a whole. */
    public List<byte[]> copied() {
        return List.copyOf(copied);
    }

    /** Returns the sessions that are there, in the order in which they came. */
    public List<SessionView> sessions() {
        return sessions.stream().map(Session::view).toList();
    }

    /** Returns how many sessions there were at once at most. */
    public int mostSessions() {
        return mostSessions;
    }

    /** Returns how many connections came, with those that were refused and those that cancel. */
    public int connections() {
        return connections;
    }

    /** Returns how many cancels were asked for, whether they hit a statement or not. */
    public int cancels() {
        return cancels;
    }

    /** Returns what it does. */
    public ScriptedServerSnapshot snapshot() {
        return new ScriptedServerSnapshot(sessions(), connections, cancels, askedInAll);
    }

    // ---- For its sessions

    ScriptedServerOptions config() {
        return config;
    }

    Cells cells() {
        return cells;
    }

    @Nullable StatementScript scriptOf(String sql) {
        for (StatementScript script : scripts.reversed()) {
            if (script.matches(sql)) {
                return script;
            }
        }
        return null;
    }

    @Nullable Refusal refusalOf(Session session) {
        Refusal next = refusals.poll();
        if (next != null) {
            return next;
        }
        Refusal always = refusal;
        if (always == null && sessions.size() >= config.maxConnections()) {
            return Refusal.TOO_MANY_CLIENTS;
        }
        return always;
    }

    void entered(Session session) {
        sessions.add(session);
        mostSessions = Math.max(mostSessions, sessions.size());
    }

    void ended(Session session) {
        sessions.remove(session);
    }

    void cancel(FrontendMessage.CancelRequest request) {
        cancels++;
        if (!config.cancelDelay().isZero()) {
            Rondo.sleep(config.cancelDelay());
        }
        present(request.processId()).forEach(session -> session.cancel(request.secret()));
    }

    void notifyAll(int from, String channel, String payload) {
        present().forEach(session -> session.hear(from, channel, payload));
    }

    void keepAsked(Asked statement) {
        askedInAll++;
        asked.add(statement);
        if (asked.size() > MOST_KEPT) {
            asked.remove();
        }
    }

    void keepCopied(byte[] data) {
        copied.add(data);
        if (copied.size() > MOST_KEPT) {
            copied.remove();
        }
    }

    /** Suspends while it is frozen. */
    void awaitThaw() {
        thawed.await();
    }

    // ---- The end

    /** Breaks all connections and ends; waits for its tasks. A second call does nothing. */
    @Override
    public void close() {
        closed = true;
        servers.forEach(Server::close);
        servers.forEach(Server::abortClients);
        servers.forEach(Server::waitClosed);
    }

    @Override
    public String toString() {
        return "<ScriptedServer "
                + config.host()
                + ":"
                + port
                + (isListening() ? "" : " down")
                + " sessions="
                + sessions.size()
                + " asked="
                + askedInAll
                + ">";
    }
}
