package dev.rondo.http.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.http.Headers;
import dev.rondo.http.LimitExceededException;
import dev.rondo.http.MalformedException;
import dev.rondo.http.MultipartLimits;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {
    private static final MultipartLimits LIMITS = MultipartLimits.standard();

    /** Feeds bytes to a parser, takes what it gives, and writes down what that was. */
    private static final class Reader {
        private final MultipartParser parser;
        private final ByteQueue queue = new ByteQueue();
        private final StringBuilder log = new StringBuilder();
        private final Random random; // says how much of the data is taken

        Reader(String boundary, MultipartLimits limits, Random random) {
            this.parser = new MultipartParser(boundary, limits);
            this.random = random;
        }

        void feed(byte[] bytes, int from, int to) {
            queue.add(bytes, from, to - from);
            MultipartParser.Event event;
            do {
                event = parser.next(queue);
                switch (event) {
                    case PART -> {
                        log.append('[');
                        for (Headers.Field field : parser.headers()) {
                            log.append(field.name()).append('=').append(field.value()).append(';');
                        }
                        log.append('|');
                    }
                    case DATA -> {
                        assertThat(parser.available()).isPositive();
                        int count = 1 + random.nextInt(parser.available());
                        log.append(new String(queue.take(count), ISO_8859_1));
                        parser.took(count);
                    }
                    case PART_END -> log.append(']');
                    case NEED_BYTES, END -> {}
                }
            } while (event != MultipartParser.Event.NEED_BYTES
                    && event != MultipartParser.Event.END);
        }
    }

    private static String read(String body) {
        return read("b", body, LIMITS);
    }

    private static String read(String boundary, String body, MultipartLimits limits) {
        Reader reader = new Reader(boundary, limits, new Random(1));
        byte[] bytes = body.getBytes(ISO_8859_1);
        reader.feed(bytes, 0, bytes.length);
        reader.parser.finish();
        return reader.log.toString();
    }

    private static String part(String body) {
        return "--b\r\n\r\n" + body + "\r\n";
    }

    /** RFC 2046, section 5.1.1. */
    private static final String EXAMPLE =
            """
            This is the preamble.  It is to be ignored, though it
            is a handy place for composition agents to include an
            explanatory note to non-MIME conformant readers.

            --simple boundary

            This is implicitly typed plain US-ASCII text.
            It does NOT end with a linebreak.
            --simple boundary
            Content-type: text/plain; charset=us-ascii

            This is explicitly typed plain US-ASCII text.
            It DOES end with a linebreak.

            --simple boundary--

            This is the epilogue.  It is also to be ignored.
            """
                    .replace("\n", "\r\n");

    private static final String EXAMPLE_READ =
            """
            [|This is implicitly typed plain US-ASCII text.
            It does NOT end with a linebreak.]\
            [Content-type=text/plain; charset=us-ascii;|\
            This is explicitly typed plain US-ASCII text.
            It DOES end with a linebreak.
            ]\
            """
                    .replace("\n", "\r\n");

    @Test
    void partsAreReadBetweenBoundaries() {
        assertThat(read("simple boundary", EXAMPLE, LIMITS)).isEqualTo(EXAMPLE_READ);
    }

    @Test
    void everySplitGivesTheSame() {
        byte[] bytes = EXAMPLE.getBytes(ISO_8859_1);
        for (int first = 0; first <= bytes.length; first++) {
            Reader reader = new Reader("simple boundary", LIMITS, new Random(first));
            reader.feed(bytes, 0, first);
            reader.feed(bytes, first, bytes.length);
            reader.parser.finish();
            assertThat(reader.log).as("split at %d", first).hasToString(EXAMPLE_READ);
        }
        Reader reader = new Reader("simple boundary", LIMITS, new Random(1));
        for (int i = 0; i < bytes.length; i++) {
            reader.feed(bytes, i, i + 1);
        }
        assertThat(reader.log).hasToString(EXAMPLE_READ);
    }

    @Test
    void everyTripleSplitOfATrickyBodyGivesTheSame() {
        String body =
                "\r\n-\r\n--\r\n--b\r\nA: 1\r\nB:\t2 \r\n\r\n\r\r\n\r\n-\r\n--\r\n--\r\r\n--b \t\r\n\r\n--b\r\n"
                        + "\r\n\r\n\r\n--b--x\r\n--b--";
        String read = "[A=1;B=2;|\r\r\n\r\n-\r\n--\r\n--\r][|][|\r\n]";
        byte[] bytes = body.getBytes(ISO_8859_1);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                Reader reader = new Reader("b", LIMITS, new Random(second));
                reader.feed(bytes, 0, first);
                reader.feed(bytes, first, second);
                reader.feed(bytes, second, bytes.length);
                assertThat(reader.log).as("%d %d", first, second).hasToString(read);
            }
        }
    }

    @Test
    void nothingOfABoundaryIsHandedOut() {
        byte[] bytes = (part("data") + "--b--").getBytes(ISO_8859_1);
        int delimiter = "--b\r\n\r\ndata".length();
        for (int end = delimiter; end < delimiter + 5; end++) {
            Reader reader = new Reader("b", LIMITS, new Random(1));
            reader.feed(bytes, 0, end);
            assertThat(reader.log).hasToString("[|data");
        }
    }

    @Test
    void whatOnlyLooksLikeABoundaryIsData() {
        String data = "\r\n--\r\n-b\r\n--a\n--b\r--b x--b\r\n --b\r\r\n-\r-b";
        assertThat(read(part(data) + "--b--")).isEqualTo("[|" + data + "]");
        assertThat(read(part("") + part("") + "--b--")).isEqualTo("[|][|]");
        assertThat(read("--b--")).isEmpty();
        assertThat(read("x--b\r\n\r\n--b--")).isEmpty();
    }

    @Test
    void boundaryRightBehindTheFieldsMeansNoBody() {
        assertThat(read("--b\r\nA: 1\r\n\r\n--b\r\n\r\nx\r\n--b--")).isEqualTo("[A=1;|][|x]");
    }

    /** SB-042: no recursion, whatever stands inside. */
    @Test
    void nestedBodiesAreAPartsBytes() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            body.append(
                    "--c" + i + "\r\nContent-Type: multipart/mixed; boundary=c" + i + "\r\n\r\n");
        }
        assertThat(read(part(body.toString()) + "--b--")).isEqualTo("[|" + body + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bx\r\n",
                "--b\n",
                "--b\rx",
                "--b \rx",
                "--b -\r\n",
                "--b-\r\n",
                "--b-x",
                "--b                                                                 \r\n",
                "--b\r\nA\r\n\r\n",
                "--b\r\n: a\r\n\r\n",
                "--b\r\nA : a\r\n\r\n",
                "--b\r\n A: a\r\n\r\n",
                "--b\r\nA: a\r\n b\r\n\r\n",
                "--b\r\nA: a\nB: b\r\n\r\n",
                "--b\r\nA: \0\r\n\r\n",
                "--b\r\nA: a\rb\r\n\r\n",
                "--b\r\n\r\nx\r\n--bx",
                "--b\r\n\r\n--b-x"
            })
    void malformedBodiesAreRefused(String body) {
        Reader reader = new Reader("b", LIMITS, new Random(1));
        byte[] bytes = body.getBytes(ISO_8859_1);
        assertThatThrownBy(() -> reader.feed(bytes, 0, bytes.length))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "--b",
                "--b-",
                "--b\r",
                "--b\r\n",
                "--b\r\nA: 1\r\n",
                "--b\r\n\r\n",
                "--b\r\n\r\nx",
                "--b\r\n\r\nx\r\n--b",
                "--b\r\n\r\nx\r\n--b\r\n",
                "--b\r\n\r\nx\r\n--b-"
            })
    void unfinishedBodiesAreRefusedAtTheirEnd(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("ends before its last boundary");
    }

    /** SB-040. */
    @Test
    void partsAreLimited() {
        assertThat(read(part("").repeat(1000) + "--b--")).hasSize(3 * 1000);
        assertThatThrownBy(() -> read(part("").repeat(1_000_000)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("1000 of MultipartLimits.maxParts");
    }

    @Test
    void fieldsOfAPartAreLimited() {
        MultipartLimits limits = LIMITS.withMaxHeaderBytes(12).withMaxHeaders(2);
        assertThat(read("b", "--b\r\nA: 1\r\nB: 2\r\n\r\n--b--", limits)).isEqualTo("[A=1;B=2;|]");
        assertThatThrownBy(() -> read("b", "--b\r\nA: 1\r\nB: 23\r\n\r\n--b--", limits))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxHeaderBytes");
        assertThatThrownBy(() -> read("b", "--b\r\n" + "A".repeat(13), limits))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> read("b", "--b\r\nA:\r\nB:\r\nC:\r\n\r\n--b--", limits))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxHeaders");
    }

    @Test
    void paddingIsLimited() {
        MultipartLimits limits = LIMITS.withMaxPaddingBytes(5);
        assertThat(read("b", "12345\r\n--b--12345", limits)).isEmpty();
        assertThatThrownBy(() -> read("b", "123456\r\n--b--", limits))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("maxPaddingBytes");
        assertThatThrownBy(() -> read("b", "123456", limits))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> read("b", "--b--123456", limits))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void valuesAreBytesAsInOtherFields() {
        assertThat(read("--b\r\nA: \u00c3\u00a4\r\n\r\n--b--")).isEqualTo("[A=\u00c3\u00a4;|]");
    }

    @Test
    void boundariesAreChecked() {
        assertThatThrownBy(() -> new MultipartParser("", LIMITS))
                .isInstanceOf(MalformedException.class);
        for (String bad : new String[] {"a ", "a\r", "a\"", "ä", "a;b", "a".repeat(71), "a\0"}) {
            assertThatThrownBy(() -> new MultipartParser(bad, LIMITS))
                    .isInstanceOf(MalformedException.class);
        }
        String longest = "'()+_,-./:=? aZ09".repeat(4) + "xy";
        assertThat(read(longest, "--" + longest + "--", LIMITS)).isEmpty();
    }

    @Test
    void moreThanThereIsCannotBeTaken() {
        MultipartParser parser = new MultipartParser("b", LIMITS);
        ByteQueue queue = new ByteQueue();
        queue.add(part("abc").getBytes(ISO_8859_1), 0, part("abc").length());
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.PART);
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.DATA);
        assertThat(parser.next(queue)).isEqualTo(MultipartParser.Event.DATA);
        assertThat(parser.available()).isEqualTo(3);
        assertThatThrownBy(() -> parser.took(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parser.took(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nearlyBoundariesTakeLinearTime() {
        for (String trick :
                new String[] {"\r\n--bb", "\r\n--", "\r", "\r\n", "-", "\r\n--" + "b".repeat(68)}) {
            String boundary = "b".repeat(70);
            String data = trick.repeat(300_000 / trick.length());
            String body = "--" + boundary + "\r\n\r\n" + data + "x\r\n--" + boundary + "--";
            Reader reader = new Reader(boundary, LIMITS, new Random(1));
            byte[] bytes = body.getBytes(ISO_8859_1);
            for (int at = 0; at < bytes.length; at += 7) {
                reader.feed(bytes, at, Math.min(at + 7, bytes.length));
            }
            assertThat(reader.log.length()).isEqualTo(data.length() + 4);
        }
    }

    @Test
    void anyBodyInAnyPiecesIsReadTheSame() {
        run(2000, 1);
    }

    @Test
    @Tag("slow")
    void manyBodiesInAnyPiecesAreReadTheSame() {
        run(200_000, 2);
    }

    private static void run(int count, long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "\r\n", "--", "b", "\r", "\n", "-", "--b", "\r\n--b", "\r\n\r\n", "A: 1", " ", "x"
        };
        for (int i = 0; i < count; i++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "--b\r\n" : "");
            for (int length = random.nextInt(15); length > 0; length--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = body.toString();
            String whole = outcome(text, random, text.length() + 1);
            assertThat(outcome(text, random, 1)).as(text).isEqualTo(whole);
            assertThat(outcome(text, random, 2 + random.nextInt(5))).as(text).isEqualTo(whole);
        }
    }

    private static String outcome(String body, Random random, int piece) {
        Reader reader = new Reader("b", LIMITS, random);
        byte[] bytes = body.getBytes(ISO_8859_1);
        try {
            for (int at = 0; at < bytes.length; at += piece) {
                reader.feed(bytes, at, Math.min(at + piece, bytes.length));
            }
            reader.parser.finish();
            return reader.log.toString();
        } catch (MalformedException e) {
            return reader.log + " refused";
        }
    }
}
