package dev.rondo;

import org.jspecify.annotations.Nullable;

/** Keeps a cancellation from what is awaited. */
final class Shield {
    private Shield() {}

    /** Returns a future that follows another one, but whose cancellation does not reach it. */
    static <T extends @Nullable Object> Future<T> around(Future<T> inner) {
        if (inner.done()) {
            return inner;
        }
        inner.loop().checkThread("shield()");
        Future<T> outer = inner.loop().createFuture(inner);
        Completion follow =
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        // When the outer one was cancelled, a failure stays unretrieved and so
                        // reaches the exception handler.
                        inner.loop().host().chain().run(() -> outer.copyOutcome(inner));
                    }
                };
        inner.addCompletion(follow);
        outer.addCompletion(
                new Completion() {
                    @Override
                    void done(Future<?> done) {
                        inner.removeCompletion(follow); // it may live long, and be shielded often
                    }
                });
        return outer;
    }
}
