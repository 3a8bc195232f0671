package dev.rondo.workers;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The program of a worker's JVM: connects to the process that started it, and runs one call after
 * the other on its main thread until it is told to end.
 *
 * <p>Another thread only reads, and halts the JVM at the end of the stream, whatever the calls do:
 * a worker does not outlive its parent.
 */
final class WorkerMain {
    /** The exit code of a worker whose parent is gone; nobody is there to see it. */
    static final int PARENT_GONE = 120;

    private static final int PRINT_BYTES = 8 << 10;

    private final Wire wire;
    private final Outgoing out;
    private final WorkerClasses classes;
    private final CallRunner runner;
    private final BlockingQueue<Frame> calls = new LinkedBlockingQueue<>(); // the pool sends one

    private WorkerMain(Wire wire, String name, long maxBytes) {
        this.wire = wire;
        this.out = new Outgoing(wire);
        this.classes = new WorkerClasses(ClassLoader.getSystemClassLoader(), out);
        this.runner = new CallRunner(classes, out, name, maxBytes);
    }

    /** Runs a worker; arguments are the socket, the name, and the limit of a frame in bytes. */
    static void main(String[] arguments) throws IOException, InterruptedException {
        String token =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        .readLine();
        long maxBytes = Long.parseLong(arguments[2]);
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]));
        Wire wire = new Wire(channel, maxBytes);
        wire.send(Frame.ofBytes(Frame.Type.HELLO, 0, token.getBytes(StandardCharsets.UTF_8)));
        new WorkerMain(wire, arguments[1], maxBytes).run();
    }

    private void run() throws InterruptedException {
        Thread.currentThread().setContextClassLoader(classes);
        PrintStream printed =
                new PrintStream(
                        new BufferedOutputStream(out.output(), PRINT_BYTES),
                        true,
                        System.out.charset());
        System.setOut(printed);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    printed.flush();
                                    out.flush();
                                },
                                "rondo-worker-flush"));
        Threads.start("rondo-worker-reader", this::read);
        while (true) {
            Frame frame = calls.take();
            if (frame.type() == Frame.Type.END) {
                System.exit(0); // threads of the user's do not keep it
            }
            runner.run(frame);
        }
    }

    private void read() {
        try {
            while (true) {
                Frame frame = wire.read();
                switch (frame.type()) {
                    case CALL, END -> calls.add(frame);
                    case CANCEL -> runner.interrupt(frame.id());
                    case CLASS_FILE -> classes.answered(frame);
                    default -> throw new IOException("a " + frame.type());
                }
            }
        } catch (IOException | RuntimeException e) {
            Runtime.getRuntime().halt(PARENT_GONE);
        }
    }
}
