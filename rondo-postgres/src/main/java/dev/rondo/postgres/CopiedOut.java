package dev.rondo.postgres;

import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.type.Codec;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data of a {@link CopyingOut}, for the task that has the connection until it ends. */
final class CopiedOut implements CopyOut {
    private final Operations operations;
    private final CopyingOut copying;
    private final @Nullable RowShape shape; // of a binary one
    private boolean begun; // to be read
    private boolean complete; // read to its end
    private boolean over;

    private CopiedOut(Operations operations, CopyingOut copying, @Nullable RowShape shape) {
        this.operations = operations;
        this.copying = copying;
        this.shape = shape;
    }

    /** Begins a COPY in the turn of its caller. Suspends. */
    static CopiedOut begin(Operations operations, String sql, @Nullable RowShape shape) {
        CopyingOut copying = new CopyingOut(operations.session(), sql);
        copying.begin();
        return new CopiedOut(operations, copying, shape);
    }

    @Override
    public Optional<ByteBuffer> next() {
        return Optional.ofNullable(piece()).map(ByteBuffer::wrap);
    }

    /** Returns the next bytes; null at the end. Suspends. */
    byte @Nullable [] piece() {
        if (over) {
            if (!complete) {
                throw new IllegalStateException(
                        this + " has failed or was closed before its end\nOpen another one");
            }
            return null;
        }
        begun = true;
        boolean going = false;
        try {
            byte[] piece = operations.<byte @Nullable [], RuntimeException>limited(copying::next);
            going = piece != null;
            complete = !going;
            return piece;
        } finally {
            if (!going) { // the end, a failure, a cancellation
                leave();
            }
        }
    }

    private void leave() {
        over = true;
        operations.turn().leave();
    }

    // ---- All of it

    @Override
    public long toFile(Path file) {
        return toTarget(() -> {
            try (CopyFile.Target target = new CopyFile.Target(file)) {
                for (byte[] piece = piece(); piece != null; piece = piece()) {
                    target.add(ByteBuffer.wrap(piece));
                }
                target.write();
            }
        });
    }

    @Override
    public long toStream(StreamWriter writer) {
        return toTarget(() -> {
            for (byte[] piece = piece(); piece != null; piece = piece()) {
                writer.write(piece);
            }
        });
    }

    @Override
    public byte[] readAll() {
        ByteWriter all = new ByteWriter();
        toTarget(() -> {
            for (byte[] piece = piece(); piece != null; piece = piece()) {
                all.reference(piece);
            }
        });
        return all.toBytes();
    }

    /** Copies by a loop, and ends the COPY when that fails. */
    private long toTarget(Runnable loop) {
        boolean done = false;
        try {
            loop.run();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
        return rowCount();
    }

    @Override
    public RowStream rows() {
        RowShape columns = shape;
        if (columns == null || begun) {
            throw new IllegalStateException(
                    columns == null
                            ? this + " is not binary\nCopy with CopyOptions.binary()"
                            : "Data of " + this + " was read before");
        }
        for (Column column : columns.columns()) {
            if (columns.codec(column.index()).format() != Codec.Format.BINARY) {
                throw new IllegalStateException(
                        "Column "
                                + column.name()
                                + " has a codec of the text format, and a COPY of rows is binary");
            }
        }
        begun = true;
        int largest = operations.session().options().maxMessage();
        return new CopiedRows(this, columns, largest);
    }

    // ---- Its end

    @Override
    public long rowCount() {
        if (!complete) {
            throw new IllegalStateException(
                    "The end of " + this + " was not read, which tells the number of rows");
        }
        return copying.rows();
    }

    @Override
    public void close() {
        if (!over) {
            operations.session().abandon(copying);
            leave();
        }
    }

    @Override
    public String toString() {
        return "<CopyOut of " + copying + (over ? " closed>" : ">");
    }
}
