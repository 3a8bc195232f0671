package dev.rondo.postgres;

import dev.rondo.postgres.wire.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a statement has answered: its status, and its rows as they are wanted. */
final class Answer {
    private final Query query;
    private final RowShape shape;

    Answer(Query query, RowShape shape) {
        this.query = query;
        this.shape = shape;
    }

    String status() {
        return query.status();
    }

    List<Row> rows() {
        return query.rows(shape);
    }

    <T> List<T> rowsAs(Class<T> type) {
        RecordMapper<T> mapper = shape.mapper(type);
        List<T> all = new ArrayList<>();
        for (RowBatch batch : query.batches()) {
            for (int i = 0; i < batch.rows(); i++) {
                all.add(mapper.map(shape.row(batch, i)));
            }
        }
        return all;
    }

    Optional<Row> firstRow() {
        return Optional.ofNullable(first());
    }

    <T> Optional<T> firstRowAs(Class<T> type) {
        RecordMapper<T> mapper = shape.mapper(type);
        ResultRow row = first();
        return row == null ? Optional.empty() : Optional.of(mapper.map(row));
    }

    @Nullable Object firstValue() {
        ResultRow row = first();
        return row == null || row.size() == 0 ? null : row.get(0);
    }

    <T> @Nullable T firstValueAs(Class<T> type) {
        ResultRow row = first();
        return row == null || row.size() == 0 ? null : row.get(0, type);
    }

    private @Nullable ResultRow first() {
        RowBatch batch = query.firstBatch();
        return batch == null ? null : shape.row(batch, 0);
    }
}
