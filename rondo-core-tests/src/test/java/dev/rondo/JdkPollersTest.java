package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: pollers are started once in one. */
class JdkPollersTest {
    /** Has threads that tasks start take turns with them, though the time is real. */
    private static final class TurnTaking implements Clock {
        @Override
        public long nanoTime() {
            return Clock.system().nanoTime();
        }

        @Override
        public boolean isVirtual() {
            return true;
        }
    }

    /**
     * Reads sockets in a task of a loop that then rests, in a virtual thread, in another loop.
     * Given an argument, the first loop is one of virtual time.
     */
    static final class RestingLoop {
        public static void main(String[] arguments) throws Exception {
            boolean virtual = arguments.length > 0;
            Clock clock = virtual ? new TurnTaking() : Clock.system();
            try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withClock(clock))) {
                IO.println("task " + loop.<Integer>runUntilComplete(() -> readLate()));
                Thread.ofVirtual().start(() -> IO.println("thread " + readLate())).join();
            }
            Rondo.run(() -> IO.println("other loop " + readLate()));
        }

        /** Reads a byte that is not there before the reader waits, or may wait, for it. */
        private static int readLate() {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                CountDownLatch reading = new CountDownLatch(1);
                Thread reader = Thread.currentThread();
                Thread writer =
                        Thread.ofPlatform()
                                .daemon()
                                .start(() -> {
                                    try {
                                        reading.await();
                                        while (reader.getState() == Thread.State.RUNNABLE) {
                                            Thread.onSpinWait();
                                        }
                                        accepted.getOutputStream().write(7);
                                    } catch (IOException | InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
                reading.countDown();
                int value = client.getInputStream().read();
                writer.join();
                return value;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Says which threads a program without sockets leaves behind. */
    static final class NoSocket {
        public static void main(String[] arguments) {
            Rondo.run(() -> Rondo.sleep(0));
            Thread.getAllStackTraces().keySet().forEach(thread -> IO.println(thread.getName()));
        }
    }

    @Test
    void socketsWorkWhileTheLoopWhoseTaskUsedTheFirstOneRests() {
        assertReads(new ChildJvm(RestingLoop.class).run());
    }

    @Test
    void socketsWorkWhileTheVirtualLoopWhoseTaskUsedTheFirstOneRests() {
        assertReads(new ChildJvm(RestingLoop.class).argument("virtual").run());
    }

    private static void assertReads(ChildJvm.Result result) {
        assertThat(result.output()).contains("task 7", "thread 7", "other loop 7");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void programWithoutSocketsStartsNoPollers() {
        ChildJvm.Result result = new ChildJvm(NoSocket.class).run();
        assertThat(result.output()).contains("main").doesNotContain("Poller");
    }
}
