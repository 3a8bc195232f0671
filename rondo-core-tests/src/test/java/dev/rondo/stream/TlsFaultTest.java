package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.stream.TlsException.Reason;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS after its handshake, when something goes wrong. */
class TlsFaultTest {
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();

    /** TLS over memory whose plain ends the test may touch. */
    interface Scenario {
        void run(ByteStream near, ByteStream far, MemoryStream.Pair plain) throws Exception;
    }

    private static void over(int window, TlsOptions client, Scenario body) {
        run(() -> {
            connected(window, client, SERVER, body);
        });
    }

    private static void connected(int window, TlsOptions client, TlsOptions server, Scenario body) {
        MemoryStream.Pair plain = MemoryStream.pair(window);
        TestTls.secure(
                plain.first(),
                plain.second(),
                client,
                server,
                (near, far) -> {
                    try {
                        body.run(near, far, plain);
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    } finally {
                        near.abort();
                        far.abort();
                    }
                    return near;
                });
    }

    private static TlsOptions version(String version) {
        return CLIENT.withParameters(p -> p.setProtocols(new String[] {version}));
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(11).nextBytes(data);
        return data;
    }

    private static byte[] read(ByteStream stream, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            assertThat(stream.read(target)).isPositive();
        }
        return target.array();
    }

    @Test
    void recordThatTheNetworkTakesInPartIsSentWhollyWithoutAnotherWrite() {
        over(
                100,
                CLIENT,
                (near, far, plain) -> {
                    StreamWriter writer = new StreamWriter(near);
                    byte[] data = random(10_000);
                    writer.write(data);
                    assertThat(read(far, data.length)).isEqualTo(data);
                });
    }

    @Test
    void slowPeerMakesOnlyTheWritersBufferGrowAndOneTaskSend() {
        over(
                1000,
                CLIENT,
                (near, far, plain) -> {
                    StreamWriter writer = new StreamWriter(near);
                    byte[] data = random(500_000);
                    Task<?> writing = createTask(() -> writer.write(data));
                    for (int i = 0; i < 300; i++) {
                        sleep(0);
                        plain.second().read(ByteBuffer.allocate(1000));
                    }
                    assertThat(dev.rondo.Rondo.allTasks())
                            .filteredOn(task -> task.name().startsWith("sender of"))
                            .hasSize(1);
                    int records = 68 * 1024; // one batch
                    assertThat(writer.buffered()).isBetween(500_000 - 400_000, 500_000 - records);
                    writing.cancel();
                });
    }

    @Test
    void buffersWrittenTogetherAreOneRecord() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    near.write(
                            ByteBuffer.wrap(new byte[] {1}),
                            ByteBuffer.allocate(0),
                            ByteBuffer.wrap(new byte[] {2, 3}));
                    ByteBuffer target = ByteBuffer.allocate(10);
                    assertThat(far.read(target)).isEqualTo(3);
                    assertThat(target.array()).startsWith(1, 2, 3);
                    ByteBuffer raw = ByteBuffer.allocate(1000);
                    near.tryWrite(ByteBuffer.wrap(new byte[10]), ByteBuffer.wrap(new byte[20]));
                    plain.second().read(raw);
                    int length = (raw.get(3) & 0xff) << 8 | (raw.get(4) & 0xff);
                    assertThat(raw.position()).as("one record").isEqualTo(5 + length);
                });
    }

    @Test
    void cancelledWriteLeavesTheStreamUsable() {
        over(
                1000,
                CLIENT,
                (near, far, plain) -> {
                    byte[] data = random(500_000);
                    ByteBuffer source = ByteBuffer.wrap(data);
                    Task<?> writing = createTask(() -> near.write(source));
                    sleep(0);
                    writing.cancel();
                    waitAll(List.of(writing));
                    assertThat(writing.cancelled()).isTrue();
                    int handedOver = source.position();
                    assertThat(handedOver).isBetween(1, data.length - 1);
                    Task<?> rest = createTask(() -> near.write(source));
                    assertThat(read(far, data.length)).isEqualTo(data);
                    rest.await();
                });
    }

    @Test
    void cancelledReadInTheMiddleOfARecordLosesNothing() {
        over(
                100,
                CLIENT,
                (near, far, plain) -> {
                    byte[] data = random(5_000);
                    Task<?> writing = createTask(() -> near.write(ByteBuffer.wrap(data)));
                    Task<byte[]> reading = createTask(() -> read(far, data.length));
                    for (int i = 0; i < 10; i++) {
                        sleep(0);
                    }
                    reading.cancel();
                    waitAll(List.of(reading));
                    assertThat(reading.cancelled()).isTrue();
                    assertThat(read(far, data.length)).isEqualTo(data);
                    writing.await();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void brokenRecordFailsEveryReadAndIsNoEnd(String version) {
        over(
                MemoryStream.DEFAULT_WINDOW,
                version(version),
                (near, far, plain) -> {
                    byte[] record = new byte[5 + 100];
                    record[0] = 23; // application data
                    record[1] = 3;
                    record[2] = 3;
                    record[4] = 100;
                    near.write(ByteBuffer.wrap(new byte[] {1}));
                    plain.first().write(ByteBuffer.wrap(record));
                    assertThat(read(far, 1)).containsExactly(1);
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> far.read(ByteBuffer.allocate(10)))
                                .isInstanceOfSatisfying(
                                        TlsException.class,
                                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
                                .hasMessageStartingWith("read from ");
                    }
                });
    }

    @Test
    void peerOfABrokenRecordIsToldByAnAlert() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    plain.first().write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 32}));
                    plain.first().write(ByteBuffer.wrap(new byte[32]));
                    assertThatThrownBy(() -> far.read(ByteBuffer.allocate(10)))
                            .isInstanceOf(TlsException.class);
                    assertThatThrownBy(() -> near.read(ByteBuffer.allocate(10)))
                            .isInstanceOfSatisfying(
                                    TlsException.class,
                                    e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
                    assertThatThrownBy(() -> far.write(ByteBuffer.wrap(new byte[1])))
                            .isInstanceOf(StreamException.class);
                });
    }

    @Test
    void recordThatClaimsToBeHugeIsRefusedBeforeItArrives() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    plain.first().write(ByteBuffer.wrap(new byte[] {23, 3, 3, -1, -1}));
                    assertThatThrownBy(() -> far.read(ByteBuffer.allocate(10)))
                            .isInstanceOf(TlsException.class);
                });
    }

    @Test
    void connectionCutInTheMiddleOfARecordIsNoEnd() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    plain.first().write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 100, 1, 2, 3}));
                    plain.first().writeEof();
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> far.read(ByteBuffer.allocate(10)))
                                .isInstanceOfSatisfying(
                                        TlsException.class,
                                        e -> assertThat(e.reason()).isEqualTo(Reason.CUT_OFF));
                    }
                });
    }

    @Test
    void halfClosedConnectionGoesOnTheOtherWay() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    near.write(ByteBuffer.wrap(new byte[] {1, 2}));
                    near.writeEof();
                    assertThat(read(far, 2)).containsExactly(1, 2);
                    assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    byte[] answer = random(200_000);
                    Task<?> answering = createTask(() -> far.write(ByteBuffer.wrap(answer)));
                    assertThat(read(near, answer.length)).isEqualTo(answer);
                    answering.await();
                    Task<?> closing = createTask(far::close);
                    assertThat(near.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    near.close();
                    closing.await();
                });
    }

    @Test
    void olderTlsCannotEndOneDirection() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                version("TLSv1.2"),
                (near, far, plain) -> {
                    assertThat(near.canWriteEof()).isFalse();
                    assertThatThrownBy(near::writeEof)
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageStartingWith("Only TLS 1.3 can end one direction alone");
                });
    }

    @Test
    void closeWaitsForTheGoodByeNoLongerThanTheShutdownTimeout() {
        VirtualLoop.run(() -> {
            TlsOptions patient = CLIENT.withShutdownTimeout(Duration.ofSeconds(30));
            connected(
                    MemoryStream.DEFAULT_WINDOW,
                    patient,
                    SERVER,
                    (near, far, plain) -> {
                        Duration before = dev.rondo.Rondo.runningLoop().time();
                        near.close();
                        assertThat(dev.rondo.Rondo.runningLoop().time().minus(before))
                                .isEqualTo(Duration.ofSeconds(30));
                        assertThat(plain.first().isClosed()).isTrue();
                    });
        });
    }

    @Test
    void closeSaysThatThePeerDidNotTakeTheLastBytes() {
        VirtualLoop.run(() -> {
            connected(
                    100,
                    CLIENT,
                    SERVER,
                    (near, far, plain) -> {
                        assertThat(near.tryWrite(ByteBuffer.wrap(new byte[1000]))).isEqualTo(1000);
                        assertThatThrownBy(near::close)
                                .isInstanceOf(TimeoutException.class)
                                .hasMessageContaining("the peer took nothing for PT2S; ");
                        assertThat(plain.first().isClosed()).isTrue();
                    });
        });
    }

    @Test
    void whatThePeerSendsDuringTheGoodByeIsDropped() {
        over(
                MemoryStream.DEFAULT_WINDOW,
                CLIENT,
                (near, far, plain) -> {
                    far.write(ByteBuffer.wrap(random(30_000)));
                    Task<?> closing = createTask(near::close);
                    sleep(0);
                    far.close();
                    closing.await();
                    assertThat(plain.first().isClosed()).isTrue();
                });
    }

    @Test
    void abortDuringTheHandshakeEndsIt() {
        run(() -> {
            MemoryStream.Pair plain = MemoryStream.pair();
            Task<ByteStream> connecting = createTask(() -> Tls.client(plain.first(), CLIENT));
            sleep(0);
            plain.first().abort();
            assertThatThrownBy(connecting::await).isInstanceOf(StreamClosedException.class);
        });
    }

    /** Its own way out is broken from a moment on. */
    private static final class Mute extends Wrapped {
        private boolean broken;

        Mute(ByteStream inner) {
            super(inner);
        }

        @Override
        public int tryWrite(ByteBuffer source) {
            if (broken) {
                throw new BrokenPipeException(
                        "write to", this, "the peer reads no more", new IOException("pipe"));
            }
            return super.tryWrite(source);
        }
    }

    @Test
    void brokenWayOutTakesNothingFromWhatWasRead() throws Exception {
        run(() -> {
            MemoryStream.Pair plain = MemoryStream.pair();
            SSLEngine engine = TestTls.AUTHORITY.trustingContext().createSSLEngine();
            engine.setUseClientMode(true);
            TlsStream near =
                    new TlsStream(plain.first(), engine, "peer", Duration.ZERO, new byte[0]);
            Mute mute = new Mute(plain.second());
            Task<ByteStream> accepting = createTask(() -> Tls.server(mute, SERVER));
            near.handshake();
            ByteStream far = accepting.await();
            near.write(ByteBuffer.wrap(new byte[] {1}));
            engine.beginHandshake(); // a key update, which wants an answer
            near.write(ByteBuffer.wrap(new byte[] {2}));
            mute.broken = true;
            assertThat(read(far, 2)).containsExactly(1, 2);
            assertThatThrownBy(() -> far.write(ByteBuffer.wrap(new byte[1])))
                    .isInstanceOf(BrokenPipeException.class);
            near.abort();
            far.abort();
        });
    }

    @Test
    void closeDoesNotWaitForTheGoodByeUnlessToldTo() {
        VirtualLoop.run(() -> {
            connected(
                    MemoryStream.DEFAULT_WINDOW,
                    TlsOptions.client(TestTls.AUTHORITY.trustingContext(), TestTls.HOST),
                    SERVER,
                    (near, far, plain) -> {
                        near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        far.write(ByteBuffer.wrap(random(30_000)));
                        Duration before = dev.rondo.Rondo.runningLoop().time();
                        near.close();
                        assertThat(dev.rondo.Rondo.runningLoop().time()).isEqualTo(before);
                        assertThat(plain.first().isClosed()).isTrue();
                        assertThat(read(far, 3)).containsExactly(1, 2, 3);
                        assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    });
        });
    }

    @Test
    void waitForTheGoodByeEndsAtTheCallersDeadlineAndLosesNothing() {
        VirtualLoop.run(() -> {
            connected(
                    MemoryStream.DEFAULT_WINDOW,
                    CLIENT.withShutdownTimeout(Duration.ofSeconds(30)),
                    SERVER,
                    (near, far, plain) -> {
                        near.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                        Duration before = dev.rondo.Rondo.runningLoop().time();
                        assertThatThrownBy(() -> timeout(0.5, near::close))
                                .isInstanceOf(TimeoutException.class);
                        assertThat(dev.rondo.Rondo.runningLoop().time().minus(before))
                                .isEqualTo(Duration.ofMillis(500));
                        assertThat(plain.first().isClosed()).isTrue();
                        assertThat(read(far, 3)).containsExactly(1, 2, 3);
                        assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    });
        });
    }

    @Test
    void endOfADirectionDoesNotWaitForASlowPeer() {
        VirtualLoop.run(() -> {
            connected(
                    1000,
                    CLIENT,
                    SERVER,
                    (near, far, plain) -> {
                        near.tryWrite(ByteBuffer.wrap(random(5_000)));
                        near.writeEof();
                        Task<byte[]> reading = createTask(() -> read(far, 5_000));
                        assertThat(reading.await()).isEqualTo(random(5_000));
                        assertThat(far.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                    });
        });
    }
}
