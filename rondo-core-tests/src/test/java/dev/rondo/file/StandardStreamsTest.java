package dev.rondo.file;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.file.FileException.Reason;
import dev.rondo.test.RondoTest;
import dev.rondo.testing.ChildJvm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standard streams: on streams that stand for them, and of child processes. */
class StandardStreamsTest {
    @TempDir Path folder;

    private static StandardInput input(String text) {
        return new StandardInput(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    // ---- On streams that stand for them

    @RondoTest
    void linesAndBytesAreReadToTheEnd() {
        StandardInput input = input("one\ntwo\r\n\nrest\nof it");
        assertThat(input.readLine()).contains("one");
        assertThat(input.read(2)).asString().isEqualTo("tw");
        assertThat(input.readLine()).contains("o");
        assertThat(input.lines()).containsExactly("", "rest", "of it");
        assertThat(input.readLine()).isEmpty();
        assertThat(input.read(1)).isEmpty();
        assertThat(input.readAll()).isEmpty();
        assertThat(input("ä").readLine(ISO_8859_1)).contains("Ã¤");
        assertThat(input("all\nof it").readString()).isEqualTo("all\nof it");
    }

    @RondoTest
    void aLineMayBeOfAnyLength() {
        String line = "x".repeat(500_000);
        assertThat(input(line + "\nnext").lines()).containsExactly(line, "next");
    }

    @Test
    void whatACancelledReadBringsIsThereForTheNextOneAndTheNextLoop() throws IOException {
        try (PipedOutputStream keyboard = new PipedOutputStream();
                PipedInputStream pipe = new PipedInputStream(keyboard)) {
            StandardInput input = new StandardInput(pipe);
            Rondo.run(() -> {
                Task<Optional<String>> reading = createTask(() -> input.readLine());
                sleep(0.01);
                reading.cancel();
                assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
            });
            keyboard.write("one\ntwo\n".getBytes(UTF_8));
            keyboard.flush();
            assertThat(Rondo.run(() -> input.readLine())).contains("one");
            assertThat(Rondo.run(() -> input.readLine())).contains("two");
        }
    }

    @RondoTest
    void whatIsWrittenIsThereWhenTheCallReturns() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput("the standard output", target);
        output.write("one ");
        output.write("two ".getBytes(UTF_8));
        output.write(ByteBuffer.wrap("three".getBytes(UTF_8)));
        output.println("!");
        output.writeLines(List.of("four", "five"));
        output.writeLines(List.of());
        assertThat(target.toString(UTF_8)).isEqualTo("one two three!\nfour\nfive\n");
        assertThat(output).hasToString("the standard output");
    }

    @RondoTest
    void theWritesOfTasksStayWhole() {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput("the standard output", target);
        Rondo.taskGroup(group -> {
            for (int i = 0; i < 20; i++) {
                String line = String.valueOf((char) ('a' + i)).repeat(1000);
                group.createTask(() -> output.println(line));
            }
        });
        assertThat(target.toString(UTF_8).lines())
                .hasSize(20)
                .allMatch(line -> line.length() == 1000 && line.chars().distinct().count() == 1);
    }

    @RondoTest
    void aFailureHasItsReason() {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        StandardOutput output = new StandardOutput("the standard output", broken);
        assertThatThrownBy(() -> output.write("text"))
                .isInstanceOfSatisfying(
                        FileException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN_PIPE));
    }

    // ---- Of processes

    /** Sends what comes in capitals, and says at the end how much it was. */
    static final class Capitals {
        static void main() {
            Rondo.run(() -> {
                int count = 0;
                for (String line : StandardStreams.input().lines()) {
                    StandardStreams.output().println(line.toUpperCase(java.util.Locale.ROOT));
                    count++;
                }
                StandardStreams.error().println(count + " lines");
            });
        }
    }

    private ChildJvm.Result through(String shell) {
        return new ChildJvm(Capitals.class).through("sh", "-c", shell, "sh").run();
    }

    @Test
    void aPipeAFileAndNothingAreBehindThem() throws IOException {
        assertThat(through("printf 'one\\ntwo' | \"$@\"").output())
                .contains("ONE\n", "TWO\n", "2 lines\n");
        Path file = java.nio.file.Files.writeString(folder.resolve("in"), "three\n");
        Path out = folder.resolve("out");
        assertThat(through("\"$@\" < " + file + " > " + out).output()).contains("1 lines");
        assertThat(out).hasContent("THREE");
        assertThat(through("\"$@\" < /dev/null > /dev/null").output()).contains("0 lines");
    }

    @Test
    void aReaderThatLeftIsABrokenPipe() {
        assertThat(
                        through("(while echo line; do :; done | \"$@\" | head -1) 2>&1 | head -50")
                                .output())
                .contains("LINE\n", "FileException: write -: ");
    }
}
