package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.bytes.ByteQueue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadTest {
    private static ResponseHead parse(String method, String text) {
        ByteQueue queue = new ByteQueue();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        queue.add(bytes, 0, bytes.length);
        ResponseHead head = new Http1Parser(Http1Limits.defaults()).parseResponse(queue, method);
        assertThat(head).isNotNull();
        return head;
    }

    @Test
    void hasWhatWasSent() {
        ResponseHead head =
                parse(
                        "GET",
                        "HTTP/1.1 404 Not  here\r\nContent-Length: 3\r\nSet-Cookie: a=1\r\n\r\n");

        assertThat(head.status()).isEqualTo(404);
        assertThat(head.reason()).isEqualTo("Not  here");
        assertThat(head.version()).isEqualTo(11);
        assertThat(head.framing()).isEqualTo(BodyFraming.ofLength(3));
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.upgrade()).isFalse();
        assertThat(head.isInterim()).isFalse();
        assertThat(head.headers().first("set-cookie")).contains("a=1");
        assertThat(head).hasToString("<ResponseHead 404 <Headers Content-Length, Set-Cookie>>");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,200,UNTIL_END",
        "HEAD,200,NONE",
        "CONNECT,200,NONE",
        "CONNECT,299,NONE",
        "CONNECT,300,UNTIL_END",
        "GET,100,NONE",
        "GET,101,NONE",
        "GET,199,NONE",
        "GET,204,NONE",
        "GET,205,UNTIL_END",
        "GET,304,NONE",
        "GET,500,UNTIL_END"
    })
    void methodAndStatusSayWhetherThereIsABody(String method, int status, BodyFraming.Kind kind) {
        ResponseHead head = parse(method, "HTTP/1.1 " + status + "\r\n\r\n");

        assertThat(head.framing().kind()).isEqualTo(kind);
        assertThat(head.reason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100,true", "101,false", "103,true", "200,false", "999,false"})
    void interimAnswersAreKnown(int status, boolean interim) {
        assertThat(parse("GET", "HTTP/1.1 " + status + " X\r\n\r\n").isInterim())
                .isEqualTo(interim);
    }

    @Test
    void connectionOfATunnelIsNotUsedAgain() {
        String upgrade = "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n";
        ResponseHead head = parse("GET", "HTTP/1.1 101 Switching Protocols\r\n" + upgrade);

        assertThat(head.upgrade()).isTrue();
        assertThat(head.keepAlive()).isFalse();
        assertThat(parse("CONNECT", "HTTP/1.1 200 OK\r\n\r\n").keepAlive()).isFalse();
        assertThat(parse("CONNECT", "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").keepAlive())
                .isTrue();
    }
}
