import dev.rondo.bench.postgres.Job;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** What the client does with an answer's rows: all values are read and added up. */
final class Reads {
    private Reads() {}

    static void point(RowSet<Row> rows, int asked) {
        Row row = rows.iterator().next();
        Job.checkPoint(asked, row.getInteger(0), row.getLong(1), row.getString(2));
    }

    static void check(RowSet<Row> rows, Job job) {
        long count = 0;
        long sum = 0;
        for (Row row : rows) {
            count++;
            sum += switch (job.work()) {
                case "types" -> type(row);
                case "series", "one" -> row.getInteger(0);
                case "bytes" -> bytes(row.getBuffer(0));
                case "arrays" -> array(row.getArrayOfIntegers(0));
                default -> throw new IllegalArgumentException(job.work());
            };
        }
        job.check(count, sum);
    }

    private static long type(Row row) {
        long sum = row.getString(0).length() + row.getLong(1) + row.getLong(2) + row.getShort(3);
        sum += one(row, 4) + row.getString(5).length() + one(row, 6) + one(row, 7);
        sum += row.getString(8).length() + row.getLong(9) + row.getLong(10) + row.getLong(11);
        return sum;
    }

    private static int one(Row row, int column) {
        return row.getBoolean(column) ? 1 : 0;
    }

    private static long bytes(Buffer value) {
        return value.length() + (value.getByte(0) & 0xff);
    }

    private static long array(Integer[] values) {
        long sum = 0;
        for (Integer value : values) {
            sum += value;
        }
        return sum;
    }
}
