package dev.rondo.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The temporary folder of this JVM's servers, with a folder in it for each. The data of all are
 * copies of one template, since {@code initdb} takes longer than the rest.
 *
 * <p>A small process of the shell waits for the end of its input, which comes when this JVM is no
 * more, even when it is killed: it stops what still runs and deletes the folder.
 */
final class ServerFolder {
    private static final String WATCH =
            """
            trap '' INT HUP TERM
            read -r _
            for pid in "$1"/*/data/postmaster.pid "$1"/*/*/pooler.pid; do
                if [ -f "$pid" ]; then kill -s QUIT "$(head -n 1 "$pid")"; fi
            done 2>/dev/null
            for _ in 1 2 3 4 5 6 7 8 9 10; do
                rm -rf "$1" 2>/dev/null && exit
                sleep 1
            done
            """;

    private static @Nullable Path root;
    private static @Nullable Process watcher;
    private static int made;

    private ServerFolder() {}

    /** Creates the folder of a server, with {@code data} in it. */
    static synchronized Path create() throws IOException {
        Path parent = root;
        if (parent == null) {
            parent = Files.createTempDirectory("rondo-pg");
            ServerPrograms.own(parent);
            watcher =
                    new ProcessBuilder("sh", "-c", WATCH, "sh", parent.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            root = parent;
            initialise(parent.resolve("template"));
        }
        made++;
        Path folder = Files.createDirectory(parent.resolve(String.valueOf(made)));
        ServerPrograms.own(folder);
        ServerPrograms.copy(parent.resolve("template"), folder.resolve("data"));
        return folder;
    }

    private static void initialise(Path template) {
        ServerPrograms.run(
                template.resolveSibling("initdb"),
                "initdb",
                "--no-sync",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-locale",
                "-D",
                template.toString());
        ServerPrograms.feed(
                template.resolveSibling("initdb"),
                "create role outside superuser login\n",
                "postgres",
                "--single",
                "-D",
                template.toString(),
                "postgres");
    }

    /** Stops a server if it runs, and deletes its folder. */
    static void remove(Path folder) {
        Path data = folder.resolve("data");
        if (Files.exists(data.resolve("postmaster.pid"))) {
            ServerPrograms.run(
                    folder.resolve("control"),
                    "pg_ctl",
                    "stop",
                    "-w",
                    "-m",
                    "immediate",
                    "-D",
                    data.toString());
        }
        ServerPrograms.delete(folder);
    }

    /** Stops all that run, and deletes everything. */
    static synchronized void close() {
        Path parent = root;
        Process watching = watcher;
        root = null;
        watcher = null;
        if (parent == null || watching == null) {
            return;
        }
        try {
            watching.getOutputStream().close();
            watching.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
