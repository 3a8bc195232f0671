package dev.rondo.workers;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What code threw, on its way out of a worker: the throwable itself in a parcel of its own, which
 * may fail to open, and its name, message and stack trace in words, which cannot.
 */
final class Failure implements Serializable {
    private static final long serialVersionUID = 1;

    private final String where;
    private transient Throwable thrown;

    /**
     * Wraps what was thrown here.
     *
     * @param where which worker this is, for messages over there
     */
    Failure(Throwable thrown, String where) {
        this.thrown = thrown;
        this.where = where;
    }

    /** Returns it as it is to be thrown: over there, with the remote stack as its last cause. */
    Throwable thrown() {
        return thrown;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(thrown.getClass().getName());
        out.writeObject(String.valueOf(thrown.getMessage()));
        out.writeObject(stackOf(thrown));
        byte @Nullable [] packed;
        try {
            packed = Marshal.packWhole("exception", thrown);
        } catch (UnserializableException e) { // a field of it: then in words only
            packed = null;
        }
        out.writeObject(packed);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        String className = (String) in.readObject();
        String message = (String) in.readObject();
        RemoteStack stack = new RemoteStack("in " + where + ": " + in.readObject());
        byte @Nullable [] packed = (byte[]) in.readObject();
        thrown = rebuild((Marshal.Reader) in, packed, className, message, stack);
    }

    private static Throwable rebuild(
            Marshal.Reader in,
            byte @Nullable [] packed,
            String className,
            String message,
            RemoteStack stack) {
        if (packed != null) {
            try {
                Object built =
                        Marshal.unpack(
                                "exception", new Parcel(packed, List.of()), in.loader, in.filter);
                if (built instanceof Throwable throwable) {
                    return withCause(throwable, stack);
                }
            } catch (UnserializableException | LinkageError e) {
                stack.addSuppressed(e);
            }
        }
        return new RemoteFailureException(className, className + ": " + message, stack);
    }

    /** Adds the last cause; where a class allows none any more, it is suppressed instead. */
    private static Throwable withCause(Throwable thrown, RemoteStack stack) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable last = thrown;
        while (seen.add(last) && last.getCause() != null) {
            last = last.getCause();
        }
        try {
            last.initCause(stack);
        } catch (IllegalStateException | IllegalArgumentException e) {
            thrown.addSuppressed(stack);
        }
        return thrown;
    }

    private static String stackOf(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().strip();
    }
}
