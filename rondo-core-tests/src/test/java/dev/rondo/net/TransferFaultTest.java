package dev.rondo.net;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.Ends;
import dev.rondo.stream.IncompleteReadException;
import dev.rondo.stream.LimitOverrunException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that break, stall or end early while bytes are on their way. */
class TransferFaultTest {
    private static final int MORE_THAN_BUFFERS = 20_000_000;

    /** A test's body. */
    interface Scenario {
        void run(ByteStream near, ByteStream far) throws Exception;
    }

    private static void tcp(OnPoller poller, Scenario body) throws Exception {
        poller.run(() -> {
            Ends ends = SystemSockets.connect(SystemSockets.tcp());
            try {
                body.run(ends.near(), ends.far());
            } finally {
                ends.near().abort();
                ends.far().abort();
            }
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static ByteBuffer room() {
        return ByteBuffer.allocate(100);
    }

    private static Object peer(ByteStream stream) {
        return stream.info().peer().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void resetDuringARead(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    Task<Integer> reading = createTask(() -> near.read(room()));
                    sleep(0);
                    far.abort();
                    assertThatThrownBy(reading::await)
                            .isInstanceOf(ConnectionResetException.class)
                            .hasMessageStartingWith(
                                    "read from " + peer(near) + ": Connection reset");
                });
    }

    @ParameterizedTest
    @EnumSource
    void resetIsNeverTakenForAnEnd(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    far.write(bytes("half an ans"));
                    far.abort();
                    StreamReader reader = new StreamReader(near);
                    for (int i = 0; i < 3; i++) {
                        assertThatThrownBy(() -> reader.readExactly(100))
                                .isInstanceOf(ConnectionResetException.class);
                    }
                    assertThat(reader.atEof()).isFalse();
                });
    }

