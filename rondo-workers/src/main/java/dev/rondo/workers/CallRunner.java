package dev.rondo.workers;

import dev.rondo.SerializableBody;
import java.io.ObjectInputFilter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs calls in a worker's JVM, on its main thread, and sends what comes of them. */
final class CallRunner {
    private final WorkerClasses classes;
    private final Outgoing out;
    private final String where;
    private final long maxBytes;
    private final ObjectInputFilter filter = TypeFilter.with(null);
    private final Thread main = Thread.currentThread();
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock. Invariant: main is interrupted only while the call is its.
    private long running; // 0 for none
    private long cancelled; // the last that was, perhaps before it began

    CallRunner(WorkerClasses classes, Outgoing out, String name, long maxBytes) {
        this.classes = classes;
        this.out = out;
        this.where = "worker " + name + " (process " + ProcessHandle.current().pid() + ")";
        this.maxBytes = maxBytes;
    }

    /** Interrupts a call, if it has not ended. The reading thread. */
    void interrupt(long id) {
        lock.lock();
        try {
            cancelled = id;
            if (running == id) {
                main.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private void begin(long id) {
        lock.lock();
        try {
            Thread.interrupted(); // what was left of the one before
            running = id;
            if (id != 0 && cancelled == id) {
                main.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs a call. The main thread. */
    void run(Frame frame) {
        long id = frame.id();
        begin(id);
        @Nullable Object value = null;
        @Nullable Throwable failure = null;
        try {
            value = body(frame).run();
        } catch (Throwable e) { // whatever ends the code is the call's outcome
            failure = e;
        } finally {
            begin(0);
        }
        System.out.flush();
        out.send(failure == null ? result(id, value) : failed(id, failure));
    }

    @SuppressWarnings("unchecked")
    private SerializableBody<@Nullable Object, Throwable> body(Frame frame) {
        Object code = Marshal.unpack("code", frame.parcel(), classes, filter);
        if (code instanceof SerializableBody<?, ?> body) {
            return (SerializableBody<@Nullable Object, Throwable>) body;
        }
        throw new UnserializableException("The code is none: " + code, "", null);
    }

    private Frame result(long id, @Nullable Object value) {
        Parcel parcel;
        try {
            parcel = Marshal.pack("result", value);
        } catch (UnserializableException e) {
            return failed(id, e);
        }
        return parcel.bytes() <= maxBytes
                ? new Frame(Frame.Type.RESULT, id, parcel)
                : failed(id, tooLarge(parcel.bytes()));
    }

    private UnserializableException tooLarge(long bytes) {
        return new UnserializableException(
                "The result is too large to be sent: "
                        + bytes
                        + " bytes, the limit is "
                        + maxBytes
                        + "\nSend it in pieces, by SharedMemory, or raise the limit"
                        + " (WorkerOptions.withMaxBytes)",
                "",
                null);
    }

    private Frame failed(long id, Throwable failure) {
        return new Frame(
                Frame.Type.FAILED, id, Marshal.pack("exception", new Failure(failure, where)));
    }
}
