package dev.rondo.bench.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** What {@link JdbcClient} does with an answer's rows: all values are read and added up. */
final class JdbcReads {
    private static final int FETCHED = 1_000; // rows of a stream at a time
    private static final int LOOKS = 10_000; // rows between two looks at the heap

    private JdbcReads() {}

    static void point(PreparedStatement statement) throws SQLException {
        int id = 1 + ThreadLocalRandom.current().nextInt(Job.POINTS);
        statement.setInt(1, id);
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            Job.checkPoint(id, rows.getInt(1), rows.getLong(2), rows.getString(3));
        }
    }

    static void types(PreparedStatement statement, Job job) throws SQLException {
        statement.setInt(1, -1);
        statement.setBoolean(2, true);
        long count = 0;
        long sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                count++;
                sum += rows.getString(1).length() + rows.getLong(2) + rows.getLong(3);
                sum += rows.getShort(4) + (rows.getBoolean(5) ? 1 : 0) + rows.getString(6).length();
                sum += (rows.getBoolean(7) ? 1 : 0) + (rows.getBoolean(8) ? 1 : 0);
                sum += rows.getString(9).length() + rows.getLong(10) + rows.getLong(11);
                sum += rows.getLong(12);
            }
        }
        job.check(count, sum);
    }

    static void integers(PreparedStatement statement, Job job) throws SQLException {
        long count = 0;
        long sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                count++;
                sum += rows.getInt(1);
            }
        }
        job.check(count, sum);
    }

    static void bytes(PreparedStatement statement, Job job) throws SQLException {
        long count = 0;
        long sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] value = rows.getBytes(1);
                count++;
                sum += value.length + (value[0] & 0xff);
            }
        }
        job.check(count, sum);
    }

    static void arrays(PreparedStatement statement, Job job) throws SQLException {
        long count = 0;
        long sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                count++;
                for (Integer value : (Integer[]) rows.getArray(1).getArray()) {
                    sum += value;
                }
            }
        }
        job.check(count, sum);
    }

    /** In a transaction, which a stream of pgjdbc's needs. */
    static void stream(PreparedStatement statement, Job job, Heap heap) throws SQLException {
        statement.getConnection().setAutoCommit(false);
        statement.setFetchSize(FETCHED);
        long count = 0;
        long sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                sum += rows.getInt(1) + rows.getString(2).length();
                if (++count % LOOKS == 0) {
                    heap.look();
                }
            }
        }
        statement.getConnection().commit();
        job.check(count, sum);
    }
}
