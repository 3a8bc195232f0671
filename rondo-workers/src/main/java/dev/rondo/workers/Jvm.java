package dev.rondo.workers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of our own, on the same class path, that runs {@link WorkerMain} and talks frames with us.
 *
 * <p>It connects to a socket in a folder that only this user may enter, shows a token that it read
 * from its standard input, and both socket and folder are deleted then: a worker leaves no file
 * behind, however it or we end. It ends when the connection does, by a thread that only reads
 * there; {@code prctl(PR_SET_PDEATHSIG)} is bound to the thread that started it and would end it
 * with that.
 *
 * <p>What it prints comes as frames, so that it stands before the result of the call that printed
 * it; what it writes to standard error comes by a pipe, as the JVM's own last words do.
 */
final class Jvm {
    private final String name;
    private final Process process;
    private final Wire wire;
    private final ErrorTail tail;
    private final ClassLoader classes;
    private final Consumer<Frame> answers;
    private final CompletableFuture<BrokenWorkerException> ended = new CompletableFuture<>();
    private volatile @Nullable String why; // we ended it ourselves

    private Jvm(
            String name,
            Process process,
            Wire wire,
            ErrorTail tail,
            ClassLoader classes,
            Consumer<Frame> answers) {
        this.name = name;
        this.process = process;
        this.wire = wire;
        this.tail = tail;
        this.classes = classes;
        this.answers = answers;
    }

