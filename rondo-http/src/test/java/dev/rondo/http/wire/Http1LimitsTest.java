package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each limit holds exactly, and what waits in the queue is bounded by it. */
class Http1LimitsTest {
    private static final Http1Limits DEFAULTS = Http1Limits.defaults();
    private static final Http1Limits NARROW = new Http1Limits(30, 20, 3, 90, 1, 1, 8, 10);

    private static String read(Http1Limits limits, String input) {
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        String whole = Conversation.ofRequests(limits).read(bytes, Integer.MAX_VALUE, false);
        assertThat(Conversation.ofRequests(limits).read(bytes, 1, false)).isEqualTo(whole);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(Conversation.ofRequests(limits).readSplit(bytes, at, false))
                    .as("split at %d", at)
                    .isEqualTo(whole);
        }
        return whole;
    }

    @Test
    void lineMayBeAsLongAsItsLimit() {
        String rest = " HTTP/1.0\r\n\r\n";

        assertThat(read(NARROW, "GET /" + "x".repeat(16) + rest)).endsWith("close");
        assertThat(read(NARROW, "GET /" + "x".repeat(17) + rest)).isEqualTo("414:LINE_TOO_LONG");
    }

    @Test
    void fieldMayBeAsLongAsItsLimit() {
        String begin = "GET / HTTP/1.0\r\nX: ";

        assertThat(read(NARROW, begin + "x".repeat(17) + "\r\n\r\n")).isEqualTo("GET / close");
        assertThat(read(NARROW, begin + "x".repeat(18) + "\r\n\r\n"))
                .isEqualTo("431:FIELD_TOO_LONG");
    }

    @Test
    void fieldsMayBeAsManyAsTheirLimit() {
        String begin = "GET / HTTP/1.0\r\nA:\r\nB:\r\nC:\r\n";

        assertThat(read(NARROW, begin + "\r\n")).isEqualTo("GET / close");
        assertThat(read(NARROW, begin + "D:\r\n\r\n")).isEqualTo("431:TOO_MANY_FIELDS");
    }

    @Test
    void headMayBeAsLongAsItsLimit() {
        String begin = "GET /0123456789 HTTP/1.0\r\n"; // 26 bytes
        String twenty = "X: 3456789012345678\r\n"; // 21 bytes
        String limit = begin + twenty + twenty + "X: 345678901234567890".substring(0, 20);

        assertThat(read(NARROW, limit + "\r\n\r\n")).isEqualTo("GET /0123456789 close");
        assertThat(read(NARROW.withMaxHeadBytes(89), limit + "\r\n\r\n"))
                .isEqualTo("431:HEAD_TOO_LONG");
        assertThat(read(NARROW.withMaxHeadBytes(10), "GET /0123456789 HTTP/1.0\r\n\r\n"))
                .isEqualTo("431:HEAD_TOO_LONG");
    }

    @Test
    void emptyLinesMayBeAsManyAsTheirLimit() {
        assertThat(read(NARROW, "\r\nGET / HTTP/1.0\r\n\r\n")).isEqualTo("GET / close");
        assertThat(read(NARROW, "\r\n\r\nGET / HTTP/1.0\r\n\r\n")).isEqualTo("400:EMPTY_LINES");
    }

    @Test
    void emptyLinesAreCountedAnewForEachMessage() {
        String request = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(read(NARROW, request + request)).isEqualTo("GET / keep; GET / keep");
    }

    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void chunkLineMayBeAsLongAsItsLimit() {
        Http1Limits limits = DEFAULTS;

        assertThat(read(limits, CHUNKED + "1;" + "x".repeat(4094) + "\r\nA\r\n0\r\n\r\n"))
                .endsWith("\"A\"");
        assertThat(read(limits, CHUNKED + "1;" + "x".repeat(4095) + "\r\nA\r\n0\r\n\r\n"))
                .endsWith("413:CHUNK_OVERHEAD");
    }

    @Test
    void extensionsMayNotOutweighTheBody() {
        String heavy = "1;" + "x".repeat(4000) + "\r\nA\r\n";
        String light = "1;" + "x".repeat(12) + "\r\nA\r\n";

        assertThat(Conversation.ofRequests(DEFAULTS).read(bytes(heavy.repeat(4)), 1000, false))
                .isEqualTo("POST / keep; more");
        assertThat(Conversation.ofRequests(DEFAULTS).read(bytes(heavy.repeat(5)), 1000, false))
                .isEqualTo("POST / keep; 413:CHUNK_OVERHEAD");
        assertThat(
                        Conversation.ofRequests(DEFAULTS)
                                .read(bytes(light.repeat(20_000) + "0\r\n\r\n"), 1000, false))
                .isEqualTo("POST / keep \"<20000>\"");
    }

    @Test
    void bodyPaysForItsExtensions() {
        String chunk = "800;" + "x".repeat(4000) + "\r\n" + "A".repeat(2048) + "\r\n";

        assertThat(
                        Conversation.ofRequests(DEFAULTS)
                                .read(bytes(chunk.repeat(50) + "0\r\n\r\n"), 1000, false))
                .isEqualTo("POST / keep \"<102400>\"");
    }

    private static byte[] bytes(String chunks) {
        return (CHUNKED + chunks).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void trailersHaveTheirOwnLimits() {
        Http1Limits limits = new Http1Limits(30, 30, 3, 90, 1, 1, 8, 10);

        assertThat(read(limits, CHUNKED + "0\r\nA: 1\r\n\r\n")).endsWith("{A: 1}");
        assertThat(read(limits, CHUNKED + "0\r\nA: 1\r\nB: 2\r\n\r\n"))
                .endsWith("431:TOO_MANY_FIELDS");
        assertThat(read(limits, CHUNKED + "0\r\nA: " + "1".repeat(28) + "\r\n\r\n"))
                .endsWith("431:FIELD_TOO_LONG");
        Http1Limits more = new Http1Limits(30, 30, 3, 60, 3, 1, 8, 10);
        assertThat(read(more, CHUNKED + "0\r\n" + "A: 3456789012345678\r\n".repeat(3) + "\r\n"))
                .endsWith("431:HEAD_TOO_LONG");
    }

    @Test
    void whatNeverEndsHoldsLittle() {
        for (String endless :
                new String[] {
                    "x",
                    "\r\n",
                    "\r",
                    " ",
                    "GET / HTTP/1.1\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                }) {
            checkBounded("", endless);
            checkBounded("GET / HTTP/1.1\r\nHost: a\r\n", "X: 1\r\n");
            checkBounded("GET / HTTP/1.1\r\nHost: a\r\n", endless);
            checkBounded(CHUNKED, endless);
            checkBounded(CHUNKED + "5;", endless);
            checkBounded(CHUNKED + "5;a=\"", endless);
            checkBounded(CHUNKED + "0", "0");
            checkBounded(CHUNKED + "0\r\n", "X: 1\r\n");
            checkBounded(CHUNKED + "0\r\nX:", endless);
        }
    }

    private static void checkBounded(String begin, String endless) {
        Conversation conversation = Conversation.ofRequests(DEFAULTS);
        byte[] first = begin.getBytes(StandardCharsets.ISO_8859_1);
        byte[] piece =
                endless.repeat(1000 / endless.length()).getBytes(StandardCharsets.ISO_8859_1);
        conversation.add(first, 0, first.length);
        for (int i = 0; i < 300; i++) {
            conversation.add(piece, 0, piece.length);
            assertThat(conversation.isOver() || conversation.held() <= 64 * 1024 + 1000).isTrue();
        }
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        int[] good = {1, 1, 1, 1, 0, 0, 1, 0};
        assertThat(limits(good).maxLine()).isEqualTo(1);
        IntStream.range(0, good.length)
                .forEach(i -> {
                    int[] bad = good.clone();
                    bad[i]--;
                    assertThatThrownBy(() -> limits(bad))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("must be at least " + good[i]);
                });
    }

    private static Http1Limits limits(int[] values) {
        return new Http1Limits(
                values[0], values[1], values[2], values[3], values[4], values[5], values[6],
                values[7]);
    }

    @Test
    void limitsMayBeUnbounded() {
        int most = Integer.MAX_VALUE;
        Http1Limits limits = new Http1Limits(most, most, most, most, most, most, most, most);

        assertThat(read(limits, "\r\nGET / HTTP/1.0\r\nX: 1\r\n\r\n" + CHUNKED + "0\r\n\r\n"))
                .isEqualTo("GET / close; POST / keep \"\"");
    }

    @Test
    void eachLimitIsChangedAlone() {
        assertThat(DEFAULTS.withMaxLine(1))
                .isEqualTo(new Http1Limits(1, 8190, 128, 65536, 64, 2, 4096, 16384));
        assertThat(DEFAULTS.withMaxField(1))
                .isEqualTo(new Http1Limits(8190, 1, 128, 65536, 64, 2, 4096, 16384));
        assertThat(DEFAULTS.withMaxHeaders(1))
                .isEqualTo(new Http1Limits(8190, 8190, 1, 65536, 64, 2, 4096, 16384));
        assertThat(DEFAULTS.withMaxHeadBytes(1))
                .isEqualTo(new Http1Limits(8190, 8190, 128, 1, 64, 2, 4096, 16384));
    }
}
