package dev.rondo.postgres;

import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** The data of a COPY of a {@link PooledConnection}: dead with it. */
final class PooledCopyOut implements CopyOut {
    private final Lease lease;
    private final CopyOut data;

    private PooledCopyOut(Lease lease, CopyOut data) {
        this.lease = lease;
        this.data = data;
    }

    static PooledCopyOut of(Lease lease, CopyOut data) {
        lease.opened(data);
        return new PooledCopyOut(lease, data);
    }

    private CopyOut live() {
        lease.check();
        return data;
    }

    @Override
    public Optional<ByteBuffer> next() {
        return live().next();
    }

    @Override
    public long toFile(Path file) {
        return live().toFile(file);
    }

    @Override
    public long toStream(StreamWriter writer) {
        return live().toStream(writer);
    }

    @Override
    public RowStream rows() {
        return PooledRows.of(lease, live().rows());
    }

    @Override
    public long rowCount() {
        return live().rowCount();
    }

    @Override
    public byte[] readAll() {
        return live().readAll();
    }

    /** Does nothing when the connection was given back: the pool has ended it then. */
    @Override
    public void close() {
        if (!lease.isOver()) {
            data.close();
            lease.closed(data);
        }
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
