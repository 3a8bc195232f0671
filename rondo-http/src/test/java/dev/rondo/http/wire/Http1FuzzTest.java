package dev.rondo.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Messages that are changed at random: read the same in whatever pieces, as a plain second reader
 * reads them, and with bounded memory.
 */
class Http1FuzzTest {
    private static final long SEED = 9112;
    private static final int ROUNDS = 8_000; // some 2 s
    private static final int SLOW_ROUNDS = 500_000; // some minutes
    private static final int LONGEST = 3_000; // bytes of what is changed

    private static final List<byte[]> GRAINS =
            grains(
                    "\r",
                    "\n",
                    "\r\n",
                    "\0",
                    " ",
                    "\t",
                    ":",
                    ";",
                    "=",
                    ",",
                    "\"",
                    "\\",
                    "0",
                    "5",
                    "f",
                    "-",
                    "+",
                    "\u007f",
                    "\u0080",
                    "\u00ff",
                    "[",
                    "]",
                    "%",
                    "#",
                    "@",
                    "/",
                    "?",
                    "*",
                    "chunked",
                    "close",
                    "keep-alive",
                    "HTTP/1.1",
                    "Host: a\r\n",
                    "Content-Length: 5\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Connection: upgrade\r\nUpgrade: x\r\n",
                    "Expect: 100-continue\r\n",
                    "0\r\n\r\n",
                    "5;a=\"b\"\r\nhello\r\n",
                    "CONNECT ",
                    "OPTIONS ",
                    "http://a.b:1",
                    "[::1]:80",
                    "1.2.3.4",
                    "::",
                    "\r\n\r\n");

    private static List<byte[]> grains(String... texts) {
        return Arrays.stream(texts).map(t -> t.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    @Test
    void changedRequestsAreReadAlikeByBothReaders() {
        fuzz(Http1ParserTest.requests(), true, ROUNDS);
    }

    @Test
    void changedResponsesAreReadAlikeByBothReaders() {
        fuzz(Http1ParserTest.responses(), false, ROUNDS);
    }

    @Test
    @Tag("slow")
    void changedRequestsAreReadAlikeForLong() {
        fuzz(Http1ParserTest.requests(), true, SLOW_ROUNDS);
    }

    @Test
    @Tag("slow")
    void changedResponsesAreReadAlikeForLong() {
        fuzz(Http1ParserTest.responses(), false, SLOW_ROUNDS);
    }

    private static void fuzz(List<WireCase> cases, boolean requests, int rounds) {
        List<WireCase> seeds = cases.stream().filter(c -> c.input().length <= LONGEST).toList();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < rounds; round++) {
            WireCase seed = seeds.get(random.nextInt(seeds.size()));
            byte[] input = seed.input();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                byte[] other = seeds.get(random.nextInt(seeds.size())).input();
                input = change(input, other, random);
            }
            check(input, requests, seed.method(), random);
        }
    }

    private static void check(
            byte[] input, boolean requests, String method, SplittableRandom random) {
        boolean peerEnds = random.nextBoolean();
        String whole = conversation(requests, method).read(input, Integer.MAX_VALUE, peerEnds);
        Conversation inPieces = conversation(requests, method);
        for (int at = 0; at < input.length; ) {
            int length = Math.min(1 + random.nextInt(1 + random.nextInt(60)), input.length - at);
            inPieces.add(input, at, length);
            at += length;
            assertThat(inPieces.isOver() || inPieces.held() < 128 * 1024).isTrue();
        }
        String shown = new String(input, StandardCharsets.ISO_8859_1);
        assertThat(inPieces.end(peerEnds)).as(shown).isEqualTo(whole);
        String naive = new NaiveHttp(input, peerEnds, requests ? null : method).read();
        assertThat(whole.replaceAll("([0-9]{3}):[A-Z_0-9]+$", "$1"))
                .as("%s, ends: %s", shown, peerEnds)
                .isEqualTo(naive);
    }

    private static Conversation conversation(boolean requests, String method) {
        return requests
                ? Conversation.ofRequests(Http1Limits.defaults())
                : Conversation.ofResponses(method, Http1Limits.defaults());
    }

    private static byte[] change(byte[] input, byte[] other, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(1 + random.nextInt(12)));
        return switch (random.nextInt(6)) {
            case 0 -> replace(input, at, to, new byte[0]);
            case 1 -> replace(input, at, at, Arrays.copyOfRange(input, at, to));
            case 2 -> replace(input, at, input.length, tail(other, random));
            case 3 -> replace(input, at, Math.min(at + 1, input.length), any(random));
            case 4 -> replace(input, at, to, GRAINS.get(random.nextInt(GRAINS.size())));
            default -> replace(input, at, at, GRAINS.get(random.nextInt(GRAINS.size())));
        };
    }

    private static byte[] tail(byte[] other, SplittableRandom random) {
        return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
    }

    private static byte[] any(SplittableRandom random) {
        return new byte[] {(byte) random.nextInt()};
    }

    private static byte[] replace(byte[] input, int from, int to, byte[] by) {
        byte[] changed = Arrays.copyOf(input, input.length - (to - from) + by.length);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(input, to, changed, from + by.length, input.length - to);
        return changed;
    }
}
