package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The clients that users have at hand talk to the examples. .ci/run installs them. */
class RealClientsTest {
    private static void assumeInstalled(String command) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command))),
                command + " is not installed");
    }

    private static void assertEchoed(String... client) throws IOException {
        try (Running command = Running.command(client)) {
            command.type("hello");
            assertThat(command.find(".+")).isEqualTo("hello");
            command.type("again");
            assertThat(command.find(".+")).isEqualTo("again");
        }
    }

    @Test
    void curlTalksToTheEchoServer() throws Exception {
        assumeInstalled("curl");
        try (Running server = Running.example("EchoServer", "0")) {
            assertEchoed("curl", "-sN", "telnet://127.0.0.1:" + server.port());
        }
    }

    @Test
    void netcatTalksToTheEchoServer() throws Exception {
        assumeInstalled("nc");
        try (Running server = Running.example("EchoServer", "0")) {
            assertEchoed("nc", "127.0.0.1", Integer.toString(server.port()));
        }
    }

    @Test
    void netcatTalksThroughTheProxy() throws Exception {
        assumeInstalled("nc");
        try (Running server = Running.example("EchoServer", "0");
                Running proxy =
                        Running.example(
                                "TcpProxy", "127.0.0.1", Integer.toString(server.port()), "0")) {
            assertEchoed("nc", "127.0.0.1", Integer.toString(proxy.port()));
        }
    }

    @Test
    void curlChats() throws Exception {
        assumeInstalled("curl");
        try (Running server = Running.example("ChatServer", "0");
                Running client =
                        Running.command("curl", "-sN", "telnet://127.0.0.1:" + server.port())) {
            client.find("Your name");
            client.type("ada");
            client.find("\\* ada joined, 1 here");
            client.type("hello");
            client.find("ada: hello");
        }
    }

    @Test
    void opensslChecksTheCertificateAndGetsItsLinesInCapitals() throws Exception {
        assumeInstalled("openssl");
        try (Running server = Running.example("TlsLineServer", "0")) {
            String command = server.find("Try: (.*)");
            server.port();
            try (Running client = Running.command(command.split(" "))) {
                client.type("hello");
                client.find("^HELLO$");
                client.endInput();
            }
            server.interrupt();
        }
    }
}
