package dev.rondo.stream;

import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.Runner;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a {@link Server} accepts, with a listener in memory and virtual time. */
class ServerAcceptTest {
    private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("memory", 1);

    /** Hands out what it is given, in the same pass while there is something. */
    private static final class ScriptedListener implements Listener {
        private final Deque<Supplier<ByteStream>> script = new ArrayDeque<>();
        private final List<Duration> times = new ArrayList<>();
        private @Nullable Future<@Nullable Void> waiting;
        private boolean closed;

        void then(Supplier<ByteStream> outcome) {
            script.add(outcome);
        }

        @Override
        public ByteStream accept() {
            times.add(Rondo.runningLoop().time());
            while (script.isEmpty() && !closed) {
                Future<@Nullable Void> more = Rondo.createFuture();
                waiting = more;
                more.await();
            }
            if (closed) {
                throw new StreamClosedException("accept on", ADDRESS, "closed", new IOException());
            }
            return script.remove().get();
        }

        @Override
        public SocketAddress address() {
            return ADDRESS;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            closed = true;
            if (waiting != null && !waiting.done()) {
                waiting.setResult(null);
            }
        }
    }

    private static ByteStream connection() {
        return MemoryStream.pair().first();
    }

    @Test
    void floodOfConnectionsLeavesOthersTheirTurn() {
        VirtualLoop.run(() -> {
            ScriptedListener listener = new ScriptedListener();
            for (int i = 0; i < 1000; i++) {
                listener.then(ServerAcceptTest::connection);
            }
            Server server = new Server(List.of(listener), connection -> {});
            server.startServing();
            sleep(0);
            assertThat(listener.script).hasSize(900);
            sleep(0);
            assertThat(listener.script).hasSize(800);
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void failureToAcceptPausesASecondAndIsReportedOnce() {
        VirtualLoop virtual = new VirtualLoop();
        List<Duration> served = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                ScriptedListener listener = new ScriptedListener();
                listener.then(() -> {
                    throw new TooManyFilesException(
                            "accept on", ADDRESS, "full", new IOException());
                });
                listener.then(ServerAcceptTest::connection);
                listener.then(() -> {
                    throw new StreamException("accept on", ADDRESS, "no memory", new IOException());
                });
                listener.then(ServerAcceptTest::connection);
                Server server =
                        new Server(List.of(listener), connection -> served.add(virtual.now()));
                server.startServing();
                sleep(10);
                server.close();
                server.waitClosed();
            });
        }
        assertThat(served).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(virtual.reports())
                .extracting(report -> report.message())
                .containsExactly(
                        "accept: out of file descriptors; pausing", "accept failed; pausing");
    }

    @Test
    void connectionThatWentAwayBeforeItsAcceptIsNoFailure() {
        VirtualLoop.run(() -> {
            ScriptedListener listener = new ScriptedListener();
            listener.then(() -> {
                throw new ConnectionResetException("accept on", ADDRESS, "gone", new IOException());
            });
            listener.then(ServerAcceptTest::connection);
            List<Duration> served = new ArrayList<>();
            Server server =
                    new Server(
                            List.of(listener),
                            connection -> served.add(Rondo.runningLoop().time()));
            server.startServing();
            sleep(0);
            sleep(0);
            assertThat(served).hasSize(1);
            server.close();
            server.waitClosed();
        });
    }

    @Test
    void closeDuringThePauseEndsIt() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                ScriptedListener listener = new ScriptedListener();
                listener.then(() -> {
                    throw new TooManyFilesException(
                            "accept on", ADDRESS, "full", new IOException());
                });
                Server server = new Server(List.of(listener), connection -> {});
                server.startServing();
                sleep(0.5);
                server.close();
                server.waitClosed();
            });
        }
        assertThat(virtual.now()).isEqualTo(Duration.ofMillis(500));
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void listenerThatSomebodyElseClosesIsReported() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                ScriptedListener listener = new ScriptedListener();
                Server server = new Server(List.of(listener), connection -> {});
                server.startServing();
                sleep(0);
                listener.close();
                sleep(0);
                server.close();
                server.waitClosed();
            });
        }
        assertThat(virtual.reports())
                .extracting(report -> report.message())
                .containsExactly("accept ended: the listener was closed, but not by its server");
    }

    @Test
    void acceptsGoOnAfterAFailureThatNobodyKnows() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                ScriptedListener listener = new ScriptedListener();
                listener.then(() -> {
                    throw new IllegalStateException("odd");
                });
                listener.then(() -> MemoryStream.pair().first());
                Server server = new Server(List.of(listener), connection -> sleep(1000));
                server.startServing();
                sleep(2);
                assertThat(server.connections()).isEqualTo(1);
                server.close();
                server.abortClients();
                server.waitClosed();
            });
        }
        assertThat(virtual.reports())
                .extracting(report -> report.message())
                .containsExactly("accept failed; pausing");
    }

    @Test
    void errorOfATaskFactoryLeavesNoConnectionOpen() {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                MemoryStream.Pair pair = MemoryStream.pair();
                Server server =
                        new Server(List.of(new OneConnection(pair.first())), connection -> {});
                server.startServing();
                Refusing.after(0, new AssertionError("no more tasks"));
                sleep(0);
                sleep(0);
                Refusing.end();
                assertThat(pair.first().isClosed()).isTrue();
                assertThat(server.isServing()).isTrue();
                server.close();
                server.waitClosed();
            });
        }
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void serverThatGetsNoTaskForAListenerIsClosed() {
        VirtualLoop.run(() -> {
            ScriptedListener first = new ScriptedListener();
            ScriptedListener second = new ScriptedListener();
            Server server = new Server(List.of(first, second), connection -> {});
            Refusing.after(1, new IllegalStateException("no more tasks"));
            assertThatThrownBy(server::startServing).hasMessage("no more tasks");
            Refusing.end();
            server.waitClosed();
            assertThat(first.isClosed() && second.isClosed()).isTrue();
        });
    }
}
