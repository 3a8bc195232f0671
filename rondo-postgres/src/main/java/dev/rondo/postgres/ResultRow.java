package dev.rondo.postgres;

import dev.rondo.postgres.wire.RowBatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A row: where its bytes are, and how they are read. Decoded when it is asked. */
@NullUnmarked // as Row
final class ResultRow implements Row {
    /** Made by {@link RowShape#row}. */
    ResultRow(RowShape shape, RowBatch batch, int row) {}

    @Override
    public int size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Column> columns() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isNull(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isNull(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object get(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object get(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> @Nullable T get(String column, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getLong(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getLong(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double getDouble(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double getDouble(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean getBoolean(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean getBoolean(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable String getString(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable String getString(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte @Nullable [] getBytes(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte @Nullable [] getBytes(String column) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T to(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, @Nullable Object> asMap() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<@Nullable Object> values() {
        throw new UnsupportedOperationException();
    }
}