    /**
     * Starts one. Blocks until it is ready.
     *
     * @param classes where class files are looked up that it lacks
     * @param answers hears RESULT and FAILED, on the reading thread
     * @throws BrokenWorkerException if it does not come up
     */
    static Jvm start(
            String name, WorkerOptions options, ClassLoader classes, Consumer<Frame> answers) {
        Process process = null;
        ErrorTail tail = null;
        try (PrivateSocket socket = PrivateSocket.open("rondo-worker-")) {
            process =
                    new ProcessBuilder(JvmCommand.of(options, socket.path(), name))
                            .redirectErrorStream(true)
                            .start();
            String token = PrivateSocket.token();
            tail = new ErrorTail(process.getInputStream(), "rondo-" + name + "-stderr");
            try (OutputStream in = process.getOutputStream()) {
                in.write((token + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It has ended already; accept() will see that.
            }
            Wire wire = accept(socket.server(), process, token, options);
            Jvm jvm = new Jvm(name, process, wire, tail, classes, answers);
            Threads.start("rondo-" + name + "-reader", jvm::read);
            return jvm;
        } catch (IOException | RuntimeException e) {
            throw notStarted(name, process, tail, e);
        }
    }

    /** Takes the connection of the process, which shows the token first. */
    private static Wire accept(
            ServerSocketChannel server, Process process, String token, WorkerOptions options)
            throws IOException {
        // Also a connection that says nothing: the one who comes second of the two closes it.
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<@Nullable Wire> talking = new AtomicReference<>();
        CompletableFuture<Process> limit =
                process.onExit()
                        .orTimeout(options.startLimit().toNanos(), TimeUnit.NANOSECONDS)
                        .whenComplete((ended, late) -> {
                            over.set(true);
                            closeQuietly(server);
                            Wire silent = talking.get();
                            if (silent != null) {
                                closeQuietly(silent);
                            }
                        });
        byte[] expected = token.getBytes(StandardCharsets.UTF_8);
        while (true) {
            SocketChannel channel = server.accept();
            Wire wire = new Wire(channel, options.maxBytes());
            talking.set(wire);
            if (over.get()) {
                closeQuietly(wire);
            }
            Frame hello;
            try {
                hello = wire.read();
            } catch (IOException e) {
                closeQuietly(wire);
                throw e;
            }
            if (hello.type() == Frame.Type.HELLO
                    && MessageDigest.isEqual(hello.parcel().graph(), expected)) {
                limit.cancel(false);
                return wire;
            }
            wire.close();
        }
    }

    private static BrokenWorkerException notStarted(
            String name, @Nullable Process process, @Nullable ErrorTail tail, Exception e) {
        if (process == null || tail == null) {
            return new BrokenWorkerException(
                    name, "could not be started: " + e, OptionalInt.empty(), List.of(), e);
        }
        boolean hadEnded = !process.isAlive();
        process.destroyForcibly();
        int code = Threads.uninterruptibly(process::waitFor);
        tail.await();
        return new BrokenWorkerException(
                name,
                hadEnded
                        ? "ended with exit code " + code + " before it was ready"
                        : "was not ready in time, or said what nobody understands",
                OptionalInt.of(code),
                tail.lines(),
                e);
    }

    /** Sends a frame. Blocks; a process that is no longer there is known from {@link #ended}. */
    void send(Frame frame) {
        try {
            wire.send(frame);
        } catch (IOException e) {
            process.destroyForcibly(); // it does not listen any more, the reader tells
        }
    }

    /** Sends a frame unless another is being sent. Any thread. */
    boolean trySend(Frame frame) {
        try {
            return wire.trySend(frame);
        } catch (IOException e) {
            process.destroyForcibly();
            return true;
        }
    }

    /** Completed when the process has ended, with what that is to a call that it had. */
    CompletableFuture<BrokenWorkerException> ended() {
        return ended;
    }

    long pid() {
        return process.pid();
    }

    int exitCode() {
        return process.exitValue();
    }

    boolean isAlive() {
        return !ended.isDone() && process.isAlive();
    }

    /** Ends the process; any thread. */
    void destroy(boolean forcibly, String because) {
        if (why == null) {
            why = because;
        }
        if (forcibly) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }

    /** Asks it to exit and waits; by force when the grace is over. */
    void end(Duration grace) {
        trySend(new Frame(Frame.Type.END, 0));
        if (!Threads.uninterruptibly(
                () -> process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS))) {
            process.destroyForcibly();
        }
        Threads.uninterruptibly(process::waitFor);
        ended.join();
    }

    /** The life of the reading thread. */
    private void read() {
        String broke = null;
        Throwable cause = null;
        try {
            while (true) {
                hear(wire.read());
            }
        } catch (java.net.ProtocolException e) {
            broke = "said what nobody understands: " + e.getMessage();
            cause = e;
        } catch (IOException e) {
            // The end: why is for its exit code to say.
        } catch (Throwable e) { // out of memory for a result, say: the worker is of no use then
            broke = "could not be understood: " + e;
            cause = e;
        }
        over(broke, cause);
    }

    private void over(@Nullable String broke, @Nullable Throwable cause) {
        if (broke != null) {
            process.destroyForcibly();
        } else if (!Threads.uninterruptibly(() -> process.waitFor(1, TimeUnit.SECONDS))) {
            process.destroyForcibly(); // it closed the connection and lives on
        }
        int code = Threads.uninterruptibly(process::waitFor);
        closeQuietly(wire);
        tail.await();
        String reason = broke != null ? broke : why != null ? why : "ended with exit code " + code;
        ended.complete(
                new BrokenWorkerException(name, reason, OptionalInt.of(code), tail.lines(), cause));
    }

    private void hear(Frame frame) throws IOException {
        switch (frame.type()) {
            case RESULT, FAILED -> answers.accept(frame);
            case OUTPUT -> {
                byte[] bytes = frame.parcel().graph();
                System.out.write(bytes, 0, bytes.length);
                System.out.flush();
            }
            case WANTED ->
                    wire.send(
                            Frame.ofBytes(
                                    Frame.Type.CLASS_FILE,
                                    frame.id(),
                                    classFile(
                                            new String(
                                                    frame.parcel().graph(),
                                                    StandardCharsets.UTF_8))));
            default -> throw new java.net.ProtocolException("a " + frame.type());
        }
    }

    private byte[] classFile(String className) throws IOException {
        try (InputStream in = classes.getResourceAsStream(className.replace('.', '/') + ".class")) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is of no use either way.
        }
    }
}
