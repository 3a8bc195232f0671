package dev.rondo.http.server;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import org.jspecify.annotations.Nullable;

/**
 * Runs one thing after the other, whatever fails, and throws the first failure at the end; a
 * cancellation goes before others, since it must not be lost.
 */
final class Failures {
    private @Nullable Throwable first;

    void run(Action<? extends Exception> code) {
        try {
            code.run();
        } catch (Throwable e) { // rethrown by throwFirst()
            Throwable before = first;
            boolean leads = e instanceof CancelledError && !(before instanceof CancelledError);
            if (before == null || leads) {
                first = e;
            }
            if (before != null && before != e) {
                (leads ? e : before).addSuppressed(leads ? before : e);
            }
        }
    }

    void throwFirst() {
        if (first != null) {
            throw AppException.unchecked(first);
        }
    }
}
