package dev.rondo.postgres.test;

/** Makes the answer of a statement when it is run, of its arguments. */
@FunctionalInterface
public interface Responder {
    /** Returns the answer. Runs in the task of the session, and may suspend. */
    Answer answer(Asked asked);
}
