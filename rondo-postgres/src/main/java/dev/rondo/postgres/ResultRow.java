package dev.rondo.postgres;

import dev.rondo.postgres.type.Codec;
import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row: where its bytes are, and how they are read. Decoded each time it is asked. */
@NullUnmarked // as Row
final class ResultRow implements Row {
    private static final int LONGEST = 40; // characters of a value that toString shows

    private final RowShape shape;
    private final RowBatch batch;
    private final int row;

    /** Made by {@link RowShape#row}. */
    ResultRow(RowShape shape, RowBatch batch, int row) {
        this.shape = shape;
        this.batch = batch;
        this.row = row;
    }

    @Override
    public int size() {
        return shape.size();
    }

    @Override
    public List<Column> columns() {
        return shape.columns();
    }

    @Override
    public boolean isNull(int index) {
        return batch.length(row, index) < 0;
    }

    @Override
    public boolean isNull(String column) {
        return isNull(shape.index(column));
    }

    // ---- Objects

    @Override
    public @Nullable Object get(int index) {
        int length = batch.length(row, index);
        if (length < 0) {
            return null;
        }
        Codec<?> codec = shape.codec(index);
        try {
            return codec.decode(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, codec.javaType().getTypeName(), e);
        }
    }

    @Override
    public @Nullable Object get(String column) {
        return get(shape.index(column));
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        int length = batch.length(row, index);
        if (length < 0) {
            return null;
        }
        try {
            return shape.codec(index)
                    .decodeAs(type, batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, type.getTypeName(), e);
        }
    }

    @Override
    public <T> @Nullable T get(String column, Class<T> type) {
        return get(shape.index(column), type);
    }

    /** Returns a value as a decoder makes it; null for NULL. */
    @Nullable Object read(int index, Codec.Decoder<?> decoder, String wanted) {
        int length = batch.length(row, index);
        if (length < 0) {
            return null;
        }
        try {
            return decoder.decode(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, wanted, e);
        }
    }

    /** As {@link #read}, for what cannot be null. */
    Object readPresent(int index, Codec.Decoder<?> decoder, String wanted) {
        Object value = read(index, decoder, wanted);
        if (value == null) {
            throw shape.isNull(index, wanted);
        }
        return value;
    }

    @Override
    public @Nullable String getString(int index) {
        int length = batch.length(row, index);
        if (length < 0) {
            return null;
        }
        try {
            return shape.codec(index).decodeText(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, "text", e);
        }
    }

    @Override
    public @Nullable String getString(String column) {
        return getString(shape.index(column));
    }

    @Override
    public byte @Nullable [] getBytes(int index) {
        return get(index, byte[].class);
    }

    @Override
    public byte @Nullable [] getBytes(String column) {
        return getBytes(shape.index(column));
    }

    // ---- Primitives

    @Override
    public int getInt(int index) {
        long value = getLong(index, "int");
        if (value != (int) value) {
            throw shape.unreadable(
                    index, "int", new IllegalArgumentException(value + " is out of its range"));
        }
        return (int) value;
    }

    @Override
    public int getInt(String column) {
        return getInt(shape.index(column));
    }

    @Override
    public long getLong(int index) {
        return getLong(index, "long");
    }

    private long getLong(int index, String wanted) {
        int length = present(index, wanted);
        try {
            return shape.codec(index).decodeLong(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, wanted, e);
        }
    }

    @Override
    public long getLong(String column) {
        return getLong(shape.index(column));
    }

    @Override
    public double getDouble(int index) {
        int length = present(index, "double");
        try {
            return shape.codec(index).decodeDouble(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, "double", e);
        }
    }

    @Override
    public double getDouble(String column) {
        return getDouble(shape.index(column));
    }

    @Override
    public boolean getBoolean(int index) {
        int length = present(index, "boolean");
        try {
            return shape.codec(index)
                    .decodeBoolean(batch.bytes(), batch.offset(row, index), length);
        } catch (RuntimeException e) {
            throw shape.unreadable(index, "boolean", e);
        }
    }

    @Override
    public boolean getBoolean(String column) {
        return getBoolean(shape.index(column));
    }

    private int present(int index, String wanted) {
        int length = batch.length(row, index);
        if (length < 0) {
            throw shape.isNull(index, wanted);
        }
        return length;
    }

    // ---- All

    @Override
    public <T> T to(Class<T> type) {
        return shape.mapper(type).map(this);
    }

    @Override
    public Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(size());
        for (int i = 0; i < size(); i++) {
            map.put(shape.columns().get(i).name(), get(i));
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            values.add(get(i));
        }
        return Collections.unmodifiableList(values);
    }

    /** Returns names and values, these shortened. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<Row");
        for (int i = 0; i < size(); i++) {
            text.append(' ').append(shape.columns().get(i).name()).append('=');
            String value;
            try {
                value = getString(i);
            } catch (ConversionException e) {
                value = "?";
            }
            text.append(
                    value != null && value.length() > LONGEST
                            ? value.substring(0, LONGEST) + "..."
                            : value);
        }
        return text.append('>').toString();
    }
}
