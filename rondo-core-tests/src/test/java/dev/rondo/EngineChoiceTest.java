package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which engine a JVM gets, and what it says of it. */
class EngineChoiceTest {
    private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static ChildJvm child() {
        return new ChildJvm(ShowsEngine.class).withoutEngine();
    }

    /** Runs two loops and prints what they ran on. */
    static final class ShowsEngine {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                run(() -> {
                    sleep(0);
                    System.out.println("engine " + runningLoop().engine());
                });
            }
        }
    }

    @Test
    void scheduledWhereJavaLangIsOpen() {
        ChildJvm.Result result = child().option(OPEN).run();

        assertThat(result.output()).isEqualTo("engine scheduled\nengine scheduled\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void handoffWithAdviceGivenOnceWhereItIsNot() {
        ChildJvm.Result result = child().run();

        assertThat(result.output())
                .contains("engine handoff\nengine handoff\n")
                .containsOnlyOnce(
                        "Rondo runs on the slower handoff engine, where a blocking JDK call holds"
                                + " the loop: the package java.lang is not open to Rondo\n"
                                + "Add to the java command: --add-opens"
                                + " java.base/java.lang=ALL-UNNAMED\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void handoffAskedForIsNotCommentedOn() {
        ChildJvm.Result result = child().option("-Drondo.engine=handoff").run();

        assertThat(result.output()).isEqualTo("engine handoff\nengine handoff\n");
    }

    @Test
    void handoffAskedForWinsWhereJavaLangIsOpen() {
        ChildJvm.Result result = child().option(OPEN).option("-Drondo.engine=HANDOFF").run();

        assertThat(result.output()).isEqualTo("engine handoff\nengine handoff\n");
    }

    @Test
    void scheduledAskedForWhereItCannotBeHadIsAnErrorWithAdvice() {
        ChildJvm.Result result = child().option("-Drondo.engine=scheduled").run();

        assertThat(result.output())
                .contains(
                        "java.lang.IllegalStateException: -Drondo.engine=scheduled cannot be had:"
                                + " the package java.lang is not open to Rondo\n"
                                + "Add to the java command: --add-opens"
                                + " java.base/java.lang=ALL-UNNAMED\n");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void engineThatDoesNotExistIsAnError() {
        ChildJvm.Result result = child().option(OPEN).option("-Drondo.engine=Warp").run();

        assertThat(result.output())
                .contains("-Drondo.engine=Warp names no engine; it can be scheduled or handoff");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void firstLoopMayBeMadeByAnInterruptedThread() {
        ChildJvm.Result result = new ChildJvm(Interrupted.class).withoutEngine().option(OPEN).run();

        assertThat(result.output()).isEqualTo("engine scheduled, interrupted true\n");
    }

    static final class Interrupted {
        public static void main(String[] arguments) {
            Thread.currentThread().interrupt();
            String engine = EventLoop.create().engine();
            System.out.println("engine " + engine + ", interrupted " + Thread.interrupted());
        }
    }

    @Test
    void firstLoopMayBeMadeOnAVirtualThread() {
        ChildJvm.Result result = new ChildJvm(OnVirtual.class).withoutEngine().option(OPEN).run();

        assertThat(result.output()).isEqualTo("engine scheduled\n");
    }

    static final class OnVirtual {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.ofVirtual()
                    .start(() -> run(() -> System.out.println("engine " + runningLoop().engine())))
                    .join();
        }
    }

    @Test
    void taskMayBeTheFirstToUseASocket() {
        ChildJvm.Result result = new ChildJvm(FirstSocket.class).withoutEngine().option(OPEN).run();

        assertThat(result.output()).isEqualTo("echo 42\nother thread got 43\n");
        assertThat(result.exitCode()).isZero();
    }

    /**
     * An echo over blocking sockets, in tasks of a JVM that has used no socket before. The JDK's
     * pollers must not have become the loop's threads: another thread's socket works while a task
     * holds the loop.
     */
    static final class FirstSocket {
        public static void main(String[] arguments) throws Exception {
            run(() -> {
                try (ServerSocket server =
                        new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                    Task<?> echo = createTask(() -> serve(server));
                    try (Socket socket =
                            new Socket(server.getInetAddress(), server.getLocalPort())) {
                        sleep(0);
                        socket.getOutputStream().write(42);
                        System.out.println("echo " + socket.getInputStream().read());
                    }
                    echo.await();
                    System.out.println("other thread got " + readElsewhere(server));
                }
            });
        }

        private static void serve(ServerSocket server) throws IOException {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(socket.getInputStream().read());
            }
        }

        private static int readElsewhere(ServerSocket server) throws Exception {
            AtomicInteger got = new AtomicInteger();
            CountDownLatch reads = new CountDownLatch(1);
            Thread.ofPlatform()
                    .start(() -> Thread.ofVirtual().start(() -> read(server, reads, got)));
            try (Socket socket = server.accept()) {
                reads.await();
                socket.getOutputStream().write(43);
                while (got.get() == 0) {
                    Thread.onSpinWait(); // the loop is held
                }
            }
            return got.get();
        }

        private static void read(ServerSocket server, CountDownLatch reads, AtomicInteger got) {
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                reads.countDown();
                got.set(socket.getInputStream().read());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
