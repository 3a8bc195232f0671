package dev.rondo.stream;

import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.ExceptionContext;
import dev.rondo.Runner;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.TestTls;
import dev.rondo.testing.VirtualLoop;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says of what its peers do, and of what its handlers do. */
class PeerLogTest {
    private final Logger logger = Logger.getLogger("dev.rondo"); // held: loggers are held weakly
    private final List<ExceptionContext> reports = new ArrayList<>();
    private CapturedLog log;

    @BeforeEach
    void listen() {
        logger.setLevel(Level.FINE);
        log = new CapturedLog();
    }

    @AfterEach
    void silence() {
        log.close();
        logger.setLevel(null);
    }

    private interface Peer {
        void meet(Connection server) throws Exception;
    }

    /** Serves as many connections as there are, and returns what was logged. */
    private List<String> meet(int times, boolean debug, ConnectionHandler handler, Peer peer)
            throws Exception {
        VirtualLoop virtual = new VirtualLoop();
        try (Runner runner = virtual.runner()) {
            runner.<Exception>run(() -> {
                virtual.loop().setDebug(debug);
                MemoryDoor door = new MemoryDoor();
                Server server = new Server(List.of(door), handler);
                server.startServing();
                for (int i = 0; i < times; i++) {
                    peer.meet(new Connection(door.connect()));
                }
                sleep(0.5);
                server.close();
                server.closeClients();
                server.waitClosed();
            });
        }
        reports.addAll(virtual.reports());
        return log.messages();
    }

    private List<String> meet(ConnectionHandler handler, Peer peer) throws Exception {
        return meet(1, false, handler, peer);
    }

    private static void leaveInTheMiddle(Connection connection) {
        connection.writer().write("abc");
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peerThatLeavesInTheMiddleIsOneLineInDebugModeToo(boolean debug) throws Exception {
        List<String> lines =
                meet(
                        1,
                        debug,
                        connection -> connection.reader().readExactly(10),
                        PeerLogTest::leaveInTheMiddle);
        assertThat(reports).isEmpty();
        assertThat(lines).filteredOn(line -> line.startsWith("connection of")).hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("connection of"))
                .first()
                .asString()
                .startsWith("connection of <MemoryStream")
                .endsWith(": IncompleteReadException: The stream ended after 3 of 10 bytes")
                .doesNotContain("\n");
        assertThat(log.records())
                .filteredOn(record -> record.getMessage().startsWith("connection of"))
                .allSatisfy(record -> {
                    assertThat(record.getLevel()).isEqualTo(Level.FINE);
                    assertThat(record.getThrown()).as("no stack").isNull();
                });
    }

    @Test
    void nothingIsSaidAboveDebug() throws Exception {
        logger.setLevel(Level.INFO);
        assertThat(
                        meet(
                                connection -> connection.reader().readExactly(10),
                                PeerLogTest::leaveInTheMiddle))
                .isEmpty();
        assertThat(reports).isEmpty();
    }

    @Test
    void resetOverlongLineAndBrokenPipeAreThePeers() throws Exception {
        meet(
                connection -> connection.reader().readExactly(10),
                peer -> {
                    sleep(0);
                    sleep(0);
                    peer.stream().abort();
                });
        meet(
                connection -> {
                    connection.reader().setLimit(10);
                    connection.reader().nextLine();
                },
                peer -> peer.writer().write("a".repeat(100)));
        meet(
                connection -> {
                    while (true) {
                        connection.writer().write("x");
                        connection.writer().flush();
                        sleep(0);
                    }
                },
                peer -> {
                    sleep(0);
                    peer.close();
                });
        assertThat(reports).isEmpty();
        assertThat(log.messages())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
        assertThat(log.messages().get(0)).contains("ConnectionResetException");
        assertThat(log.messages().get(1)).contains("LimitOverrunException");
        assertThat(log.messages().get(2)).contains("Exception: write to");
    }

