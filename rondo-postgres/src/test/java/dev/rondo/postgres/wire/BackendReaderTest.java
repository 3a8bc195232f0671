package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteQueue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server's messages are read as they are meant, wherever their bytes are cut. */
class BackendReaderTest {
    private static final int ALL_SPLITS = 2_000; // bytes; of more, some

    static List<BackendCases.Case> cases() {
        return BackendCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesAreReadWhole(BackendCases.Case one) {
        assertThat(one.transcript().read(one.bytes(), Integer.MAX_VALUE)).isEqualTo(one.words());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesAreReadByteByByte(BackendCases.Case one) {
        assertThat(one.transcript().read(one.bytes(), 1)).isEqualTo(one.words());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesAreReadWhereverTheyAreSplit(BackendCases.Case one) {
        byte[] bytes = one.bytes();
        int step = bytes.length <= ALL_SPLITS ? 1 : 997;
        for (int at = 0; at <= bytes.length; at += step) {
            assertThat(one.transcript().readSplit(bytes, at))
                    .as("at %d", at)
                    .isEqualTo(one.words());
        }
    }

    @Test
    void rowsThatCameTogetherAreOneBatch() {
        BackendReader reader = inSession();
        ByteQueue queue = queue("2{}D{<2:1><4:1>a}D{<2:1><4:1>b}D{<2:1><4:1>c}C{SELECT 3~}");
        assertThat(reader.next(queue)).isEqualTo(BackendMessage.Plain.BIND_COMPLETE);
        RowBatch batch = (RowBatch) reader.next(queue);
        assertThat(batch.rows()).isEqualTo(3);
        assertThat(batch.columns()).isEqualTo(1);
        assertThat(batch.bytes()[batch.offset(2, 0)]).isEqualTo((byte) 'c');
        assertThat(batch).hasToString("<RowBatch 3 rows of 1 columns>");
        assertThat(reader.next(queue)).isEqualTo(new BackendMessage.CommandComplete("SELECT 3"));
        assertThat(reader.next(queue)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void batchKeepsItsBytesWhenTheQueueGoesOn() {
        BackendReader reader = inSession();
        ByteQueue queue = queue("D{<2:1><4:3>abc}");
        RowBatch batch = (RowBatch) reader.next(queue);
        queue.add(WireText.bytes("D{<2:1><4:3>xyz}"), 0, 14);
        reader.next(queue);
        assertThat(new String(batch.bytes(), batch.offset(0, 0), batch.length(0, 0)))
                .isEqualTo("abc");
    }

    @Test
    void valueThatIsNotThereIsRefused() {
        BackendReader reader = inSession();
        RowBatch batch = (RowBatch) reader.next(queue("D{<2:2><4:-1><4:0>}"));
        assertThat(batch.length(0, 0)).isEqualTo(-1);
        assertThat(batch.length(0, 1)).isEqualTo(0);
        assertThatThrownBy(() -> batch.length(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.length(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void sameTagIsTheSameObject() {
        BackendReader reader = inSession();
        ByteQueue queue = queue("C{SELECT 1~}C{SELECT 1~}");
        assertThat(reader.next(queue)).isSameAs(reader.next(queue));
    }

    @Test
    void strangersBytesAreShownEscapedAndShortened() {
        ByteQueue queue = queue("HTTP/1.1 400 \"Bad\"\r\n" + "x".repeat(100));
        assertThatThrownBy(() -> new BackendReader(WireLimits.defaults()).next(queue))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(
                        "it began a message with \"HTTP/1.1 400 \\\"Bad\\\"\\x0d\\x0a")
                .hasMessageEndingWith("xx\"...");
    }

    @Test
    void toStringTellsWhatIsUnderWay() {
        BackendReader reader = inSession();
        assertThat(reader).hasToString("<BackendReader session>");
        reader.next(queue("d<4:10>abc"));
        assertThat(reader).hasToString("<BackendReader session copy, to come: 3>");
        assertThat(reader.isWithin()).isTrue();
    }

    static BackendReader inSession() {
        BackendReader reader = new BackendReader(WireLimits.defaults());
        reader.next(queue("R{~~~~}"));
        return reader;
    }

    static ByteQueue queue(String text) {
        byte[] bytes = WireText.bytes(text);
        ByteQueue queue = new ByteQueue();
        queue.add(bytes, 0, bytes.length);
        return queue;
    }
}
