package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.Headers;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1WriterTest {
    private final ByteWriter out = new ByteWriter();

    private String written() {
        String text = new String(out.toBytes(), StandardCharsets.ISO_8859_1);
        out.clear();
        return text;
    }

    @Test
    void statusLineHasTheReasonOfItsStatus() {
        Http1Writer.statusLine(out, 200);
        Http1Writer.statusLine(out, 404);
        Http1Writer.statusLine(out, 299);
        Http1Writer.statusLine(out, 999);

        assertThat(written())
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\n"
                                + "HTTP/1.1 404 Not Found\r\n"
                                + "HTTP/1.1 299 \r\n"
                                + "HTTP/1.1 999 \r\n");
    }

    @Test
    void everyStatusLineIsRead() {
        for (int status = 100; status <= 999; status++) {
            Http1Writer.statusLine(out, status);
            Http1Writer.end(out);
            ByteQueue queue = new ByteQueue();
            queue.add(out.toBytes(), 0, out.size());
            out.clear();
            ResponseHead head = new Http1Parser(Http1Limits.defaults()).parseResponse(queue, "GET");
            assertThat(head).isNotNull();
            assertThat(head.status()).isEqualTo(status);
        }
    }

    @Test
    void reasonMayBeOnesOwn() {
        Http1Writer.statusLine(out, 200, "D\u00e9j\u00e0 vu");

        assertThat(written()).isEqualTo("HTTP/1.1 200 D\u00e9j\u00e0 vu\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void statusOutOfRangeIsRefused(int status) {
        assertThatThrownBy(() -> Http1Writer.statusLine(out, status))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100 to 999");
        assertThat(out.isEmpty()).isTrue();
    }

    @Test
    void requestLineAndFieldsAreWritten() {
        Http1Writer.requestLine(out, "GET", "/a?b");
        Http1Writer.field(out, "Host", "a");
        Http1Writer.headers(out, Headers.of("X", "1", "Y", "caf\u00e9"));
        Http1Writer.contentLength(out, 17);
        Http1Writer.chunked(out);
        Http1Writer.connectionClose(out);
        Http1Writer.connectionKeepAlive(out);
        Http1Writer.date(out, "Sun, 06 Nov 1994 08:49:37 GMT".getBytes(StandardCharsets.US_ASCII));
        Http1Writer.end(out);

        assertThat(written())
                .isEqualTo(
                        """
                        GET /a?b HTTP/1.1
                        Host: a
                        X: 1
                        Y: caf\u00e9
                        Content-Length: 17
                        Transfer-Encoding: chunked
                        Connection: close
                        Connection: keep-alive
                        Date: Sun, 06 Nov 1994 08:49:37 GMT

                        """
                                .replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "GET / HTTP/1.1\r\nX: 1", "G T", "GET\t", "G\u00cbT", "(GET)", "\0"})
    void methodThatIsNoTokenIsRefused(String method) {
        checkRefused(() -> Http1Writer.requestLine(out, method, "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a b", "/a\r\nX: 1", "/\t", "/\u00e9", "/#a", "/\0", "/\u007f"})
    void targetThatEndsEarlyIsRefused(String target) {
        checkRefused(() -> Http1Writer.requestLine(out, "GET", target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Y", "X:", "X\r\nY", "\u00e9", "X\0", " X", "X "})
    void nameThatIsNoTokenIsRefused(String name) {
        checkRefused(() -> Http1Writer.field(out, name, "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: 1", "a\n", "a\r", "\0", "\u001b[0m", "\u007f", "\u0100"})
    void valueWithControlsIsRefused(String value) {
        checkRefused(() -> Http1Writer.field(out, "X", value));
        checkRefused(() -> Http1Writer.statusLine(out, 200, value));
    }

    @Test
    void refusalDoesNotTellTheValue() {
        assertThatThrownBy(() -> Http1Writer.field(out, "Authorization", "secret\n"))
                .hasMessage(
                        "Authorization cannot be sent with U+000A at 6\n"
                                + "It is Latin-1 without control characters but tab");
    }

    private void checkRefused(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.isEmpty()).isTrue();
    }

    @Test
    void negativeLengthIsRefused() {
        checkRefused(() -> Http1Writer.contentLength(out, -1));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "10,a", "255,ff", "9223372036854775807,7fffffffffffffff"})
    void chunksHaveTheirSizeInHex(long size, String hex) {
        Http1Writer.chunkHead(out, size);
        Http1Writer.chunkEnd(out);

        assertThat(written()).isEqualTo(hex + "\r\n\r\n");
    }

    @Test
    void chunkOfNothingIsRefused() {
        checkRefused(() -> Http1Writer.chunkHead(out, 0));
    }

    @Test
    void lastChunkMayHaveTrailers() {
        Http1Writer.lastChunk(out);
        assertThat(written()).isEqualTo("0\r\n\r\n");
        Http1Writer.lastChunk(out, Headers.of("ETag", "x"));
        assertThat(written()).isEqualTo("0\r\nETag: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length", "Transfer-Encoding", "Host", "Connection", "Trailer"})
    void trailerThatFramesIsRefused(String name) {
        checkRefused(() -> Http1Writer.lastChunk(out, Headers.of(name, "1")));
    }
}
