package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of connections whose handlers end: return, fail or are cancelled. */
class ServerCancelTest {
    private static final byte[] WRITTEN = new byte[1000];

    /** Starts a server whose handler writes more than the peer's window holds, and waits. */
    private static Server writing(MemoryStream stream) {
        Server server =
                new Server(
                        List.of(new OneConnection(stream)),
                        connection -> {
                            connection.writer().write(WRITTEN);
                            Rondo.createFuture().await();
                        });
        server.startServing();
        return server;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peerThatLeavesIsNoFailureInDebugModeEither(boolean debug) {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                virtual.loop().setDebug(debug);
                MemoryStream.Pair ends = MemoryStream.pair();
                Server server =
                        new Server(
                                List.of(new OneConnection(ends.first())),
                                connection -> connection.reader().readExactly(10));
                server.startServing();
                sleep(1);
                ends.second().abort();
                sleep(1);
                server.close();
                server.waitClosed();
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void peerThatDoesNotReadHoldsACancelledConnectionForTwoSeconds() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair ends = MemoryStream.pair(10);
            Server server = writing(ends.first());
            sleep(1);
            Duration begin = runningLoop().time();
            server.close();
            server.closeClients();
            server.waitClosed();
            assertThat(runningLoop().time().minus(begin)).isEqualTo(Duration.ofSeconds(2));
            assertThat(ends.first().isClosed()).isTrue();
        });
    }

    @Test
    void peerThatReadsGetsWhatACancelledHandlerHasWritten() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair ends = MemoryStream.pair(10);
            Server server = writing(ends.first());
            sleep(1);
            Task<byte[]> peer = createTask(() -> new StreamReader(ends.second()).readAll());
            server.close();
            server.closeClients();
            server.waitClosed();
            assertThat(peer.await()).hasSize(WRITTEN.length);
        });
    }

    @Test
    void serveForeverEndsThoughAPeerDoesNotRead() {
        VirtualLoop.run(() -> {
            Server server = writing(MemoryStream.pair(10).first());
            Task<Void> serving = createTask(server::serveForever);
            sleep(1);
            serving.cancel();
            Rondo.waitAll(List.of(serving), Duration.ofSeconds(3));
            assertThat(serving.cancelled()).isTrue();
        });
    }

    /** Starts a server whose handler writes more than the peer's window holds, and returns. */
    private static Server returning(MemoryStream stream) {
        Server server =
                new Server(
                        List.of(new OneConnection(stream)),
                        connection -> connection.writer().write(WRITTEN));
        server.startServing();
        return server;
    }

    @Test
    void peerThatTakesNothingForAMinuteIsGivenUp() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair ends = MemoryStream.pair(10);
            Server server = returning(ends.first());
            sleep(30);
            ends.second().read(ByteBuffer.allocate(10)); // it took something after all
            sleep(60); // the first minute ended within: the second one counts
            assertThat(server.connections()).isEqualTo(1);
            sleep(31);
            assertThat(server.connections()).isZero();
            assertThat(ends.first().isClosed()).isTrue();
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void slowPeerGetsAllThatAHandlerHasWritten() {
        VirtualLoop.run(() -> {
            MemoryStream.Pair ends = MemoryStream.pair(10);
            Server server = returning(ends.first());
            int received = 0;
            for (ByteBuffer part = ByteBuffer.allocate(10);
                    ends.second().read(part.clear()) > 0;
                    sleep(59)) {
                received += part.position();
            }
            assertThat(received).isEqualTo(WRITTEN.length);
            server.close();
            server.waitClosed();
        });
    }
}