    @ParameterizedTest
    @EnumSource
    void resetThatAWriteFoundIsToldToReadsToo(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    far.abort();
                    assertThatThrownBy(() -> near.write(bytes("anybody there?")))
                            .isInstanceOf(ConnectionResetException.class)
                            .hasMessageStartingWith(
                                    "write to " + peer(near) + ": Connection reset");
                    assertThatThrownBy(() -> near.read(room()))
                            .isInstanceOf(ConnectionResetException.class);
                    assertThatThrownBy(() -> near.write(bytes("again")))
                            .isInstanceOf(StreamException.class);
                });
    }

    @ParameterizedTest
    @EnumSource
    void resetDuringAWriteSaysWhatWasHandedOver(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    ByteBuffer source = ByteBuffer.allocate(MORE_THAN_BUFFERS);
                    Task<?> writing = createTask(() -> near.write(source));
                    OnPoller.passes(5);
                    far.read(room());
                    far.abort();
                    assertThatThrownBy(writing::await)
                            .isInstanceOfAny(
                                    ConnectionResetException.class, BrokenPipeException.class)
                            .hasMessageStartingWith("write to " + peer(near) + ": ");
                    assertThat(source.position()).isBetween(1, MORE_THAN_BUFFERS - 1);
                });
    }

    @ParameterizedTest
    @EnumSource
    void brokenPipeAfterThePeerClosed(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    far.write(bytes("bye"));
                    far.close();
                    OnPoller.passes(2);
                    near.write(bytes("the system takes this one"));
                    assertThatThrownBy(() -> near.write(bytes("but not this one")))
                            .isInstanceOf(BrokenPipeException.class)
                            .hasMessage("write to " + peer(near) + ": Broken pipe");
                    assertThat(new StreamReader(near).readExactly(3))
                            .isEqualTo("bye".getBytes(UTF_8));
                });
    }

    @ParameterizedTest
    @EnumSource
    void halfCloseBothWays(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    near.writeEof();
                    assertThat(far.read(room())).isEqualTo(-1);
                    far.write(bytes("still here"));
                    assertThat(new StreamReader(near).readExactly(10)).hasSize(10);
                    far.writeEof();
                    assertThat(near.read(room())).isEqualTo(-1);
                    assertThat(near.isClosed()).isFalse();
                    assertThatThrownBy(() -> far.write(bytes("x")))
                            .isInstanceOf(StreamClosedException.class)
                            .hasMessage("write to " + peer(far) + ": writeEof() was called");
                });
    }

    @ParameterizedTest
    @EnumSource
    void writerToAPeerThatNeverReadsBuffersNoMoreThanItsMark(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    StreamWriter writer = new StreamWriter(near);
                    byte[] piece = new byte[10_000];
                    int[] written = new int[1];
                    Task<?> writing =
                            createTask(() -> {
                                while (true) {
                                    writer.write(piece); // and never drain()
                                    written[0] += piece.length;
                                }
                            });
                    int most = 0;
                    for (int passes = 0, last = -1; passes < 20 || written[0] != last; passes++) {
                        last = written[0];
                        most = Math.max(most, writer.buffered());
                        sleep(0);
                    }
                    assertThat(writing.done()).isFalse();
                    assertThat(most).isLessThan(StreamWriter.DEFAULT_HIGH_WATER + piece.length);
                    writing.cancel();
                    waitAll(List.of(writing));
                    writer.abort();
                    assertThat(writer.buffered()).isZero();
                });
    }

    @ParameterizedTest
    @EnumSource
    void readWithATimeoutLosesNothing(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    StreamReader reader = new StreamReader(near);
                    far.write(bytes("slow"));
                    assertThatThrownBy(() ->
                                    timeout(Duration.ofMillis(5), () -> reader.readExactly(8)))
                            .isInstanceOf(TimeoutException.class);
                    far.write(bytes("poke"));
                    assertThat(reader.readExactly(8)).isEqualTo("slowpoke".getBytes(UTF_8));
                });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledReadsLoseNoByte(OnPoller poller) throws Exception {
        byte[] data = new byte[20_000];
        Random random = new Random(11);
        random.nextBytes(data);
        tcp(
                poller,
                (near, far) -> {
                    StreamReader reader = new StreamReader(near);
                    byte[] received = new byte[data.length];
                    int count = 0;
                    int sent = 0;
                    int cancels = 0;
                    while (count < data.length) {
                        int wanted = Math.min(1 + random.nextInt(500), data.length - count);
                        Task<byte[]> reading = createTask(() -> reader.readExactly(wanted));
                        OnPoller.passes(random.nextInt(3));
                        int length = Math.min(random.nextInt(500), data.length - sent);
                        far.write(ByteBuffer.wrap(data, sent, length));
                        sent += length;
                        OnPoller.passes(random.nextInt(3));
                        reading.cancel();
                        waitAll(List.of(reading));
                        if (reading.cancelled()) {
                            cancels++;
                        } else {
                            System.arraycopy(reading.result(), 0, received, count, wanted);
                            count += wanted;
                        }
                    }
                    assertThat(Arrays.equals(received, data)).isTrue();
                    assertThat(cancels).isPositive();
                });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledWriteHasSentExactlyWhatItSays(OnPoller poller) throws Exception {
        byte[] data = new byte[MORE_THAN_BUFFERS];
        new Random(12).nextBytes(data);
        tcp(
                poller,
                (near, far) -> {
                    ByteBuffer source = ByteBuffer.wrap(data);
                    Task<?> writing = createTask(() -> near.write(source));
                    OnPoller.passes(4);
                    writing.cancel();
                    waitAll(List.of(writing));
                    assertThat(writing.cancelled()).isTrue();
                    near.writeEof();
                    byte[] received = new StreamReader(far).readAll();
                    assertThat(received.length).isEqualTo(source.position()).isPositive();
                    assertThat(
                                    Arrays.equals(
                                            received, 0, received.length, data, 0, received.length))
                            .isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void endInTheMiddleOfAnExactRead(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    far.write(bytes("partial"));
                    far.close();
                    StreamReader reader = new StreamReader(near);
                    assertThatThrownBy(() -> reader.readExactly(10))
                            .isInstanceOfSatisfying(
                                    IncompleteReadException.class,
                                    e -> {
                                        assertThat(e.partial())
                                                .isEqualTo("partial".getBytes(UTF_8));
                                        assertThat(e).hasMessageContaining("7 of 10 bytes");
                                    });
                    assertThat(reader.atEof()).isTrue();
                });
    }

    @ParameterizedTest
    @EnumSource
    void lineLongerThanTheLimit(OnPoller poller) throws Exception {
        tcp(
                poller,
                (near, far) -> {
                    StreamReader reader = new StreamReader(near, 1000);
                    Task<?> writing =
                            createTask(() -> {
                                far.write(ByteBuffer.allocate(100_000));
                                far.write(bytes("\nshort\n"));
                                far.close();
                            });
                    int overruns = 0;
                    String line = "";
                    while (!line.equals("short\n")) {
                        try {
                            line = new String(reader.readLine(), UTF_8);
                        } catch (LimitOverrunException e) {
                            overruns++;
                            assertThat(reader.buffered()).isLessThan(20_000);
                        }
                    }
                    assertThat(overruns).isPositive();
                    assertThat(reader.readLine()).isEmpty();
                    writing.await();
                });
    }
}
