package dev.rondo.test;

import dev.rondo.Rondo;
import dev.rondo.stream.BufferPool;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream that has the faults of a real one, over any other: reads and writes of a few bytes,
 * delays, connections that break in the middle. What it does stays within the contract of {@link
 * ByteStream}, so a program that fails with it would fail some day without.
 *
 * {@snippet :
 * MemoryStream.Pair pair = MemoryStream.pair();
 * Faults faults = Faults.seeded(Seed.of(4711), Faults.Odds.harmless());
 * ByteStream client = new FaultyStream(pair.first(), faults);
 * }
 */
public final class FaultyStream implements ByteStream {
    private final ByteStream stream;
    private final Faults faults;
    private boolean reading;
    private boolean writing;
    private boolean seen; // by isReadable()
    private @Nullable Fault ofWait; // of a waitReadable(), for the read behind it
    private boolean broken;
    private boolean closed;
    private @Nullable Runnable onHangUp;

    /** Creates one; it closes the other stream when it is closed. */
    public FaultyStream(ByteStream stream, Faults faults) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.faults = Objects.requireNonNull(faults, "faults");
    }

    // ---- Reading

    @Override
    public int read(ByteBuffer target) {
        check("read from");
        if (!target.hasRemaining()) {
            return stream.read(target);
        }
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            Fault fault = ofWait == null ? nextOfReads(target.remaining()) : ofWait;
            ofWait = null;
            return read(target, fault);
        } finally {
            reading = false;
        }
    }

    private Fault nextOfReads(int size) {
        return faults.next(Faults.Operation.READ, size);
    }

    private int read(ByteBuffer target, Fault fault) {
        boolean atOnce = seen; // as the contract says of what isReadable() has seen
        seen = false;
        return switch (fault) {
            case Fault.None() -> stream.read(target);
            case Fault.Partial(int bytes) -> {
                int room = Math.min(bytes, target.remaining());
                ByteBuffer part = target.slice(target.position(), room);
                int count = stream.read(part);
                target.position(target.position() + part.position());
                yield count;
            }
            case Fault.Delay(var time) -> {
                if (!atOnce) {
                    Rondo.sleep(time);
                    check("read from");
                }
                yield stream.read(target);
            }
            case Fault.Reset() -> throw reset("read from");
            case Fault.Torn(int bytes) -> throw reset("read from");
        };
    }

    @Override
    public void waitReadable() {
        check("read from");
        if (reading) {
            throw new IllegalStateException("Another task is reading from " + this);
        }
        reading = true;
        try {
            if (ofWait == null) {
                ofWait = nextOfReads(BufferPool.LARGE);
            }
            if (waits(ofWait)) {
                stream.waitReadable();
            }
        } finally {
            reading = false;
        }
    }

    /** Has a wait's share of the fault that it has in common with the read behind it. */
    private boolean waits(Fault fault) {
        switch (fault) {
            case Fault.None() -> {}
            case Fault.Partial(int bytes) -> {} // the read's
            case Fault.Delay(var time) -> {
                if (seen) {
                    return false;
                }
                Rondo.sleep(time);
                ofWait = new Fault.None();
                check("read from");
            }
            case Fault.Reset() -> throw reset("read from");
            case Fault.Torn(int bytes) -> throw reset("read from");
        }
        return true;
    }

    // ---- Writing

    @Override
    public void write(ByteBuffer source) {
        check("write to");
        if (writing) {
            throw new IllegalStateException("Another task is writing to " + this);
        }
        writing = true;
        try {
            write(source, faults.next(Faults.Operation.WRITE, source.remaining()));
        } finally {
            writing = false;
        }
    }

    private void write(ByteBuffer source, Fault fault) {
        switch (fault) {
            case Fault.None() -> stream.write(source);
            case Fault.Partial(int bytes) -> {
                writePart(source, bytes);
                Rondo.sleep(0);
                check("write to");
                stream.write(source);
            }
            case Fault.Delay(var time) -> {
                Rondo.sleep(time);
                check("write to");
                stream.write(source);
            }
            case Fault.Reset() -> throw reset("write to");
            case Fault.Torn(int bytes) -> {
                writePart(source, bytes);
                Rondo.sleep(0); // a peer that waits for them gets them first
                throw reset("write to");
            }
        }
    }

    private void writePart(ByteBuffer source, int bytes) {
        ByteBuffer part = source.slice(source.position(), Math.min(bytes, source.remaining()));
        try {
            stream.write(part);
        } finally {
            source.position(source.position() + part.position());
        }
    }

    @Override
    public int tryWrite(ByteBuffer source) {
        check("write to");
        if (writing) {
            return 0;
        }
        return switch (faults.next(Faults.Operation.WRITE, source.remaining())) {
            case Fault.None() -> stream.tryWrite(source);
            case Fault.Partial(int bytes) -> tryWritePart(source, bytes);
            case Fault.Delay(var time) -> 0;
            case Fault.Reset() -> throw reset("write to");
            case Fault.Torn(int bytes) -> {
                tryWritePart(source, bytes);
                throw reset("write to");
            }
        };
    }

    private int tryWritePart(ByteBuffer source, int bytes) {
        ByteBuffer part = source.slice(source.position(), Math.min(bytes, source.remaining()));
        int count = stream.tryWrite(part);
        source.position(source.position() + count);
        return count;
    }

    // ---- Watching

    @Override
    public boolean isReadable() {
        seen = closed || broken || stream.isReadable();
        return seen;
    }

    @Override
    public void onHangUp(Runnable callback) {
        if (broken && !closed) {
            Rondo.runningLoop().callSoon(Objects.requireNonNull(callback, "callback"));
            return;
        }
        check("watch");
        onHangUp = callback;
        stream.onHangUp(callback);
    }

    @Override
    public void removeOnHangUp() {
        onHangUp = null;
        stream.removeOnHangUp();
    }

    // ---- The rest

    private void check(String operation) {
        if (closed) {
            throw new StreamClosedException(operation, this, "it is closed");
        }
        if (broken) {
            throw reset(operation);
        }
    }

    /** Breaks the connection; what the peer has not read yet is lost, as with a real reset. */
    private ConnectionResetException reset(String operation) {
        broken = true;
        stream.abort();
        Runnable callback = onHangUp;
        if (callback != null) { // it has not heard of another end: that one would be reported
            onHangUp = null;
            Rondo.runningLoop().callSoon(callback);
        }
        return new ConnectionResetException(
                operation, this, "a fault of the test", new IOException("reset"));
    }

    @Override
    public void writeEof() {
        check("end");
        stream.writeEof();
    }

    @Override
    public boolean canWriteEof() {
        return stream.canWriteEof();
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }

    @Override
    public void abort() {
        closed = true;
        stream.abort();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public StreamInfo info() {
        return stream.info();
    }

    @Override
    public String toString() {
        return "<FaultyStream" + (closed ? " closed" : "") + " over " + stream + ">";
    }
}
