package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.Task;
import dev.rondo.testing.TestTls;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user reads who met a limit, an end or a closed stream. */
class StreamAdviceTest {
    private final MemoryStream[] ends = new MemoryStream[2];

    /** Runs a body with two ends, the second of which has sent a text and its end. */
    private void after(String sent, Action<Exception> body) throws Exception {
        run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1 << 20);
            ends[0] = pair.first();
            ends[1] = pair.second();
            ends[1].write(ByteBuffer.wrap(sent.getBytes(UTF_8)));
            ends[1].writeEof();
            body.run();
        });
    }

    private static void refusesASecond(ByteStream stream) {
        Task<?> reader = createTask(() -> stream.read(ByteBuffer.allocate(1)));
        Task<?> writer = createTask(() -> stream.write(ByteBuffer.allocate(1_000_000)));
        sleep(0);
        assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1)))
                .hasMessageStartingWith("Another task is reading from <");
        assertThatThrownBy(() -> stream.write(ByteBuffer.allocate(1)))
                .hasMessageStartingWith("Another task is writing to <");
        stream.abort();
        waitAll(List.of(reader, writer));
    }

    @Test
    void aSecondReaderOrWriterHearsOfTheFirst() {
        run(() -> {
            refusesASecond(MemoryStream.pair().first());
            MemoryStream.Pair pair = MemoryStream.pair();
            refusesASecond(
                    TestTls.secure(
                            pair.first(),
                            pair.second(),
                            TestTls.client(),
                            TestTls.server(),
                            (near, far) -> near));
        });
    }

    @Test
    void overlongLineNamesTheLimitAndHowToChangeIt() throws Exception {
        after(
                "0123456789\nnext\n",
                () -> {
                    StreamReader reader = new StreamReader(ends[0], 5);
                    assertThatThrownBy(reader::readLine)
                            .isInstanceOf(LimitOverrunException.class)
                            .hasMessageContaining("longer than the limit of 5 bytes")
                            .hasMessageContaining("setLimit(");
                    assertThat(reader.nextLine()).contains("next");
                });
    }

    @Test
    void lineWithoutAnEndNamesWhatWasThere() throws Exception {
        after(
                "0123456789",
                () ->
                        assertThatThrownBy(new StreamReader(ends[0], 5)::readLine)
                                .isInstanceOf(LimitOverrunException.class)
                                .hasMessageContaining("no end in 10 bytes"));
    }

    @Test
    void limitCanBeChangedOnTheWay() throws Exception {
        after(
                "short\n" + "x".repeat(100_000) + "\n",
                () -> {
                    StreamReader reader = new StreamReader(ends[0]);
                    assertThat(reader.nextLine()).contains("short");
                    reader.setLimit(200_000);
                    assertThat(reader.limit()).isEqualTo(200_000);
                    assertThat(reader.nextLine().orElseThrow()).hasSize(100_000);
                    assertThatThrownBy(() -> reader.setLimit(0))
                            .isInstanceOf(IllegalArgumentException.class);
                });
    }

    @Test
    void endInTheMiddleSaysHowMuchThereWas() throws Exception {
        after(
                "abc",
                () ->
                        assertThatThrownBy(
                                        () -> new StreamReader(ends[0]).readUntil(new byte[] {0}))
                                .isInstanceOf(IncompleteReadException.class)
                                .hasMessage("The stream ended after 3 bytes, before a separator"));
    }

    @Test
    void writerOfAClosedStreamRefusesAtOnce() throws Exception {
        after(
                "",
                () -> {
                    Connection connection = new Connection(ends[0]);
                    connection.close();
                    assertThatThrownBy(() -> connection.writer().write("lost"))
                            .isInstanceOf(StreamClosedException.class)
                            .hasMessageStartingWith("write to ")
                            .hasMessageContaining("closed");
                });
    }
}
