package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

/** Clients on Node against the server; the scripts beside say what they do. */
class NodeClientTest {
    private final PeerApp peer = new PeerApp();

    @BeforeAll
    static void assumeNode() {
        Installed.assume("node");
    }

    private void run(Map<String, String> environment, String script, int tests) throws Exception {
        try (var _ = peer.serve()) {
            String file = Installed.script(script).toString();
            Program.Ended ended = Program.run(environment, "node", file, peer.url(""));
            assertThat(ended.succeeded().lines()).hasSize(tests);
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void nodesOwnClientIsServed() throws Exception {
        run(Map.of(), "http_client.js", 8);
    }

    @PeerTest
    void undiciIsServed() throws Exception {
        run(Installed.nodePackages(), "undici_client.js", 8);
    }

    @PeerTest
    void webSocketsOfWsAreServed() throws Exception {
        run(Installed.nodePackages(), "ws_client.js", 15);
    }
}
