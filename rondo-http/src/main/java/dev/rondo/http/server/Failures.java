package dev.rondo.http.server;

import dev.rondo.Action;
import org.jspecify.annotations.Nullable;

/** Runs one thing after the other, whatever fails, and throws the first failure at the end. */
final class Failures {
    private @Nullable Throwable first;

    void run(Action<? extends Exception> code) {
        try {
            code.run();
        } catch (Throwable e) { // rethrown by throwFirst()
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    void throwFirst() throws Exception {
        switch (first) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
