package dev.rondo.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running program that answers questions about its loops.
 *
 * <p>This side listens, on a Unix socket in a folder that only this user can enter, and asks by a
 * file that the program's watchdog looks for; the program connects. Once it has, no file is left,
 * whatever becomes of either side. What the program says is in {@code dev.rondo.inspect.Visit}.
 */
final class InspectedProgram implements AutoCloseable {
    private static final int PROTOCOL = 1;
    private static final long PATIENCE_NANOS = 5_000_000_000L; // it looks ten times a second
    private static final long STEP_MILLIS = 100;
    private static final long STALE_NANOS = 1_000_000_000; // a request that nobody takes away
    private static final JsonMapper JSON = new JsonMapper();

    private final ProcessFacts process;
    private final LineChannel lines;
    private JsonNode hello = JSON.nullNode();

    private InspectedProgram(ProcessFacts process, LineChannel lines) {
        this.process = process;
        this.lines = lines;
    }

    /** Asks a program to answer, and waits until it does. */
    static InspectedProgram ask(ProcessFacts process) {
        return ask(process, PATIENCE_NANOS);
    }

    static InspectedProgram ask(ProcessFacts process, long patienceNanos) {
        process.check();
        Path temporary = process.temporaryFolder();
        try (Request request = new Request(process, temporary)) {
            LineChannel lines = new LineChannel(process, request.accept(patienceNanos));
            InspectedProgram program = new InspectedProgram(process, lines);
            try {
                program.greet();
            } catch (RuntimeException | Error e) {
                program.close();
                throw e;
            }
            return program;
        } catch (IOException e) {
            throw process.refusal("cannot be asked: " + reason(e) + " (in " + temporary + ")");
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e.getClass().getSimpleName().equals("FileSystemException") && message != null
                ? message
                : e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private void greet() {
        hello = answer();
        int protocol = hello.path("protocol").asInt();
        if (protocol != PROTOCOL) {
            throw process.refusal(
                    "runs Rondo "
                            + version()
                            + ", which speaks version "
                            + protocol
                            + " of the protocol, and this command version "
                            + PROTOCOL
                            + "; use the command of that Rondo");
        }
    }

    ProcessFacts process() {
        return process;
    }

    /** Returns the version of its Rondo. */
    String version() {
        String version = hello.path("rondo").asString("");
        return version.isEmpty() ? "(a development version)" : Shown.text(version);
    }

    JsonNode ask(String question) {
        lines.write(question + "\n");
        return answer();
    }

    private JsonNode answer() {
        JsonNode answer = parsed(JSON::readTree);
        if (answer.has("error")) {
            throw refused(answer.path("error").asString(""));
        }
        return answer;
    }

    /** Asks a question that is answered by tasks. */
    ToldTasks askForTasks(String question) {
        lines.write(question + "\n");
        ToldTasks answer = parsed(ToldTasks::read);
        if (!answer.error().isEmpty()) {
            throw refused(answer.error());
        }
        return answer;
    }

    private Fault refused(String error) {
        return process.refusal("answered: " + Shown.text(error));
    }

    private <T> T parsed(Function<String, T> parser) {
        String line = lines.read();
        try {
            return parser.apply(line);
        } catch (JacksonException | IllegalArgumentException e) { // or a state that is none
            throw process.refusal("answered what is no JSON: " + Shown.text(shortened(line)));
        }
    }

    private static String shortened(String line) {
        return line.length() > 80 ? line.substring(0, 80) + "..." : line;
    }

    @Override
    public void close() {
        lines.close();
    }

    /** The files of a request, which are gone when it is closed or the command interrupted. */
    private static final class Request implements AutoCloseable {
        private final ProcessFacts process;
        private final Path file;
        private final Path folder;
        private final Path socket;
        private final ServerSocketChannel listener;
        private final Thread cleaner = new Thread(this::delete, "rondo-cleaner");
        private boolean placed; // the file is ours

        Request(ProcessFacts process, Path temporary) throws IOException {
            this.process = process;
            file = temporary.resolve(".rondo-" + process.pid());
            folder =
                    Files.createTempDirectory(
                            temporary,
                            "rondo-inspect-",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------")));
            socket = folder.resolve("socket");
            Runtime.getRuntime().addShutdownHook(cleaner);
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                listener.bind(UnixDomainSocketAddress.of(socket));
                listener.configureBlocking(false);
                place();
            } catch (IOException | RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private void place() throws IOException {
            long begin = System.nanoTime();
            while (true) {
                try {
                    Files.createFile(
                            file,
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
                    placed = true;
                    Files.writeString(
                            file,
                            "rondo-inspect " + PROTOCOL + "\n" + socket + "\n",
                            StandardOpenOption.WRITE);
                    return;
                } catch (FileAlreadyExistsException e) {
                    waitForOther(System.nanoTime() - begin > STALE_NANOS);
                }
            }
        }

        /** Another command asks at the same time, or one did before and was killed. */
        private void waitForOther(boolean isStale) throws IOException {
            int uid = uidOfLink(file);
            if (uid >= 0 && uid != ProcessFacts.ownUid()) {
                throw process.refusal(
                        "cannot be asked: "
                                + file
                                + " is in the way, which another user has placed (uid "
                                + uid
                                + ")");
            }
            process.checkState();
            if (isStale) {
                Files.deleteIfExists(file);
            }
            ProcessFacts.pause();
        }

        private static int uidOfLink(Path file) throws IOException {
            try {
                return (Integer)
                        Files.getAttribute(
                                file, "unix:uid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                return -1; // taken away meanwhile
            }
        }

        SocketChannel accept(long patienceNanos) throws IOException {
            long begin = System.nanoTime();
            try (Selector selector = Selector.open()) {
                listener.register(selector, SelectionKey.OP_ACCEPT);
                while (System.nanoTime() - begin < patienceNanos) {
                    selector.select(STEP_MILLIS);
                    SocketChannel found = listener.accept();
                    if (found != null) {
                        return found;
                    }
                    process.checkState();
                }
            }
            throw process.refusal(
                    Files.exists(file)
                            ? "does not look for requests in "
                                    + file.getParent()
                                    + "; it may have been started with another java.io.tmpdir,"
                                    + " with -Drondo.inspect=false, or with an older Rondo"
                            : "has taken the request, but does not answer");
        }

        @Override
        public void close() {
            delete();
            try {
                Runtime.getRuntime().removeShutdownHook(cleaner);
            } catch (IllegalStateException e) {
                // It is shutting down, and the hook does the same.
            }
            try {
                listener.close();
            } catch (IOException e) {
                // Nothing of it is left to be used.
            }
        }

        private void delete() {
            if (placed) {
                deleteQuietly(file);
            }
            deleteQuietly(socket);
            deleteQuietly(folder);
        }

        private static void deleteQuietly(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // The folder is this user's own; somebody has changed it meanwhile.
            }
        }
    }
}
