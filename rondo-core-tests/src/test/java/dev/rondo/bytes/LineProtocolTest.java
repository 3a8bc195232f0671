package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program on these buffers: lines of words, and payloads whose length a line tells. */
class LineProtocolTest {
    /** {@code set NAME LENGTH} with a payload, or {@code get NAME}; answers as a server would. */
    private static final class Server {
        private final ByteQueue in = new ByteQueue(64);
        private final ByteWriter out = new ByteWriter();
        private final Span line = new Span();
        private final Span word = new Span();
        private int searched; // in a line that has not ended

        void received(byte[] bytes, int from, int length) {
            in.add(bytes, from, length);
            while (step()) {}
            in.trim();
        }

        /** Handles one command, or nothing if it has not arrived as a whole. */
        private boolean step() {
            int end = in.indexOf('\n', searched);
            if (end < 0) {
                searched = in.size();
                return false;
            }
            searched = 0;
            line.set(in, 0, end);
            in.mark();
            in.skip(end + 1);
            int blank = line.indexOf(' ', 0);
            if (!word.set(line, 0, blank).equalsAscii("set")) {
                in.unmark();
                String name = line.set(line, blank + 1, line.length()).toUtf8();
                out.putAscii("value ").putUtf8(name).put('\n');
                return true;
            }
            int second = line.indexOf(' ', blank + 1);
            int length = (int) word.set(line, second + 1, line.length()).parseDecimal();
            if (in.size() < length) {
                in.reset(); // the line again, when more has come
                return false;
            }
            in.unmark();
            out.putAscii("stored ").putDecimal(length).putAscii(" as ");
            out.put(word.set(line, blank + 1, second).toBytes()).put(' ').put(in.take(length));
            out.put('\n');
            return true;
        }

        String answers() {
            String all = new String(out.toBytes(), UTF_8);
            out.clear();
            return all;
        }
    }

    private static final byte[] SESSION = "set a 3\nx\nyget b\nget ä\nset c 0\n".getBytes(UTF_8);

    private static final String ANSWERS = "stored 3 as a x\ny\nvalue b\nvalue ä\nstored 0 as c \n";

    @Test
    void commandsAreHandledWhereverTheyAreSplit() {
        List<String> different = new ArrayList<>();
        for (int i = 0; i <= SESSION.length; i++) {
            for (int j = i; j <= SESSION.length; j++) {
                Server server = new Server();
                server.received(SESSION, 0, i);
                server.received(SESSION, i, j - i);
                server.received(SESSION, j, SESSION.length - j);
                String answers = server.answers();
                if (!answers.equals(ANSWERS)) {
                    different.add(i + ", " + j + ": " + answers);
                }
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void commandsAreHandledByteByByte() {
        Server server = new Server();
        for (int i = 0; i < SESSION.length; i++) {
            server.received(SESSION, i, 1);
        }
        assertThat(server.answers()).isEqualTo(ANSWERS);
    }

    @Test
    void endlessLineMeetsTheBound() {
        Server server = new Server();
        byte[] piece = new byte[16];
        for (int i = 0; i < 4; i++) {
            server.received(piece, 0, 16);
        }
        assertThatThrownBy(() -> server.received(piece, 0, 1))
                .isInstanceOf(TooManyBytesException.class)
                .hasMessage(
                        "A queue of at most 64 bytes holds 64 and cannot take 1 more\n"
                                + "Take bytes first, or set another bound with setMaxBytes()");
    }
}
