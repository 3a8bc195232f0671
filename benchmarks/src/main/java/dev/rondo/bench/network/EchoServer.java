package dev.rondo.bench.network;

import static dev.rondo.Rondo.run;
import static dev.rondo.net.Net.startServer;

import dev.rondo.net.Transports;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamProtocol;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsKeys;
import dev.rondo.stream.TlsOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends back what it reads.
 *
 * <p>Arguments: PORT MODE [CERTIFICATE KEY]. It prints READY when it listens, and answers a line
 * {@code heap} on its input with the bytes of heap that are in use after a collection. It ends with
 * its input.
 */
public final class EchoServer {
    private static final int BUFFER = 64 * 1024; // what the other servers read at once
    private static final int BACKLOG = 4096;
    private static final byte[] GREETING = {'x'};
    private static final List<String> HOSTS = List.of("127.0.0.1");

    /** How to read and write. */
    private enum Mode {
        /** On the byte stream itself. */
        RAW,
        /** Through the reader and the writer of the connection. */
        STREAMS,
        /** The same without a {@code drain}: the loop sends what was written. */
        UNDRAINED,
        /** By callbacks: {@link EchoProtocol}. */
        PROTOCOL,
        /** By callbacks that own the buffer: {@link EchoBufferedProtocol}. */
        BUFFERED,
        /** Sends a byte on the byte stream and closes, without reading. */
        GREET,
        /** The same through the writer. */
        GREET_STREAMS
    }

    private final Mode mode;
    private final Optional<TlsOptions> tls;
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();

    private EchoServer(Mode mode, Optional<TlsOptions> tls) {
        this.mode = mode;
        this.tls = tls;
    }

    /** Serves until its input ends. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        Mode mode = Mode.valueOf(arguments[1].toUpperCase(java.util.Locale.ROOT));
        Optional<TlsOptions> tls =
                arguments.length < 4
                        ? Optional.empty()
                        : Optional.of(
                                TlsOptions.server(
                                        TlsKeys.fromPem(
                                                Path.of(arguments[2]), Path.of(arguments[3]))));
        EchoServer echo = new EchoServer(mode, tls);
        Thread.ofPlatform().daemon().start(EchoServer::answer);
        run(() -> {
            ListenOptions options = ListenOptions.defaults().withBacklog(BACKLOG);
            Server server = echo.start(port, options);
            IO.println("READY");
            server.serveForever();
        });
    }

    private Server start(int port, ListenOptions options) {
        return switch (mode) {
            case RAW, STREAMS, UNDRAINED, GREET, GREET_STREAMS ->
                    startServer(HOSTS, port, options, this::serve);
            case PROTOCOL -> startTransports(EchoProtocol::new, port, options);
            case BUFFERED -> {
                ByteBuffer shared = ByteBuffer.allocateDirect(BUFFER);
                yield startTransports(() -> new EchoBufferedProtocol(shared), port, options);
            }
        };
    }

    private Server startTransports(
            Supplier<StreamProtocol> protocols, int port, ListenOptions options) {
        return tls.isEmpty()
                ? Transports.createServer(protocols, HOSTS, port, options)
                : Transports.createServer(protocols, HOSTS, port, options, tls.get());
    }

    private static void answer() {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.gc();
                IO.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.exit(0);
    }

    private void serve(Connection connection) {
        try {
            if (tls.isEmpty()) {
                talk(connection);
            } else {
                try (Connection secure =
                        new Connection(Tls.server(connection.stream(), tls.get()))) {
                    talk(secure);
                }
            }
        } catch (StreamException e) {
            // The load has ended.
        }
    }

    private void talk(Connection connection) {
        switch (mode) {
            case RAW -> echoRaw(connection.stream());
            case STREAMS -> echoStreams(connection.reader(), connection.writer());
            case UNDRAINED -> echoUndrained(connection.reader(), connection.writer());
            case GREET -> connection.stream().write(ByteBuffer.wrap(GREETING));
            case GREET_STREAMS -> connection.writer().write(GREETING);
            case PROTOCOL, BUFFERED -> throw new AssertionError("has no handler");
        }
    }

    /**
     * With a buffer that is lent while there is something to echo: many connections share one that
     * the processor has at hand, as in the C server, and an idle one has none.
     */
    private void echoRaw(ByteStream stream) {
        while (true) {
            stream.waitReadable();
            ByteBuffer buffer = takeBuffer();
            if (stream.read(buffer) < 0) {
                return;
            }
            stream.write(buffer.flip());
            spare.push(buffer.clear());
        }
    }

    private ByteBuffer takeBuffer() {
        return spare.isEmpty() ? ByteBuffer.allocateDirect(BUFFER) : spare.pop();
    }

    private static void echoStreams(StreamReader reader, StreamWriter writer) {
        for (byte[] data = reader.read(BUFFER); data.length > 0; data = reader.read(BUFFER)) {
            writer.write(data);
            writer.drain();
        }
    }

    private static void echoUndrained(StreamReader reader, StreamWriter writer) {
        for (byte[] data = reader.read(BUFFER); data.length > 0; data = reader.read(BUFFER)) {
            writer.write(data);
        }
    }
}
