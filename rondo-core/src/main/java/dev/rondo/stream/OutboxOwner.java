package dev.rondo.stream;

/** What the owner of an {@link Outbox} does when something happened to what it sends. */
interface OutboxOwner {
    /** One that only waits and asks. */
    OutboxOwner NOBODY = new OutboxOwner() {};

    /** The stream took something. Never suspends. */
    default void shrunk() {}

    /** Nothing waits any more. */
    default void emptied() {}

    /** The stream failed. Never suspends. */
    default void failed(Throwable failure) {
        if (failure instanceof Error error) {
            throw error; // the sending task's own
        }
    }

    /** The sending task was cancelled. Never suspends. */
    default void cancelled() {}
}
