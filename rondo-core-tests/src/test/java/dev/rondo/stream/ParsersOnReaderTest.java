package dev.rondo.stream;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Task;
import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.bytes.Span;
import dev.rondo.testing.VirtualLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three protocols as a stranger writes them on a reader's door, fed at once and split anywhere. */
class ParsersOnReaderTest {
    /** What is done on one connection, and returns what it has understood. */
    private interface Program {
        List<String> run(Connection connection) throws Exception;
    }

    /** Runs a program with its input at once, and with each single split of it. */
    private static List<String> ofAllSplits(byte[] input, Program program) {
        List<String> whole = run(input, 0, program);
        for (int split = 1; split < input.length; split++) {
            assertThat(run(input, split, program)).as("split at %d", split).isEqualTo(whole);
        }
        return whole;
    }

    private static List<String> run(byte[] input, int split, Program program) {
        List<String> results = new ArrayList<>();
        VirtualLoop.run(() -> {
            MemoryStream.Pair pair = MemoryStream.pair();
            Task<List<String>> task = createTask(() -> program.run(new Connection(pair.first())));
            if (split > 0) {
                pair.second().write(ByteBuffer.wrap(input, 0, split));
                sleep(0);
                sleep(0);
            }
            pair.second().write(ByteBuffer.wrap(input, split, input.length - split));
            pair.second().writeEof();
            results.addAll(task.await());
        });
        return results;
    }

    // ---- HTTP/1.1: heads by spans, bodies by length, several requests in a row

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private static List<String> httpRequests(Connection connection) {
        StreamReader reader = connection.reader();
        List<String> requests = new ArrayList<>();
        ByteQueue buffer = reader.buffer();
        while (true) {
            int searched = 0;
            int end;
            while ((end = buffer.indexOf(END_OF_HEAD, searched)) < 0) {
                searched = Math.max(0, buffer.size() - 3);
                if (!reader.fill()) {
                    return requests;
                }
            }
            int length = head(buffer, end, requests);
            buffer.skip(end + END_OF_HEAD.length);
            requests.add(new String(reader.readExactly(length), UTF_8));
        }
    }

    /** Reads a head in place; returns the length of the body. */
    private static int head(ByteQueue buffer, int end, List<String> into) {
        Span name = new Span();
        Span value = new Span();
        int length = 0;
        for (int begin = 0; begin < end; ) {
            int line = buffer.indexOf('\n', begin);
            int colon = buffer.indexOf(':', begin);
            if (begin == 0) {
                into.add(name.set(buffer, 0, line - 1).toAscii());
            } else if (name.set(buffer, begin, colon).equalsIgnoreCaseAscii("content-length")) {
                length = (int) value.set(buffer, colon + 1, line - 1).strip().parseDecimal();
            }
            begin = line + 1;
        }
        return length;
    }

    @Test
    void httpRequestsAreReadInPlace() {
        String input =
                "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello"
                        + "GET /b HTTP/1.1\r\nHost: here\r\n\r\n";
        assertThat(ofAllSplits(input.getBytes(ISO_8859_1), ParsersOnReaderTest::httpRequests))
                .containsExactly("POST /a HTTP/1.1", "hello", "GET /b HTTP/1.1", "");
    }

    @Test
    void headThatIsTooLongIsRefused() {
        byte[] input = "GET / HTTP/1.1\r\nA: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb".getBytes(UTF_8);
        Program limited =
                connection -> {
                    connection.reader().setLimit(32);
                    return httpRequests(connection);
                };
        assertThatThrownBy(() -> run(input, 0, limited)).isInstanceOf(LimitOverrunException.class);
    }

    // ---- PostgreSQL: a letter, a length that counts itself, a body

    private static List<String> postgresMessages(Connection connection) {
        StreamReader reader = connection.reader();
        List<String> messages = new ArrayList<>();
        ByteQueue buffer = reader.buffer();
        Span column = new Span();
        while (has(reader, 5)) {
            int length = buffer.getInt(1);
            if (!has(reader, 1 + length)) {
                throw new AssertionError("it ends in a message");
            }
            char type = (char) buffer.get(0);
            if (type == 'D') { // columns, each behind its length
                int at = 7;
                for (int columns = buffer.getShort(5); columns > 0; columns--) {
                    int size = buffer.getInt(at);
                    messages.add(type + column.set(buffer, at + 4, at + 4 + size).toUtf8());
                    at += 4 + size;
                }
            } else {
                messages.add(type + column.set(buffer, 5, 1 + length).toUtf8());
            }
            buffer.skip(1 + length);
        }
        return messages;
    }

    private static boolean has(StreamReader reader, int count) {
        while (reader.buffer().size() < count) {
            if (!reader.fill()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void postgresMessagesAreReadInPlace() {
        ByteWriter out = new ByteWriter();
        out.put('D').putInt(4 + 2 + 4 + 3 + 4 + 2).putShort(2);
        out.putInt(3).putAscii("one").putInt(2).putAscii("42");
        out.put('C').putInt(4 + 8).putAscii("SELECT 1");
        out.put('Z').putInt(4 + 1).put('I');
        assertThat(ofAllSplits(out.toBytes(), ParsersOnReaderTest::postgresMessages))
                .containsExactly("Done", "D42", "CSELECT 1", "ZI");
    }

    // ---- WebSocket: after an upgrade the stream belongs to another parser

    private static List<String> upgraded(Connection connection) {
        List<String> results = new ArrayList<>();
        StreamReader reader = connection.reader();
        while (!reader.nextLine().orElseThrow().isEmpty()) {}
        ByteStream stream = connection.stream();
        ByteQueue frames = new ByteQueue();
        byte[] early = reader.takeBuffered(); // what the client sent behind its request
        frames.add(early, 0, early.length);
        for (int count = 0; count >= 0; count = stream.read(frames.space(1))) {
            frames.filled(count);
            while (frames.size() >= 6 && frames.size() >= 6 + (frames.get(1) & 0x7f)) {
                results.add(frame(frames));
            }
        }
        return results;
    }

    /** Takes a masked frame of less than 126 bytes. */
    private static String frame(ByteQueue frames) {
        frames.skip(1);
        int length = frames.takeByte() & 0x7f;
        byte[] mask = frames.take(4);
        byte[] body = frames.take(length);
        for (int i = 0; i < length; i++) {
            body[i] ^= mask[i % 4];
        }
        return new String(body, UTF_8);
    }

    @Test
    void framesBehindAnUpgradeAreHandedOver() {
        ByteWriter out = new ByteWriter();
        out.putAscii("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
        for (String text : List.of("hi", "there")) {
            out.put(0x81).put(0x80 | text.length()).putAscii("\1\2\3\4");
            for (int i = 0; i < text.length(); i++) {
                out.put(text.charAt(i) ^ (i % 4 + 1));
            }
        }
        assertThat(ofAllSplits(out.toBytes(), ParsersOnReaderTest::upgraded))
                .containsExactly("hi", "there");
    }
}
