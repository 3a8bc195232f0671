package dev.rondo.postgres;

import dev.rondo.Rondo;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.BackendWriter;
import dev.rondo.postgres.wire.FrontendMessage;
import dev.rondo.postgres.wire.FrontendReader;
import dev.rondo.postgres.wire.ReportFields;
import dev.rondo.postgres.wire.WireLimits;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.Listener;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.Tls;
import dev.rondo.stream.TlsOptions;
import dev.rondo.test.MemoryNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Servers and what is none, by hand, on a network in memory: each port has a script, which each of
 * its connections runs. For the messages before a session, also wrong ones.
 */
final class Peers {
    private final MemoryNetwork network;
    private final List<String> log = new ArrayList<>();

    Peers(MemoryNetwork network) {
        this.network = network;
    }

    /** Returns what connections have said of themselves, in order. */
    List<String> log() {
        return log;
    }

    /** Lets a port have a script. */
    void at(int port, Consumer<Peer> script) {
        Listener listener = network.listen(new InetSocketAddress("localhost", port));
        Rondo.createTask(
                "peers at " + port,
                () -> {
                    while (true) {
                        Peer peer = new Peer(listener.accept(), port);
                        Rondo.createTask("peer at " + port, () -> run(script, peer));
                    }
                });
    }

    private static void run(Consumer<Peer> script, Peer peer) {
        try {
            script.accept(peer);
        } catch (StreamException e) {
            // The client has left.
        } finally {
            peer.stream.close();
        }
    }

    /** One connection, from the server's side. */
    final class Peer {
        private final int port;
        private ByteStream stream;
        private final ByteQueue in = new ByteQueue();
        private final ByteWriter bytes = new ByteWriter();
        private final FrontendReader reader = new FrontendReader(WireLimits.defaults());
        private final BackendWriter out = new BackendWriter(bytes);

        private Peer(ByteStream stream, int port) {
            this.stream = stream;
            this.port = port;
        }

        void log(String what) {
            log.add(port + " " + what);
        }

        /** Returns the next message, and fails when there is none. */
        FrontendMessage next() {
            while (true) {
                FrontendMessage message = reader.next(in);
                if (message != null) {
                    return message;
                }
                int count = stream.read(in.space(512));
                if (count < 0) {
                    throw new StreamException(
                            "read from", port, "the client has left", new IOException());
                }
                in.filled(count);
            }
        }

        /** Reads a startup, after "no" to requests of encryption. */
        FrontendMessage.Startup startup() {
            FrontendMessage message = next();
            while (message == FrontendMessage.Plain.SSL_REQUEST) {
                log("ssl?");
                text("N");
                message = next();
            }
            log("startup");
            return (FrontendMessage.Startup) message;
        }

        /** Says yes to encryption and begins it. */
        void encrypt(TlsOptions options) {
            if (next() != FrontendMessage.Plain.SSL_REQUEST) {
                throw new AssertionError("no request of encryption");
            }
            text("S");
            beginTls(options);
        }

        /** Begins encryption at once. */
        void beginTls(TlsOptions options) {
            stream = Tls.server(stream, options);
            log("tls");
        }

        void send(Consumer<BackendWriter> messages) {
            bytes.clear();
            messages.accept(out);
            stream.write(bytes.buffers());
        }

        void text(String text) {
            stream.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        }

        void letIn(String... parameters) {
            send(to -> {
                to.authentication(new Authentication.Ok());
                for (int i = 0; i < parameters.length; i += 2) {
                    to.parameterStatus(parameters[i], parameters[i + 1]);
                }
                to.keyData(port, new byte[] {1, 2, 3, 4});
                to.ready(BackendMessage.ReadyForQuery.IDLE);
            });
            log("in");
        }

        void refuse(String state, String message) {
            send(to -> to.error(ReportFields.of("S", "FATAL", "C", state, "M", message)));
            log("refused");
        }

        /** Refuses the client after its startup. */
        void refusing(String state) {
            startup();
            refuse(state, "not now");
        }

        /** Waits for the client's end. */
        void idle() {
            try {
                while (true) {
                    log(next().toString());
                }
            } catch (StreamException e) {
                log("left");
            }
        }

        /** Says nothing and takes nothing. */
        void sleep() {
            Rondo.sleep(Duration.ofDays(1));
        }

        ByteStream stream() {
            return stream;
        }
    }
}
