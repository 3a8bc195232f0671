package dev.rondo.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.test.MemoryNetwork;
import dev.rondo.test.RondoTest;

/** How much of an answer is taken whole. */
class AnswerLimitTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

    private final MemoryNetwork network;

    AnswerLimitTest(MemoryNetwork network) {
        this.network = network;
        network.addHost("a");
    }

    private String fetch(long limit) {
        Peer.Script inPieces =
                peer -> {
                    peer.answer(HEAD + "01234");
                    Rondo.sleep(1);
                    peer.send("56789");
                    peer.atEnd();
                };
        try (var _ = new ScriptedServer(network, 80, inPieces);
                var http = new Client(ClientOptions.defaults().withNetwork(network))) {
            return http.get("http://a/").maxBody(limit).text();
        }
    }

    @RondoTest
    void aBodyOfTheLimitIsTakenInHoweverManyPiecesItComes() {
        assertThat(fetch(10)).isEqualTo("0123456789");
    }

    @RondoTest
    void aBodyOfMoreIsNot() {
        assertThatThrownBy(() -> fetch(9)).hasMessageContaining("larger than 9 bytes");
    }
}
