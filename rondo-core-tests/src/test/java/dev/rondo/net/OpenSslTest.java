package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.toThread;
import static dev.rondo.net.Net.openConnection;
import static dev.rondo.net.Net.startServer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Rondo;
import dev.rondo.stream.ConnectOptions;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ConnectionHandler;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.TlsOptions;
import dev.rondo.testing.TestTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real peer that is not the JDK: the openssl program, as a client and as a server. */
class OpenSslTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final TlsOptions CLIENT = TestTls.client();
    private static final TlsOptions SERVER = TestTls.server();
    private static final Path AUTHORITY = TestTls.AUTHORITY.pemFile();
    private static final List<Path> LEAF = TestTls.LEAF.pemFiles();

    private static final ConnectionHandler ECHO =
            connection -> {
                try {
                    for (String line : connection.reader().lines()) {
                        connection.writer().write("you said " + line + "\n");
                        connection.writer().flush();
                    }
                } catch (StreamException e) {
                    // A client that is refused, or killed by its test.
                }
            };

    @BeforeAll
    static void openSslIsHere() {
        assumeTrue(Files.isExecutable(OPENSSL), "these tests need " + OPENSSL);
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void type(Process process, String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
    }

    /** Returns what a process prints up to a line that contains a text. */
    private static String printedUpTo(BufferedReader out, String text) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            all.append(line).append('\n');
            if (line.contains(text)) {
                return all.toString();
            }
        }
        throw new AssertionError("openssl did not print \"" + text + "\" but:\n" + all);
    }

    /** Runs s_client against a server of ours and hands it over, on a thread of its own. */
    private static void client(String version, ClientScenario body) throws Exception {
        run(() -> {
            Server server =
                    startServer(
                            List.of(SystemSockets.tcp()), ListenOptions.defaults(), SERVER, ECHO);
            InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
            toThread(() -> {
                Process process =
                        start(
                                List.of(
                                        "s_client",
                                        "-connect",
                                        "127.0.0.1:" + address.getPort(),
                                        "-servername",
                                        TestTls.HOST,
                                        "-verify_hostname",
                                        TestTls.HOST,
                                        "-CAfile",
                                        AUTHORITY.toString(),
                                        version));
                try (BufferedReader out = process.inputReader()) {
                    body.run(process, out);
                } finally {
                    process.destroy();
                }
            });
            server.close();
            server.closeClients();
            server.waitClosed();
        });
    }

    interface ClientScenario {
        void run(Process process, BufferedReader out) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void clientTalksToOurServer(String version) throws Exception {
        client(
                version,
                (process, out) -> {
                    type(process, "hello");
                    assertThat(printedUpTo(out, "you said hello")).contains("Verification: OK");
                    type(process, "again");
                    printedUpTo(out, "you said again");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "K"})
    void keyUpdateOfTheClientIsAnswered(String command) throws Exception {
        client(
                "-tls1_3",
                (process, out) -> {
                    type(process, "before");
                    printedUpTo(out, "you said before");
                    type(process, command); // "K" asks for ours too
                    printedUpTo(out, "KEYUPDATE");
                    type(process, "after");
                    printedUpTo(out, "you said after");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = "R")
    void renegotiationIsRefused(String command) throws Exception {
        client(
                "-tls1_2",
                (process, out) -> {
                    type(process, "before");
                    printedUpTo(out, "you said before");
                    type(process, command);
                    printedUpTo(out, "RENEGOTIATING");
                    assertThat(out.lines().toList()) // it ends: refused, not waited for
                            .noneMatch(line -> line.contains("you said"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void serverTalksToOurClient(String version) throws Exception {
        Rondo.<Exception>run(() -> {
            Process process =
                    start(
                            List.of(
                                    "s_server",
                                    "-accept",
                                    "127.0.0.1:0",
                                    "-cert",
                                    LEAF.get(0).toString(),
                                    "-key",
                                    LEAF.get(1).toString(),
                                    "-rev", // answers each line reversed
                                    version));
            try (BufferedReader out = process.inputReader()) {
                String accept = toThread(() -> printedUpTo(out, "ACCEPT 127")).strip();
                int port = Integer.parseInt(accept.substring(accept.lastIndexOf(':') + 1));
                Connection connection =
                        openConnection(
                                new InetSocketAddress("127.0.0.1", port),
                                ConnectOptions.defaults(),
                                CLIENT.withShutdownTimeout(Duration.ofMillis(50)));
                for (int i = 0; i < 3; i++) {
                    connection.writer().write("stressed\n");
                    assertThat(connection.reader().nextLine()).contains("desserts");
                }
                assertThat(connection.info().tls().orElseThrow().getProtocol())
                        .isEqualTo(version.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3");
                connection.close();
            } finally {
                process.destroy();
            }
        });
    }
}
