package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rondo.testing.Engines;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each blocking call that suspends only its task, on the engine that has them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingCallTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Something that a test does, and which may throw anything. */
    private interface Call extends Action<Exception> {}

    @BeforeEach
    void blockingSuspends() {
        Engines.assumeScheduled();
    }

    /**
     * Lets a task sit in a call while the loop makes passes, then ends the call, from the loop
     * itself.
     */
    private static void suspendsOnlyItsTask(Call blocking, Call release) throws Exception {
        run(() -> {
            List<String> events = new ArrayList<>();
            Task<?> sitter =
                    createTask(() -> {
                        events.add("sits down");
                        blocking.run();
                        events.add("gets up");
                    });
            for (int pass = 0; pass < 5; pass++) {
                sleep(0);
            }
            assertThat(events).containsExactly("sits down");
            release.run();
            sitter.await();
            assertThat(events).containsExactly("sits down", "gets up");
        });
    }

    @Test
    void threadSleep() throws Exception {
        Thread[] sleeper = new Thread[1];
        suspendsOnlyItsTask(
                () -> {
                    sleeper[0] = Thread.currentThread();
                    assertThatThrownBy(() -> Thread.sleep(1_000_000))
                            .isInstanceOf(InterruptedException.class);
                },
                () -> sleeper[0].interrupt());
    }

    @Test
    void threadYieldLetsOthersRun() {
        run(() -> {
            int[] turns = {0};
            Task<?> other =
                    createTask(() -> {
                        while (turns[0] < 5) {
                            turns[0]++;
                            Thread.yield();
                        }
                    });
            while (turns[0] < 5) {
                Thread.yield();
            }
            other.await();
        });
    }

    @Test
    void reentrantLock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread.ofPlatform()
                .start(() -> {
                    lock.lock();
                    locked.countDown();
                    awaitQuietly(release);
                    lock.unlock();
                });
        locked.await();
        suspendsOnlyItsTask(lock::lock, release::countDown);
    }

    @Test
    void readWriteLock() throws Exception {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread.ofPlatform()
                .start(() -> {
                    lock.readLock().lock();
                    locked.countDown();
                    awaitQuietly(release);
                    lock.readLock().unlock();
                });
        locked.await();
        suspendsOnlyItsTask(() -> lock.writeLock().lock(), release::countDown);
    }

    @Test
    void stampedLock() throws Exception {
        StampedLock lock = new StampedLock();
        long stamp = lock.writeLock();
        suspendsOnlyItsTask(() -> lock.unlockRead(lock.readLock()), () -> lock.unlockWrite(stamp));
    }

    @Test
    void monitor() throws Exception {
        Object monitor = new Object();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread.ofPlatform()
                .start(() -> {
                    synchronized (monitor) {
                        entered.countDown();
                        awaitQuietly(release);
                    }
                });
        entered.await();
        suspendsOnlyItsTask(
                () -> {
                    synchronized (monitor) {
                        assertThat(Thread.holdsLock(monitor)).isTrue();
                    }
                },
                release::countDown);
    }

    @Test
    void objectWait() throws Exception {
        Object monitor = new Object();
        boolean[] ready = {false};
        suspendsOnlyItsTask(
                () -> {
                    synchronized (monitor) {
                        while (!ready[0]) {
                            monitor.wait();
                        }
                    }
                },
                () -> {
                    synchronized (monitor) {
                        ready[0] = true;
                        monitor.notifyAll();
                    }
                });
    }

    @Test
    void blockingQueues() throws Exception {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        suspendsOnlyItsTask(queue::take, () -> queue.put("item"));
        BlockingQueue<String> full = new ArrayBlockingQueue<>(1);
        full.put("first");
        suspendsOnlyItsTask(() -> full.put("second"), full::take);
        BlockingQueue<String> handOver = new SynchronousQueue<>();
        suspendsOnlyItsTask(() -> handOver.put("item"), handOver::take);
    }

    @Test
    void latchesBarriersAndSemaphores() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        suspendsOnlyItsTask(latch::await, latch::countDown);
        CyclicBarrier barrier = new CyclicBarrier(2);
        suspendsOnlyItsTask(barrier::await, barrier::await);
        Semaphore semaphore = new Semaphore(0);
        suspendsOnlyItsTask(semaphore::acquire, semaphore::release);
        Exchanger<String> exchanger = new Exchanger<>();
        suspendsOnlyItsTask(() -> exchanger.exchange("a"), () -> exchanger.exchange("b"));
    }

    @Test
    void completableFutureGet() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        suspendsOnlyItsTask(future::get, () -> future.complete("done"));
    }

    @Test
    void executorsAndThreadJoin() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (var executor = Executors.newSingleThreadExecutor()) {
            var future =
                    executor.submit(() -> {
                        latch.await();
                        return "done";
                    });
            suspendsOnlyItsTask(future::get, latch::countDown);
        }
        CountDownLatch second = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().start(() -> awaitQuietly(second));
        suspendsOnlyItsTask(thread::join, second::countDown);
    }

    @Test
    void sockets() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, HERE)) {
            Socket[] ends = new Socket[2];
            suspendsOnlyItsTask(
                    () -> ends[0] = server.accept(),
                    () -> ends[1] = new Socket(HERE, server.getLocalPort()));
            suspendsOnlyItsTask(
                    () -> assertThat(ends[0].getInputStream().read()).isEqualTo(42),
                    () -> ends[1].getOutputStream().write(42));
            ends[0].close();
            ends[1].close();
        }
    }

    @Test
    void datagramSockets() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, HERE);
                DatagramSocket other = new DatagramSocket(0, HERE)) {
            suspendsOnlyItsTask(
                    () -> socket.receive(new DatagramPacket(new byte[10], 10)),
                    () ->
                            other.send(
                                    new DatagramPacket(
                                            new byte[] {1}, 1, socket.getLocalSocketAddress())));
        }
    }

    @Test
    void channels() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(HERE, 0));
            SocketChannel[] ends = new SocketChannel[2];
            suspendsOnlyItsTask(
                    () -> ends[0] = server.accept(),
                    () -> ends[1] = SocketChannel.open(server.getLocalAddress()));
            suspendsOnlyItsTask(() -> read(ends[0]), () -> ends[1].write(oneByte()));
            suspendsOnlyItsTask(() -> fill(ends[0]), () -> drain(ends[1]));
            ends[0].close();
            ends[1].close();
        }
        try (DatagramChannel channel = DatagramChannel.open();
                DatagramChannel other = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(HERE, 0));
            suspendsOnlyItsTask(
                    () -> channel.receive(ByteBuffer.allocate(10)),
                    () -> other.send(oneByte(), channel.getLocalAddress()));
        }
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            suspendsOnlyItsTask(
                    () -> source.read(ByteBuffer.allocate(1)), () -> sink.write(oneByte()));
        }
    }

    @Test
    void selectorSelect() throws Exception {
        try (Selector selector = Selector.open()) {
            suspendsOnlyItsTask(selector::select, selector::wakeup);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void processWaitFor() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        suspendsOnlyItsTask(process::waitFor, () -> process.getOutputStream().close());
    }

    @Test
    void httpClientSend() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    awaitQuietly(latch);
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            suspendsOnlyItsTask(
                    () ->
                            assertThat(
                                            client.send(
                                                            HttpRequest.newBuilder(uri).build(),
                                                            HttpResponse.BodyHandlers.discarding())
                                                    .statusCode())
                                    .isEqualTo(204),
                    latch::countDown);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void thousandsOfTasksMaySleepInThreadSleep() {
        int[] woken = {0};
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                tasks.add(
                        createTask(() -> {
                            Thread.sleep(10);
                            woken[0]++;
                        }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
        assertThat(woken[0]).isEqualTo(5_000);
    }

    private static ByteBuffer oneByte() {
        return ByteBuffer.wrap(new byte[] {1});
    }

    private static void read(SocketChannel channel) throws IOException {
        assertThat(channel.read(ByteBuffer.allocate(10))).isPositive();
    }

    private static final int MORE_THAN_BUFFERS_HOLD = 32 << 20;

    private static void fill(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MORE_THAN_BUFFERS_HOLD);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void drain(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MORE_THAN_BUFFERS_HOLD);
        while (bytes.hasRemaining()) {
            channel.read(bytes);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
