package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.bytes.ByteQueue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private final Http1Parser parser = new Http1Parser(Http1Limits.defaults());
    private final ByteQueue queue = new ByteQueue();

    private RequestHead parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        queue.add(bytes, 0, bytes.length);
        RequestHead head = parser.parseRequest(queue);
        assertThat(head).isNotNull();
        return head;
    }

    @Test
    void hasWhatWasSent() {
        RequestHead head =
                parse("GET /a?b=%20 HTTP/1.1\r\nHost: a:80\r\nX-One:  1 \r\nX-Two:\r\n\r\n");

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/a?b=%20");
        assertThat(head.form()).isEqualTo(TargetForm.ORIGIN);
        assertThat(head.version()).isEqualTo(11);
        assertThat(head.host()).isEqualTo("a:80");
        assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
        assertThat(head.keepAlive()).isTrue();
        assertThat(head.expectsContinue()).isFalse();
        assertThat(head.upgrade()).isFalse();
        assertThat(head.headers())
                .extracting(field -> field.name() + "=" + field.value())
                .containsExactly("Host=a:80", "X-One=1", "X-Two=");
        assertThat(queue.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "DELETE",
                "OPTIONS",
                "TRACE",
                "PATCH",
                "PROPFIND",
                "get",
                "BREW",
                "M",
                "PURGE",
                "SEARCH",
                "LOCKING",
                "Get",
                "OPTIONs"
            })
    void methodIsAsItWasSent(String method) {
        RequestHead head = parse(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(head.method()).isEqualTo(method);
    }

    @Test
    void methodsThatAreKnownMakeNoText() {
        String text = "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(parse(text).method()).isSameAs(parse(text).method());
    }

    @ParameterizedTest
    @CsvSource({
        "GET /,ORIGIN",
        "GET http://a,ABSOLUTE",
        "CONNECT a:1,AUTHORITY",
        "OPTIONS *,ASTERISK",
        "OPTIONS /,ORIGIN"
    })
    void formOfTheTargetIsKnown(String line, TargetForm form) {
        assertThat(parse(line + " HTTP/1.1\r\nHost: a\r\n\r\n").form()).isEqualTo(form);
    }

    @Test
    void hostIsNullWhereThereIsNone() {
        assertThat(parse("GET / HTTP/1.0\r\n\r\n").host()).isNull();
    }

    @Test
    void framingIsFound() {
        String begin = "POST / HTTP/1.1\r\nHost: a\r\n";

        assertThat(parse(begin + "Content-Length: 7\r\n\r\n").framing())
                .isEqualTo(BodyFraming.ofLength(7));
        assertThat(parse(begin + "Transfer-Encoding: chunked\r\n\r\n").framing())
                .isEqualTo(BodyFraming.CHUNKED);
        assertThat(parse(begin + "\r\n").framing().hasBody()).isFalse();
    }

    @Test
    void headLastsWhenTheQueuesMemoryIsUsedAgain() {
        byte[] lent = new byte[4096];
        queue.borrow(lent);
        RequestHead head = parse("GET /first HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n");
        queue.giveBack();
        Arrays.fill(lent, (byte) '?');
        RequestHead next = parse("POST /second HTTP/1.0\r\nY: 2\r\n\r\n");

        assertThat(head.target()).isEqualTo("/first");
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.host()).isEqualTo("a");
        assertThat(head.headers().first("x")).contains("1");
        assertThat(head.headers().contains("y")).isFalse();
        assertThat(next.target()).isEqualTo("/second");
    }

    @Test
    void whatFollowsTheHeadStaysInTheQueue() {
        parse("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(new String(queue.takeAll(), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }

    @Test
    void headGoesOnInMemoryThatMoved() {
        String text = "GET /long/enough HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 1; at < bytes.length; at++) {
            queue.borrow(new byte[512]);
            queue.add(bytes, 0, at);
            assertThat(parser.parseRequest(queue)).isNull();
            queue.giveBack(); // what is there moves
            queue.add(bytes, at, bytes.length - at);
            RequestHead head = parser.parseRequest(queue);
            assertThat(head).isNotNull();
            assertThat(head.headers().first("Accept")).contains("text/html");
        }
    }

    @Test
    void manyFieldsAreKept() {
        StringBuilder text = new StringBuilder("GET / HTTP/1.1\r\nHost: a\r\n");
        for (int i = 1; i < 128; i++) {
            text.append("X-").append(i).append(": ").append(i).append("\r\n");
        }
        RequestHead head = parse(text.append("\r\n").toString());

        assertThat(head.headers().size()).isEqualTo(128);
        for (int i = 1; i < 128; i++) {
            assertThat(head.headers().name(i)).isEqualTo("X-" + i);
            assertThat(head.headers().value(i)).isEqualTo("" + i);
        }
    }

    @Test
    void textShowsNoSecret() {
        RequestHead head =
                parse("GET /?token=secret HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n");

        assertThat(head).hasToString("<RequestHead GET <Headers Host, Cookie>>");
    }
}
