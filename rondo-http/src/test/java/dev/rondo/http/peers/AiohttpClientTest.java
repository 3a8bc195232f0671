package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

/** aiohttp's client, of Python, against the server; the script beside says what it does. */
class AiohttpClientTest {
    private static final int TESTS = 13;

    @PeerTest
    void everythingIsUnderstood() throws Exception {
        String python = Installed.pythonWithAiohttp();
        String script = Installed.script("aiohttp_client.py").toString();
        try (PeerApp peer = new PeerApp().serve()) {
            String out = Program.runs(python, script, peer.url(""));
            assertThat(out.lines()).hasSize(TESTS);
            peer.awaitNoConnections();
        }
    }
}
