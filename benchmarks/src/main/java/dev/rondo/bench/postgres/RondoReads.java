package dev.rondo.bench.postgres;

import dev.rondo.postgres.Connection;
import dev.rondo.postgres.CopyOut;
import dev.rondo.postgres.Queryable;
import dev.rondo.postgres.Row;
import dev.rondo.postgres.RowStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What {@link RondoClient} does with an answer's rows: all values are read and added up. */
final class RondoReads {
    private static final int LOOKS = 10_000; // rows between two looks at the heap

    private RondoReads() {}

    static void point(Queryable source, String sql) {
        int id = 1 + ThreadLocalRandom.current().nextInt(Job.POINTS);
        Row row = source.fetchRow(sql, id).orElseThrow();
        Job.checkPoint(id, row.getInt(0), row.getLong(1), row.getString(2));
    }

    static void types(Queryable source, Job job) {
        long sum = 0;
        List<Row> rows = source.fetch(job.sql(), -1, true);
        for (Row row : rows) {
            sum += row.getString(0).length() + row.getLong(1) + row.getLong(2) + row.getInt(3);
            sum += (row.getBoolean(4) ? 1 : 0) + row.getString(5).length();
            sum += (row.getBoolean(6) ? 1 : 0) + (row.getBoolean(7) ? 1 : 0);
            sum += row.getString(8).length() + row.getLong(9) + row.getLong(10) + row.getLong(11);
        }
        job.check(rows.size(), sum);
    }

    static void integers(Queryable source, Job job) {
        long sum = 0;
        List<Row> rows = source.fetch(job.sql());
        for (Row row : rows) {
            sum += row.getInt(0);
        }
        job.check(rows.size(), sum);
    }

    static void bytes(Queryable source, Job job) {
        long sum = 0;
        List<Row> rows = source.fetch(job.sql());
        for (Row row : rows) {
            byte[] value = row.getBytes(0);
            sum += value.length + (value[0] & 0xff);
        }
        job.check(rows.size(), sum);
    }

    static void arrays(Queryable source, Job job) {
        long sum = 0;
        List<Row> rows = source.fetch(job.sql());
        for (Row row : rows) {
            for (int value : row.get(0, int[].class)) {
                sum += value;
            }
        }
        job.check(rows.size(), sum);
    }

    static void stream(Connection source, Job job, Heap heap) {
        long count = 0;
        long sum = 0;
        try (RowStream rows = source.stream(job.sql())) {
            for (Row row : rows) {
                sum += row.getInt(0) + row.getString(1).length();
                if (++count % LOOKS == 0) {
                    heap.look();
                }
            }
        }
        job.check(count, sum);
    }

    /** COPY's number of rows is not told; that of its line feeds is the same. */
    static void copyOut(CopyOut copy, Job job) {
        long size = 0;
        try (copy) {
            for (Optional<ByteBuffer> piece; (piece = copy.next()).isPresent(); ) {
                size += piece.get().remaining();
            }
        }
        job.check(job.rows(), size);
    }
}
