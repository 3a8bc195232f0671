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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a visitor is told, rung for as another program would. */
@EnabledOnOs(OS.LINUX)
class VisitTest {
    private static final JsonMapper JSON = new JsonMapper();

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

        JsonNode read() throws IOException {
            return JSON.readTree(lines.readLine());
        }

        JsonNode ask(String question) throws IOException {
            send(question + "\n");
            return read();
        }

        /** Asks part by part: each may be smaller than asked for. */
        List<JsonNode> all(long loop) throws IOException {
            List<JsonNode> found = new ArrayList<>();
            long last = 0;
            while (true) {
                JsonNode part = ask("tasks " + loop + " " + last + " 100 stacks");
                assertThat(part.path("exact").asBoolean()).isTrue();
                if (part.path("tasks").isEmpty()) {
                    return found;
                }
                part.path("tasks").forEach(found::add);
                last = found.getLast().path("number").asLong();
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            listener.close();
        }
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
        JsonNode hello =
                beside(() -> {
                    try (Visitor visitor = new Visitor()) {
                        return visitor.read();
                    }
                });

        assertThat(hello.path("protocol").asInt()).isEqualTo(1);
        assertThat(hello.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(hello.path("loops").size()).isEqualTo(1);
        assertThat(hello.path("loops").path(0).path("thread").asString(""))
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void tasksAreToldWithWhatTheyWaitForAndWhoHasIt() throws Exception {
        List<JsonNode> tasks =
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

        assertThat(tasks)
                .extracting(task -> task.path("name").asString(""))
                .containsExactly("Task-1", "holder", "waiter");
        JsonNode waiter = tasks.get(2);
        assertThat(waiter.path("state").asString("")).isEqualTo("WAITING");
        assertThat(waiter.path("waitingOn").asString("")).startsWith("<Lock locked");
        assertThat(waiter.path("owners").path(0).asLong()).isEqualTo(2);
        assertThat(waiter.path("body").asString(""))
                .isEqualTo("lambda in " + VisitTest.class.getName());
        assertThat(waiter.path("stack").toString()).contains("VisitTest");
    }

    @Test
    void questionsThatAreNoneAreAnsweredByAnError() throws Exception {
        List<String> questions =
                List.of("", "nonsense", "tasks", "tasks x 0 1", "tasks 999999 0 1", "tasks 1 -1 0");
        Stream<JsonNode> answers =
                beside(() -> {
                    try (Visitor visitor = new Visitor()) {
                        visitor.read();
                        JsonNode[] all = new JsonNode[questions.size()];
                        for (int i = 0; i < all.length; i++) {
                            all[i] = visitor.ask(questions.get(i));
                        }
                        assertThat(visitor.ask("loops").path("loops").size()).isEqualTo(1);
                        return Stream.of(all);
                    }
                });

        assertThat(answers).allMatch(answer -> answer.has("error"));
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
