package dev.rondo.postgres.type;

import dev.rondo.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/** {@code pg_snapshot} and {@code txid_snapshot}: a {@link TransactionSnapshot}. */
final class SnapshotCodec extends ScalarCodec<TransactionSnapshot> {
    private static final int HEADER = 20;

    SnapshotCodec(String type) {
        super(type, TransactionSnapshot.class);
    }

    @Override
    public TransactionSnapshot decode(byte[] source, int offset, int length) {
        int count = length < HEADER ? -1 : Bytes.getInt(source, offset);
        if (count < 0 || length != HEADER + 8L * count) {
            throw Refusal.malformed(type, length + " bytes");
        }
        List<Long> running = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            running.add(Bytes.getLong(source, offset + HEADER + 8 * i));
        }
        return new TransactionSnapshot(
                Bytes.getLong(source, offset + 4), Bytes.getLong(source, offset + 12), running);
    }

    @Override
    public void encode(Object value, ByteWriter target) {
        if (!(value instanceof TransactionSnapshot snapshot)) {
            throw Refusal.wrongClass(type, value, "a TransactionSnapshot");
        }
        target.putInt(snapshot.running().size()).putLong(snapshot.least()).putLong(snapshot.end());
        for (long id : snapshot.running()) {
            target.putLong(id);
        }
    }
}
