package dev.rondo.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyRowsTest {
    private static final int MAX = 1000;

    private static byte[] data(@Nullable String[]... rows) {
        return data(writer -> {
            for (@Nullable String[] row : rows) {
                writer.putShort(row.length);
                for (String value : row) {
                    if (value == null) {
                        writer.putInt(-1);
                    } else {
                        writer.putInt(value.length()).putAscii(value);
                    }
                }
            }
            writer.putShort(-1);
        });
    }

    private static byte[] data(Consumer<ByteWriter> rows) {
        ByteWriter writer = new ByteWriter();
        writer.put(CopyRows.SIGNATURE).putInt(0).putInt(0);
        rows.accept(writer);
        return writer.toBytes();
    }

    /** Returns all rows of data that comes in two pieces. */
    private static List<List<@Nullable String>> read(byte[] data, int split, int columns) {
        CopyRows rows = new CopyRows(columns, MAX);
        List<List<@Nullable String>> found = new ArrayList<>();
        rows.add(data, 0, split);
        addAll(rows, found);
        rows.add(data, split, data.length - split);
        addAll(rows, found);
        assertThat(rows.isEnded()).isTrue();
        return found;
    }

    private static void addAll(CopyRows rows, List<List<@Nullable String>> found) {
        for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
            for (int row = 0; row < batch.rows(); row++) {
                List<@Nullable String> values = new ArrayList<>();
                for (int column = 0; column < batch.columns(); column++) {
                    int length = batch.length(row, column);
                    values.add(
                            length < 0
                                    ? null
                                    : new String(
                                            batch.bytes(),
                                            batch.offset(row, column),
                                            length,
                                            StandardCharsets.US_ASCII));
                }
                found.add(values);
            }
        }
    }

    @Test
    void rowsAreTheSameWhereverTheDataIsSplit() {
        byte[] data = data(new String[] {"a", null}, new String[] {"", "bcd"});
        for (int split = 0; split <= data.length; split++) {
            assertThat(read(data, split, 2))
                    .as("split at %d", split)
                    .hasToString("[[a, null], [, bcd]]");
        }
    }

    @Test
    void manyRowsComeInOneBatch() {
        byte[] data =
                data(writer -> {
                    for (int i = 0; i < 100; i++) {
                        writer.putShort(1).putInt(1).put('x');
                    }
                    writer.putShort(-1);
                });
        CopyRows rows = new CopyRows(1, MAX);
        rows.add(data, 0, data.length);
        RowBatch batch = rows.next();
        assertThat(batch).isNotNull();
        assertThat(batch.rows()).isEqualTo(100);
        assertThat(rows.next()).isNull();
    }

    @Test
    void aTableWithoutColumnsHasRows() {
        byte[] data = data(new String[0], new String[0]);
        assertThat(read(data, 3, 0)).hasToString("[[], []]");
    }

    @Test
    void anExtensionOfTheHeadIsSkipped() {
        ByteWriter writer = new ByteWriter();
        writer.put(CopyRows.SIGNATURE).putInt(0xffff).putInt(3).putAscii("abc");
        writer.putShort(1).putInt(1).put('x').putShort(-1);
        assertThat(read(writer.toBytes(), 20, 1)).hasToString("[[x]]");
    }

    private static void assertRefused(byte[] data, String why) {
        CopyRows rows = new CopyRows(1, MAX);
        assertThatThrownBy(
                        () -> {
                            rows.add(data, 0, data.length);
                            while (rows.next() != null) {
                                assertThat(rows).isNotNull();
                            }
                        })
                .isInstanceOf(WireException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsNoDataOfABinaryCopyIsRefused() {
        assertRefused(
                "PGCOPX: this is something else".getBytes(StandardCharsets.US_ASCII), "no data");
        assertRefused(data(writer -> writer.putShort(2)), "2 columns instead of 1");
        assertRefused(data(writer -> writer.putShort(-2)), "-2 columns instead of 1");
        assertRefused(data(writer -> writer.putShort(1).putInt(-2)), "-2 bytes");
        assertRefused(data(writer -> writer.putShort(1).putInt(MAX + 1)), "1001 bytes");
        assertRefused(data(writer -> writer.putShort(-1).put(0)), "after the end");
        assertRefused(
                data(writer -> writer.putShort(1).putInt(MAX).put(new byte[MAX - 1])),
                "larger than");
        ByteWriter flags = new ByteWriter();
        assertRefused(flags.put(CopyRows.SIGNATURE).putInt(1 << 16).putInt(0).toBytes(), "10000");
        ByteWriter extension = new ByteWriter();
        assertRefused(
                extension.put(CopyRows.SIGNATURE).putInt(0).putInt(1 << 30).toBytes(),
                "1073741824");
    }

    @Test
    void whatComesAfterTheEndIsRefused() {
        byte[] data = data(new String[] {"a"});
        CopyRows rows = new CopyRows(1, MAX);
        rows.add(data, 0, data.length);
        assertThat(rows.next()).isNotNull();
        assertThat(rows.next()).isNull();
        rows.add(data, 0, 0);
        assertThatThrownBy(() -> rows.add(data, 0, 1)).isInstanceOf(WireException.class);
    }

    @Test
    void mutatedDataThrowsNothingElse() {
        byte[] good = data(new String[] {"a", null}, new String[] {"", "bcd"});
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            CopyRows rows = new CopyRows(2, MAX);
            try {
                int split = random.nextInt(data.length);
                rows.add(data, 0, split);
                addAll(rows, new ArrayList<>());
                rows.add(data, split, data.length - split);
                addAll(rows, new ArrayList<>());
            } catch (WireException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }
}
