package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pollers, scanning, several loops. */
class NetworkTest {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    @Test
    void fastLoopRunsTheSameProgramOnBothPollers() {
        assumeTrue(LINUX, "epoll is Linux's");
        assertThat(Program.named("FastLoop").onRealTime().texts())
                .containsExactly(
                        "On the nio poller",
                        "Result: Hello, World",
                        "On the epoll poller",
                        "Result: Hello, World");
    }

    @Test
    void portScannerFindsWhatIsOpenAndNothingElse() throws Exception {
        try (ServerSocket open = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(open.getLocalPort());
            assertThat(scan(port)).containsExactly("open: " + port, "1 of 1 ports are open");
            open.close();
            assertThat(scan(port)).containsExactly("0 of 1 ports are open");
        }
    }

    private static java.util.List<String> scan(String port) {
        return Program.named("PortScanner").onRealTime("127.0.0.1", port, port).texts();
    }

    @Test
    void manyLoopsShareAPort() throws Exception {
        assumeTrue(LINUX, "other systems do not spread the connections of a shared port");
        try (Running server = Running.example("ManyLoops", "0")) {
            Matcher loops = Pattern.compile("loop \\d+=(\\d+)").matcher(server.find("^\\{(.*)}$"));
            int connections = 0;
            int used = 0;
            for (; loops.find(); used++) {
                connections += Integer.parseInt(loops.group(1));
            }
            assertThat(connections).isEqualTo(100);
            assertThat(used).isGreaterThan(1);
            try (LineClient client = LineClient.to(server.port())) {
                assertThat(client.next()).startsWith("loop ");
            }
            server.interrupt();
        }
    }
}
