package dev.rondo.postgres;

import static dev.rondo.postgres.ServerPrograms.outside;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL for tests, in a temporary folder, on a Unix socket and a port of its own of
 * 127.0.0.1. {@link #shared} is there once for all tests of this JVM; {@link #setup} starts others,
 * for tests that need other settings or that do it harm. The superuser is {@code postgres} and is
 * trusted unless the setup says otherwise.
 *
 * <p>Where no PostgreSQL is installed the test is skipped. Whatever way this JVM ends, the servers
 * end with it ({@link ServerFolder}). Methods may be called in tasks and outside.
 */
public final class RealServer implements AutoCloseable {
    /** The superuser of {@link #psql}, which is always let in. */
    private static final String OUTSIDE = "outside";

    private static @Nullable RealServer shared;

    private final Path folder;
    private final int port;

    private RealServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Returns the server that all tests share; it is started by the first call. */
    public static RealServer shared() {
        return outside(RealServer::sharedNow);
    }

    private static synchronized RealServer sharedNow() {
        RealServer server = shared;
        if (server == null) {
            server = setup().start();
            shared = server;
        }
        return server;
    }

    /** Stops what is left. Called at the end of the session of tests. */
    static synchronized void closeAll() {
        shared = null;
        ServerFolder.close();
    }

    /** Returns a setup for a server of the test's own, which the test closes. */
    public static ServerSetup setup() {
        return new ServerSetup();
    }

    /** Skips the test where no PostgreSQL is installed. */
    public static void assume() {
        ServerPrograms.assume();
    }

    static RealServer start(ServerSetup setup) {
        assume();
        return outside(() -> {
            RealServer server = new RealServer(ServerFolder.create(), freePort());
            server.write(setup);
            server.start();
            return server;
        });
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void write(ServerSetup setup) throws IOException {
        setup.setting("port", String.valueOf(port));
        setup.setting("unix_socket_directories", "'" + folder + "'");
        StringBuilder configuration = new StringBuilder();
        setup.settings.forEach((name, value) ->
                configuration.append(name).append(" = ").append(value).append('\n'));
        file("postgresql.conf", configuration.toString());
        List<String> access = new ArrayList<>();
        access.add("host all " + OUTSIDE + " 127.0.0.1/32 trust");
        if (setup.accessLines.isEmpty()) {
            access.add("local all all trust");
            access.add("host all all 127.0.0.1/32 trust");
            access.add("host replication all 127.0.0.1/32 trust");
        }
        access.addAll(setup.accessLines);
        file("pg_hba.conf", String.join("\n", access) + "\n");
        for (var file : setup.files.entrySet()) {
            file(file.getKey(), file.getValue());
        }
        if (setup.standby) {
            file("standby.signal", "");
        }
    }

    /** Writes a file that only the server's user reads. */
    private void file(String name, String content) throws IOException {
        Path file = data().resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ServerPrograms.own(file);
    }

    private Path data() {
        return folder.resolve("data");
    }

    // ---- Where it is

    /** Returns the folder of its Unix socket. */
    public Path socketDirectory() {
        return folder;
    }

    /** Returns its port of 127.0.0.1, which is also the number in the name of its socket. */
    public int port() {
        return port;
    }

    /** Returns the DSN of a database for the superuser, over TCP. */
    public String dsn(String database) {
        return dsn(database, "postgres");
    }

    /** Returns the DSN of a database for a user ({@code name} or {@code name:password}), by TCP. */
    public String dsn(String database, String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/" + database;
    }

    /** Returns the DSN of a database for the superuser, over the Unix socket. */
    public String unixDsn(String database) {
        return "postgresql://postgres@/" + database + "?host=" + folder + "&port=" + port;
    }

    /** Returns what it has logged. */
    public String log() {
        return outside(() -> Files.readString(folder.resolve("log"), StandardCharsets.UTF_8));
    }

    // ---- Looking at it from outside

    /** Runs SQL in the database {@code postgres}, as {@link #psql(String, String)} does. */
    public String psql(String sql) {
        return psql("postgres", sql);
    }

    /**
     * Runs SQL of one or more statements by another driver, as a superuser on a connection of its
     * own, and returns the rows of the last that has some: one a line, values with {@code |}
     * between them, as {@code psql -At} does.
     */
    public String psql(String database, String sql) {
        return outside(() -> query(database, sql));
    }

    private String query(String database, String sql) throws SQLException {
        String url =
                "jdbc:postgresql://127.0.0.1:"
                        + port
                        + "/"
                        + database
                        + "?preferQueryMode=simple&sslmode=disable&gssEncMode=disable&user="
                        + OUTSIDE;
        String text = "";
        try (var connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    text = text(statement.getResultSet());
                }
                rows = statement.getMoreResults();
            }
        }
        return text;
    }

    Path folder() {
        return folder;
    }

    private static String text(ResultSet rows) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                String value = rows.getString(i);
                values.add(value == null ? "" : value);
            }
            lines.add(String.join("|", values));
        }
        return String.join("\n", lines);
    }

    /** Creates an empty database, in place of one of that name, and returns its name. */
    public String createDatabase(String name) {
        psql("drop database if exists \"" + name + "\" with (force)");
        psql("create database \"" + name + "\"");
        return name;
    }

    /** Returns how many sessions a database has, not counting those of {@link #psql}. */
    public int sessions(String database) {
        return Integer.parseInt(
                psql(
                        "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                                + " and usename <> 'outside' and datname = '"
                                + database
                                + "'"));
    }

    // ---- What befalls it

    /** Starts it again after {@link #stop} or {@link #killPostmaster}. */
    public void start() {
        Path control = folder.resolve("control");
        String[] arguments = {
            "start",
            "-w",
            "-t",
            "60",
            "-D",
            data().toString(),
            "-l",
            folder.resolve("log").toString()
        };
        for (int left = 20; ; left--) {
            try {
                ServerPrograms.run(control, "pg_ctl", arguments);
                return;
            } catch (IllegalStateException e) {
                // The backends of one that was killed need a moment to see it.
                if (left == 0 || !log().contains("is still in use")) {
                    throw new IllegalStateException(e.getMessage() + "\n" + log(), e);
                }
            }
        }
    }

    /** Stops it at once, cutting sessions off as an administrator's fast shutdown does. */
    public void stop() {
        stop("fast");
    }

    /** Stops it: {@code smart} waits for all sessions to end, {@code immediate} is a crash. */
    public void stop(String mode) {
        ServerPrograms.run(
                folder.resolve("control"),
                "pg_ctl",
                "stop",
                "-w",
                "-m",
                mode,
                "-D",
                data().toString());
    }

    /** Stops it, and starts it again on the same port. */
    public void restart() {
        stop();
        start();
    }

    /** Has it read its files again. */
    public void reload() {
        psql("select pg_reload_conf()");
    }

    /** Returns the process that all sessions' processes are children of. */
    public long postmaster() {
        return outside(() ->
                Long.parseLong(
                        Files.readAllLines(data().resolve("postmaster.pid")).getFirst().strip()));
    }

    /** Kills the postmaster with {@code -9} and waits for its end; sessions end a little later. */
    public void killPostmaster() {
        long process = postmaster();
        var ended =
                ProcessHandle.of(process)
                        .map(ProcessHandle::onExit)
                        .orElseThrow(() -> new IllegalStateException("it does not run"));
        signal("KILL", process);
        outside(() -> ended.get(60, TimeUnit.SECONDS));
    }

    /** Sends a signal ({@code KILL}, {@code STOP}, {@code CONT}) to the process of a session. */
    public void signal(String name, long process) {
        ServerPrograms.signal(name, process);
    }

    /** Stops it, if it runs, and deletes its folder. */
    @Override
    public void close() {
        outside(() -> {
            ServerFolder.remove(folder);
            return true;
        });
    }
}
