package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A program on these buffers: the head of an HTTP/1.1 request, read in lent memory, with headers as
 * positions until somebody asks for them.
 */
class RequestHeadTest {
    private static final ByteSet TOKEN =
            ByteSet.range('a', 'z')
                    .plus(ByteSet.range('A', 'Z'))
                    .plus(ByteSet.range('0', '9'))
                    .plus(ByteSet.of("!#$%&'*+-.^_`|~"));

    private static final ByteSet NOT_TOKEN = TOKEN.complement();

    /** Keeps positions, so that it goes on after any byte. */
    private static final class Head {
        private final ByteQueue in;
        private final Span span = new Span();
        private int[] ends = new int[16]; // of method, target, version; of each name and value
        private int count;
        private int line; // where the line begins that has not ended
        private int searched;

        Head(ByteQueue in) {
            this.in = in;
        }

        /** Returns whether the head is there as a whole. */
        boolean parse() {
            for (int end; (end = in.indexOf('\n', searched)) >= 0; line = searched) {
                searched = end + 1;
                if (end == 0 || in.get(end - 1) != '\r') {
                    throw new IllegalArgumentException("bare LF at " + end);
                }
                if (end - 1 == line) {
                    return true;
                }
                if (count == 0) {
                    requestLine(end - 1);
                } else {
                    header(end - 1);
                }
            }
            searched = in.size();
            return false;
        }

        private void requestLine(int end) {
            int method = in.indexOf(' ', line);
            int target = in.indexOf(' ', method + 1);
            if (method < 0 || target < 0 || target > end) {
                throw new IllegalArgumentException("bad request line");
            }
            add(method);
            add(target);
            add(end);
        }

        private void header(int end) {
            int colon = in.indexOf(NOT_TOKEN, line);
            if (colon == line || in.get(colon) != ':') {
                throw new IllegalArgumentException("bad header: " + span.set(in, line, end));
            }
            add(colon);
            add(end);
        }

        private void add(int end) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = end;
        }

        int size() {
            return line + 2;
        }

        Span target() {
            return span.set(in, ends[0] + 1, ends[1]);
        }

        /** Returns the value of a header, stripped, or an empty span. */
        Span header(String name) {
            for (int i = 3; i < count; i += 2) {
                if (span.set(in, ends[i - 1] + 2, ends[i]).equalsIgnoreCaseAscii(name)) {
                    return span.set(in, ends[i] + 1, ends[i + 1]).strip();
                }
            }
            return span.set(in, 0, 0);
        }
    }

    private static final byte[] HEAD =
            ("POST /things?a=b HTTP/1.1\r\nHost: example.org\r\nCONTENT-length:  5\t\r\n"
                            + "X-Empty:\r\nX-Name: caf\u00e9\r\n\r\n")
                    .getBytes(ISO_8859_1);

    private static final byte[] REQUEST = "hello".getBytes(ISO_8859_1);

    private static void read(ByteQueue queue, byte[] bytes, int from, int to) {
        ByteBuffer space = queue.space(to - from);
        space.put(bytes, from, to - from);
        queue.filled(to - from);
    }

    private static List<String> told(Head head) {
        return List.of(
                head.target().toAscii(),
                head.header("host").toAscii(),
                String.valueOf(head.header("Content-Length").parseDecimal()),
                head.header("x-empty").toAscii(),
                head.header("x-name").toLatin1(),
                head.header("none").toAscii());
    }

    private static final List<String> TOLD =
            List.of("/things?a=b", "example.org", "5", "", "caf\u00e9", "");

    @Test
    void headIsParsedInLentMemoryWhereverItIsSplit() {
        byte[] memory = new byte[256]; // of the loop
        for (int i = 0; i <= HEAD.length; i++) {
            ByteQueue queue = new ByteQueue();
            Head head = new Head(queue);

            queue.borrow(memory);
            read(queue, HEAD, 0, i);
            boolean early = head.parse();
            assertThat(early).isEqualTo(i == HEAD.length);
            assertThat(queue.giveBack()).isSameAs(memory);
            Arrays.fill(memory, (byte) '?'); // another connection's

            queue.borrow(memory);
            read(queue, HEAD, i, HEAD.length);
            read(queue, REQUEST, 0, REQUEST.length);
            assertThat(early || head.parse()).isTrue();
            assertThat(told(head)).isEqualTo(TOLD);
            queue.skip(head.size());
            assertThat(queue.takeAll()).isEqualTo(REQUEST);
            assertThat(queue.giveBack()).isSameAs(memory);
            assertThat(queue.toString()).isEqualTo(memoryless(i));
        }
    }

    private static String memoryless(int firstRead) {
        return firstRead == 0 ? "<ByteQueue 0 bytes memory=0>" : "<ByteQueue 0 bytes memory=512>";
    }

    @Test
    void headIsParsedByteByByte() {
        ByteQueue queue = new ByteQueue(HEAD.length);
        Head head = new Head(queue);
        List<Integer> done = new ArrayList<>();
        for (int i = 0; i < HEAD.length; i++) {
            read(queue, HEAD, i, i + 1);
            if (head.parse()) {
                done.add(i);
            }
        }
        assertThat(done).containsExactly(HEAD.length - 1);
        assertThat(told(head)).isEqualTo(TOLD);
    }

    @Test
    void whatIsWrongIsShownEscaped() {
        ByteQueue queue = new ByteQueue();
        Head head = new Head(queue);
        byte[] bytes = "GET / HTTP/1.1\r\nna\"me : \u001b[1m\r\n\r\n".getBytes(ISO_8859_1);
        read(queue, bytes, 0, bytes.length);
        assertThatThrownBy(head::parse)
                .hasMessage("bad header: <Span 12 bytes \"na\\\"me : \\x1b[1m\">");
    }

    @Test
    void answerLeavesAsHeadAndBody() {
        byte[] body = new byte[100_000];
        ByteWriter writer = new ByteWriter();
        writer.putAscii("HTTP/1.1 ").putDecimal(200).putAscii(" OK\r\n");
        writer.putAscii("Content-Length: ").putDecimal(body.length).putAscii("\r\n\r\n");
        writer.reference(body);
        ByteBuffer[] pieces = writer.buffers();
        assertThat(pieces).hasSize(2);
        assertThat(ISO_8859_1.decode(pieces[0]).toString())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        assertThat(pieces[1].array()).isSameAs(body);
    }
}