    @Test
    void whatViewsAndGroupsMakeOfItIsThePeersToo() throws Exception {
        meet(
                connection -> {
                    throw new IOException("view", new IncompleteReadException(new byte[1], 2));
                },
                peer -> {});
        meet(
                connection ->
                        taskGroup(group -> {
                            group.createTask(() -> connection.reader().readExactly(10));
                        }),
                PeerLogTest::leaveInTheMiddle);
        meet(
                connection ->
                        new DataInputStream(connection.reader().inputStream())
                                .readFully(new byte[10]),
                PeerLogTest::leaveInTheMiddle);
        assertThat(reports).isEmpty();
        assertThat(log.messages()).hasSize(3);
    }

    @Test
    void failureOfTheHandlerIsReportedThoughThePeerLeft() throws Exception {
        meet(
                connection ->
                        taskGroup(group -> {
                            group.createTask(() -> connection.reader().readExactly(10));
                            group.createTask(() -> {
                                throw new IllegalStateException("bug");
                            });
                        }),
                PeerLogTest::leaveInTheMiddle);
        meet(
                connection -> {
                    throw new EOFException("of a file");
                },
                peer -> {});
        assertThat(reports)
                .hasSize(2)
                .allSatisfy(report ->
                        assertThat(report.message())
                                .startsWith(
                                        "Unhandled exception in connection handler of <MemoryStream"));
    }

    @Test
    void certificateOfAServerThatAHandlerCallsIsItsOwnFailure() throws Exception {
        meet(
                connection -> {
                    throw new TlsException(
                            "shake hands with",
                            "upstream",
                            TlsException.Reason.CERTIFICATE,
                            "not trusted",
                            new IOException());
                },
                peer -> {});
        assertThat(reports).hasSize(1);
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void failedHandshakeIsOneLine() throws Exception {
        List<String> lines =
                meet(
                        Tls.handler(TestTls.server(), connection -> {}),
                        peer -> peer.writer().write("GET / HTTP/1.1\r\n\r\n"));
        assertThat(reports).isEmpty();
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("TLS handshake of <MemoryStream")
                .endsWith(": the peer does not speak TLS: it sent \"GET / HTTP/1.1\\r\\n\\r\\n\"")
                .doesNotContain("\n");
    }

    @Test
    void floodIsTenLinesASecondAndTheNextTellsHowManyMore() throws Exception {
        List<String> lines =
                meet(
                        100,
                        false,
                        connection -> connection.reader().readExactly(10),
                        PeerLogTest::leaveInTheMiddle);
        assertThat(lines).hasSize(10);
        VirtualLoop.run(() -> {
            PeerLog peers = new PeerLog(dev.rondo.Rondo.runningLoop());
            Connection connection = new Connection(MemoryStream.pair().first());
            for (int i = 0; i < 30; i++) {
                peers.log("connection", connection, new IncompleteReadException(new byte[0], 1));
            }
            sleep(1);
            peers.log("connection", connection, new IncompleteReadException(new byte[0], 1));
            peers.log("connection", connection, new IncompleteReadException(new byte[0], 1));
        });
        assertThat(log.messages()).hasSize(22);
        assertThat(log.messages().get(20)).endsWith("1 bytes (and 20 that were not logged)");
        assertThat(log.messages().get(21)).endsWith("1 bytes");
    }

    @Test
    void peerCannotForgeLines() throws Exception {
        VirtualLoop.run(() -> {
            PeerLog peers = new PeerLog(dev.rondo.Rondo.runningLoop());
            Connection connection = new Connection(MemoryStream.pair().first());
            peers.log(
                    "connection",
                    connection,
                    new LimitOverrunException("a\u001b[2Jb".repeat(1000) + "\nadvice", 1));
        });
        assertThat(log.messages().getFirst())
                .contains("LimitOverrunException: a?[2Jba?[2Jb")
                .endsWith("...")
                .doesNotContain("advice")
                .hasSizeLessThan(500);
    }
}
