package dev.rondo.postgres;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A stream without rows that knows when it is closed. */
final class FakeStream implements RowStream {
    private final Runnable onClose;
    private boolean closed;

    FakeStream(Runnable onClose) {
        this.onClose = onClose;
    }

    @Override
    public Optional<Row> next() {
        return Optional.empty();
    }

    @Override
    public Iterator<Row> iterator() {
        return List.<Row>of().iterator();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
