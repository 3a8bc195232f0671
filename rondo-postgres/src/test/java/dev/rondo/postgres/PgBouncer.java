package dev.rondo.postgres;

import static dev.rondo.postgres.ServerPrograms.outside;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PgBouncer before a server of the tests, in a mode, with two connections to each database. The
 * test is skipped where none is installed; {@code .ci/run} installs Debian's.
 */
public final class PgBouncer implements AutoCloseable {
    private final Process process;
    private final BufferedReader output; // little is said, so nobody has to read it
    private final int port;

    private PgBouncer(Process process, BufferedReader output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts one: {@code session}, {@code transaction} or {@code statement}. */
    public static PgBouncer start(RealServer server, String mode) {
        Optional<Path> program =
                Stream.concat(
                                Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                                Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, "pgbouncer"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(program.isPresent(), "pgbouncer is not installed");
        return outside(() -> start(program.orElseThrow(), server, mode));
    }

    private static PgBouncer start(Path program, RealServer server, String mode)
            throws IOException {
        int port = RealServer.freePort();
        Path folder = Files.createDirectories(server.folder().resolve("pooler-" + port));
        ServerPrograms.own(folder);
        Path users = folder.resolve("users.txt");
        Files.writeString(users, "\"postgres\" \"\"\n");
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(
                settings,
                """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = %s
                default_pool_size = 2
                pidfile = %s
                log_connections = 0
                log_disconnections = 0
                log_stats = 0
                """
                        .formatted(server.port(), port, users, mode, folder.resolve("pooler.pid")));
        ServerPrograms.own(users);
        ServerPrograms.own(settings);
        Process process =
                new ProcessBuilder(ServerPrograms.command(program.toString(), settings.toString()))
                        .redirectErrorStream(true)
                        .start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains("process up")) {
                return new PgBouncer(process, output, port);
            }
        }
        throw new IllegalStateException("pgbouncer does not start: " + said);
    }

    /** Returns the DSN of a database for the superuser. */
    public String dsn(String database) {
        return "postgresql://postgres@127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        outside(() -> {
            process.destroy();
            output.close();
            return process.waitFor();
        });
    }
}
