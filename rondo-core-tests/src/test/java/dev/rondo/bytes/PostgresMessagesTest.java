package dev.rondo.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program on these buffers: PostgreSQL's messages, a run of rows as one array and offsets. */
class PostgresMessagesTest {
    private static final class Reader {
        private final ByteQueue in = new ByteQueue();
        private final Span span = new Span();
        private final List<String> events = new ArrayList<>();
        private byte[] rows = new byte[16];
        private int[] values = new int[4]; // where each value of the rows begins, and its end
        private int rowBytes;
        private int count;

        void received(byte[] bytes, int from, int length) {
            in.add(bytes, from, length);
            while (in.size() >= 5 && in.size() > in.getInt(1)) { // the length counts itself
                message();
            }
        }

        private void message() {
            int type = in.get(0);
            int end = 1 + in.getInt(1);
            switch (type) {
                case 'S' -> {
                    int middle = in.indexOf(0, 5);
                    String name = span.set(in, 5, middle).toUtf8();
                    int last = in.indexOf(0, middle + 1);
                    events.add(name + "=" + span.set(in, middle + 1, last).toUtf8());
                    in.skip(end);
                }
                case 'D' -> row(end);
                case 'Z' -> {
                    in.skip(5);
                    events.add(rows() + "ready " + (char) in.takeByte());
                }
                default -> throw new AssertionError("message " + type);
            }
        }

        /** Copies the row's values once, and notes where each of them is. */
        private void row(int end) {
            int length = end - 7; // after type, length and the number of columns
            if (rowBytes + length > rows.length) {
                rows = Arrays.copyOf(rows, Math.max(rows.length * 2, rowBytes + length));
            }
            in.get(7, rows, rowBytes, length);
            int at = 7;
            for (int i = in.getShort(5); i > 0; i--) {
                int size = in.getInt(at);
                at += 4;
                if (count + 2 > values.length) {
                    values = Arrays.copyOf(values, values.length * 2);
                }
                values[count++] = size < 0 ? -1 : rowBytes + at - 7;
                at += Math.max(size, 0);
                values[count++] = rowBytes + at - 7;
            }
            rowBytes += length;
            in.skip(end);
        }

        private String rows() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i += 2) {
                text.append(
                        values[i] < 0 ? "null" : span.set(rows, values[i], values[i + 1]).toUtf8());
                text.append(' ');
            }
            rowBytes = 0;
            count = 0;
            return text.toString();
        }
    }

    private static void parameter(ByteWriter writer, String name, String value) {
        int start = writer.put('S').size();
        writer.putInt(0).putZeroTerminated(name).putZeroTerminated(value);
        writer.setInt(start, writer.size() - start);
    }

    private static void row(ByteWriter writer, String... values) {
        int start = writer.put('D').size();
        writer.putInt(0).putShort(values.length);
        for (String value : values) {
            if (value.equals("null")) {
                writer.putInt(-1);
            } else {
                int length = writer.size();
                writer.putInt(0).putUtf8(value);
                writer.setInt(length, writer.size() - length - 4);
            }
        }
        writer.setInt(start, writer.size() - start);
    }

    private static byte[] answer() {
        ByteWriter writer = new ByteWriter();
        parameter(writer, "server_encoding", "UTF8");
        row(writer, "1", "null", "Ada");
        row(writer, "2", "", "Grace Ünal");
        writer.put('Z').putInt(5).put('I');
        row(writer, "only");
        writer.put('Z').putInt(5).put('T');
        return writer.toBytes();
    }

    private static final List<String> EVENTS =
            List.of("server_encoding=UTF8", "1 null Ada 2  Grace Ünal ready I", "only ready T");

    @Test
    void messagesAreReadWhereverTheyAreSplit() {
        byte[] answer = answer();
        for (int i = 0; i <= answer.length; i++) {
            Reader reader = new Reader();
            reader.received(answer, 0, i);
            reader.received(answer, i, answer.length - i);
            assertThat(reader.events).isEqualTo(EVENTS);
        }
    }

    @Test
    void messagesAreReadByteByByte() {
        byte[] answer = answer();
        Reader reader = new Reader();
        for (int i = 0; i < answer.length; i++) {
            reader.received(answer, i, 1);
        }
        assertThat(reader.events).isEqualTo(EVENTS);
        assertThat(reader.in.isEmpty()).isTrue();
    }

    @Test
    void startUpIsWrittenWithItsLength() {
        ByteWriter writer = new ByteWriter();
        writer.putInt(0).putInt(3 << 16).putZeroTerminated("user").putZeroTerminated("jörg").put(0);
        writer.setInt(0, writer.size());
        assertThat(writer.toBytes())
                .isEqualTo("\0\0\0\u0014\0\3\0\0user\0jörg\0\0".getBytes(UTF_8));
    }
}
