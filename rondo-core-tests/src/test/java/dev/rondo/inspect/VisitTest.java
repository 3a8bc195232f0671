package dev.rondo.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Body;
import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.sync.Lock;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a visitor is told, rung for as another program would. */
@EnabledOnOs(OS.LINUX)
class VisitTest {
    private static final Pattern NUMBER = Pattern.compile("\\{\"number\":(\\d+)");
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

    @TempDir Path folder;

    /** The visitor's side. */
    private final class Visitor implements AutoCloseable {
        private final ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final SocketChannel channel;
        private final BufferedReader lines;

        Visitor() throws IOException {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Path socket = folder.resolve("socket");
            listener.bind(UnixDomainSocketAddress.of(socket));
            Path request =
                    Path.of(
                            System.getProperty("java.io.tmpdir"),
                            ".rondo-" + ProcessHandle.current().pid());
            Files.writeString(request, "rondo-inspect 1\n" + socket + "\n");
            channel = listener.accept(); // from the watchdog's thread, which has seen it
            assertThat(request).doesNotExist();
            lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        }

        void send(String text) throws IOException {
            channel.write(StandardCharsets.UTF_8.encode(text));
        }

        String read() throws IOException {
            return String.valueOf(lines.readLine());
        }

        String ask(String question) throws IOException {
            send(question + "\n");
            return read();
        }

        /** Asks part by part: each may be smaller than asked for. */
        String all(long loop) throws IOException {
            StringBuilder found = new StringBuilder();
            String last = "0";
            while (true) {
                String part = ask("tasks " + loop + " " + last + " 100 stacks");
                assertThat(part).startsWith("{\"exact\":true,\"tasks\":[");
                if (part.endsWith("\"tasks\":[]}")) {
                    return found.toString();
                }
                found.append(part);
                last = groups(NUMBER, part).getLast();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            listener.close();
        }
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Runs code of a visitor in a thread, beside a loop that some code has prepared. */
    private static <T> T beside(Body<T, Exception> code) throws Exception {
        return Rondo.run(() -> Rondo.toThread(code));
    }

    private static long numberOfThisLoop() {
        return EventLoop.allRunning().getLast().number();
    }

    @Test
    void aVisitorIsGreetedWithTheLoops() throws Exception {
        String hello =
                beside(() -> {
                    try (Visitor visitor = new Visitor()) {
                        return visitor.read();
                    }
                });

        assertThat(hello)
                .startsWith("{\"rondo\":\"")
                .contains("\"protocol\":1,\"pid\":" + ProcessHandle.current().pid() + ",")
                .containsOnlyOnce("\"thread\":\"" + Thread.currentThread().getName() + "\"");
        assertThat(groups(NUMBER, hello)).hasSize(1);
    }

    @Test
    void tasksAreToldWithWhatTheyWaitForAndWhoHasIt() throws Exception {
        String tasks =
                Rondo.run(() -> {
                    Lock lock = new Lock();
                    Rondo.createTask("holder", () -> lock.with(() -> Rondo.sleep(3600)));
                    Rondo.createTask("waiter", () -> lock.with(() -> {}));
                    return Rondo.toThread(() -> {
                        try (Visitor visitor = new Visitor()) {
                            visitor.read();
                            return visitor.all(numberOfThisLoop());
                        }
                    });
                });

        assertThat(groups(NAME, tasks)).containsExactly("Task-1", "holder", "waiter");
        assertThat(tasks.substring(tasks.indexOf("\"waiter\"")))
                .contains("\"state\":\"WAITING\",\"waitingOn\":\"<Lock locked waiters=1>\"")
                .contains("\"body\":\"lambda in " + VisitTest.class.getName() + "\"")
                .contains("\"owners\":[2]")
                .containsPattern("\"stack\":\\[.*VisitTest");
    }

    @Test
    void questionsThatAreNoneAreAnsweredByAnError() throws Exception {
        List<String> questions =
                List.of("", "nonsense", "tasks", "tasks x 0 1", "tasks 999999 0 1", "tasks 1 -1 0");
        List<String> answers =
                beside(() -> {
                    try (Visitor visitor = new Visitor()) {
                        visitor.read();
                        List<String> all = new ArrayList<>();
                        for (String question : questions) {
                            all.add(visitor.ask(question));
                        }
                        assertThat(visitor.ask("loops")).startsWith("{\"loops\":[{");
                        return all;
                    }
                });

        assertThat(answers).allMatch(answer -> answer.startsWith("{\"error\":"));
    }

    @Test
    void aQuestionWithoutAnEndEndsTheVisit() throws Exception {
        String line =
                beside(() -> {
                    try (Visitor visitor = new Visitor()) {
                        visitor.read();
                        visitor.send("x".repeat(2_000));
                        return String.valueOf(visitor.lines.readLine());
                    } catch (IOException e) {
                        return "null"; // reset: what was not read is lost
                    }
                });

        assertThat(line).isEqualTo("null");
    }

    @Test
    void nothingIsLeftOfAVisit() throws Exception {
        beside(() -> visitAndLeave(1));
        long before = descriptors();
        beside(() -> visitAndLeave(3));
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("rondo-inspector"))) {
            Thread.onSpinWait();
        }

        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    private boolean visitAndLeave(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Visitor visitor = new Visitor()) {
                visitor.read();
            }
            Files.delete(folder.resolve("socket"));
        }
        return true;
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
