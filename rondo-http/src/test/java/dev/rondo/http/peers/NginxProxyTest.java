package dev.rondo.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Rondo;
import dev.rondo.http.Payload;
import dev.rondo.http.client.Client;
import dev.rondo.http.client.ClientResponse;
import dev.rondo.http.server.Forwarded;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.websocket.WebSocketOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** nginx between the client and the server. */
class NginxProxyTest {
    private static final byte[] LARGE = PeerApp.bytes(20_000_000);
    private static final String CONFIGURATION =
            """
            client_max_body_size 100m;
            upstream rondo { server 127.0.0.1:UPSTREAM; keepalive 8; }
            server {
                listen 127.0.0.1:PORT;
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto https;
                proxy_set_header Connection "";
                location / { proxy_pass http://rondo; }
                location /unbuffered/ {
                    proxy_buffering off;
                    proxy_request_buffering off;
                    proxy_pass http://rondo/;
                }
                location /old/ {
                    proxy_http_version 1.0;
                    proxy_set_header Connection close;
                    proxy_pass http://rondo/;
                }
                location /ws {
                    proxy_set_header Host $http_host;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection upgrade;
                    proxy_pass http://rondo;
                }
            }
            """;

    private final PeerApp peer = new PeerApp();
    private final Path folder;

    NginxProxyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** What is done with the proxy. */
    interface Use {
        void with(Client http, Nginx nginx) throws Exception;
    }

    private void use(Use use) throws Exception {
        peer.app.use(Forwarded.byX("127.0.0.1"));
        try (var _ = peer.serve()) {
            String text = CONFIGURATION.replace("UPSTREAM", Integer.toString(peer.port()));
            try (Nginx nginx = Nginx.start(folder, text);
                    Client http = new Client()) {
                use.with(http, nginx);
            }
            peer.awaitNoConnections();
        }
    }

    @PeerTest
    void theServerKnowsWhoAsked() throws Exception {
        use((http, nginx) -> {
            String text =
                    http.get(nginx.url("/inspect")).header("X-Forwarded-For", "9.9.9.9").text();
            assertThat(text)
                    .contains("scheme: https\n")
                    .contains("host: 127.0.0.1:" + nginx.port() + "\n")
                    .contains("remote: /9.9.9.9:0\n");
        });
    }

    @PeerTest
    void connectionsToTheServerAreUsedAgainAndNoRequestFails() throws Exception {
        use((http, nginx) -> {
            List<String> texts = new ArrayList<>();
            Rondo.taskGroup(tasks -> {
                for (int i = 0; i < 20; i++) {
                    tasks.createTask(() -> {
                        for (int k = 0; k < 50; k++) {
                            texts.add(http.get(nginx.url("/hello")).text());
                        }
                    });
                }
            });
            assertThat(texts).hasSize(1000).containsOnly("hello");
            assertThat(peer.requests()).isEqualTo(1000);
        });
    }

    /** Not both at once: nginx sends no more of a request when its answer has begun. */
    @PeerTest
    void largeBodiesGoBothWays() throws Exception {
        use((http, nginx) -> {
            for (String way : List.of("", "/unbuffered", "/old")) {
                String digest = nginx.url(way + "/digest");
                assertThat(http.post(digest).body(LARGE).text()).isEqualTo(PeerApp.digestOf(LARGE));
                Payload chunks = Payload.stream(out -> out.write(LARGE));
                assertThat(http.post(digest).payload(chunks).text())
                        .isEqualTo(PeerApp.digestOf(LARGE));
                for (String kind : List.of("/bytes/", "/chunks/")) {
                    String url = nginx.url(way + kind + LARGE.length);
                    assertThat(http.get(url).maxBody(LARGE.length).bytes()).isEqualTo(LARGE);
                }
            }
        });
    }

    @PeerTest
    void refusalsComeThrough() throws Exception {
        use((http, nginx) -> {
            for (String way : List.of("", "/unbuffered")) {
                try (ClientResponse answer =
                        http.post(nginx.url(way + "/report")).body(LARGE).send()) {
                    assertThat(answer.status()).isEqualTo(413);
                }
            }
            try (ClientResponse answer = http.get(nginx.url("/nowhere")).send()) {
                assertThat(answer.status()).isEqualTo(404);
            }
        });
    }

    @PeerTest
    void eventsComeThrough() throws Exception {
        use((http, nginx) ->
                assertThat(http.get(nginx.url("/events")).text())
                        .contains("id: 3\n", "data: line 3\n"));
    }

    @PeerTest
    void webSocketsGoThrough() throws Exception {
        use((http, nginx) -> {
            String url = nginx.url("/ws").replace("http", "ws");
            try (WebSocket socket =
                    http.webSocket(url, WebSocketOptions.defaults().withCompress())) {
                for (int size : new int[] {0, 126, 1 << 20}) {
                    socket.send(PeerApp.bytes(size));
                    assertThat(socket.receiveBytes()).isEqualTo(PeerApp.bytes(size));
                }
                socket.close(4000, "enough");
                assertThat(socket.closeCode()).hasValue(4000);
            }
        });
    }
}
