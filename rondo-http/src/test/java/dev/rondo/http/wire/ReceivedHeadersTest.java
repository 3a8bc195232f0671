package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReceivedHeadersTest {
    private static ReceivedHeaders headers(String lines) {
        ByteQueue queue = new ByteQueue();
        byte[] bytes =
                ("GET / HTTP/1.0\r\n" + lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        queue.add(bytes, 0, bytes.length);
        RequestHead head = new Http1Parser(Http1Limits.defaults()).parseRequest(queue);
        assertThat(head).isNotNull();
        return head.headers();
    }

    @Test
    void namesAreFoundInAnyCase() {
        ReceivedHeaders headers = headers("accept-ENCODING: gzip\r\nX: 1\r\nx: 2\r\n");

        assertThat(headers.first("Accept-Encoding")).contains("gzip");
        assertThat(headers.contains("ACCEPT-encoding")).isTrue();
        assertThat(headers.all("X")).containsExactly("1", "2");
        assertThat(headers.joined("x")).contains("1, 2");
        assertThat(headers.indexOf("X", 2)).isEqualTo(2);
        assertThat(headers.indexOf("X", 3)).isEqualTo(-1);
        assertThat(headers.first("Accept")).isEmpty();
    }

    @Test
    void onlyLettersHaveCases() {
        ReceivedHeaders headers = headers("a^b: 1\r\na_b: 2\r\n");

        assertThat(headers.contains("a~b")).isFalse(); // ^ with the bit of lower case
        assertThat(headers.first("A^B")).contains("1");
        assertThat(headers.first("A_B")).contains("2");
        assertThat(headers.contains("a\u007fb")).isFalse(); // _ with the bit of lower case
    }

    @Test
    void valuesAreLatin1() {
        assertThat(headers("X: caf\u00e9\tb\r\n").value(0)).isEqualTo("caf\u00e9\tb");
    }

    @Test
    void valuesCompareInAnyCaseWithoutText() {
        ReceivedHeaders headers = headers("Connection: Keep-Alive\r\n");

        assertThat(headers.valueIs(0, "keep-alive")).isTrue();
        assertThat(headers.valueIs(0, "keep-aliv")).isFalse();
        assertThat(headers.nameIs(0, "connection")).isTrue();
        assertThat(headers.nameIs(0, "connectiom")).isFalse();
    }

    @Test
    void copiesAreChangedAsThoseOfText() {
        ReceivedHeaders headers = headers("A: 1\r\nB: 2\r\n");
        Headers changed = headers.with("a", "3").plus("C", "4").without("B");

        assertThat(changed.toList())
                .containsExactly(new Headers.Field("a", "3"), new Headers.Field("C", "4"));
        assertThat(headers.toList())
                .containsExactly(new Headers.Field("A", "1"), new Headers.Field("B", "2"));
    }

    @Test
    void indexesOutOfBoundsAreRefused() {
        ReceivedHeaders headers = headers("A: 1\r\n");

        assertThatThrownBy(() -> headers.name(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> headers.value(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> headers.indexOf("A", -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(headers.iterator()::remove)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void noFieldsAreNone() {
        ReceivedHeaders headers = headers("");

        assertThat(headers.isEmpty()).isTrue();
        assertThat(headers).isEmpty();
        assertThat(headers).hasToString("<Headers>");
    }
}
