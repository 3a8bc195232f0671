package dev.rondo;

import java.util.concurrent.CompletionException;

/** Throws what a body threw, unchanged or wrapped. */
final class Rethrow {
    private Rethrow() {}

    /**
     * Returns a throwable to rethrow from an await: checked exceptions wrapped, all others thrown
     * as they are.
     */
    static CompletionException unchecked(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return new CompletionException(failure);
    }

    /**
     * Throws a failure as it is; for scopes whose signature names the body's exceptions by a type
     * parameter.
     */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException asIs(Throwable failure) throws X {
        throw (X) failure;
    }
}
