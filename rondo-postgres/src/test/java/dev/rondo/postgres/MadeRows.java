package dev.rondo.postgres;

import dev.rondo.bytes.ByteQueue;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.TypeRegistry;
import dev.rondo.postgres.wire.Authentication;
import dev.rondo.postgres.wire.BackendReader;
import dev.rondo.postgres.wire.BackendWriter;
import dev.rondo.postgres.wire.RowBatch;
import dev.rondo.postgres.wire.WireLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows without a server: columns of built-in types, and values as codecs encode them. */
final class MadeRows {
    private final TypeRegistry types = new TypeRegistry();
    private final List<Column> columns = new ArrayList<>();
    private final List<byte @Nullable []> values = new ArrayList<>();

    /** Adds a column with the value that it has in the only row. */
    MadeRows with(String name, int oid, @Nullable Object value) {
        columns.add(new Column(name, types.type(oid), columns.size(), 0, 0));
        if (value == null) {
            values.add(null);
        } else {
            ByteWriter writer = new ByteWriter();
            types.codec(oid).encode(value, writer);
            values.add(writer.toBytes());
        }
        return this;
    }

    RowShape shape() {
        return new RowShape(columns, types);
    }

    Row row() {
        return shape().row(batch(values), 0);
    }

    static RowBatch batch(List<byte @Nullable []> values) {
        ByteWriter bytes = new ByteWriter();
        BackendWriter out = new BackendWriter(bytes);
        out.authentication(new Authentication.Ok());
        out.dataRow(values);
        ByteQueue queue = new ByteQueue();
        byte[] all = bytes.toBytes();
        queue.add(all, 0, all.length);
        BackendReader in = new BackendReader(WireLimits.defaults());
        in.next(queue);
        return (RowBatch) in.next(queue);
    }
}
