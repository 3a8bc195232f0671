package dev.rondo.bench.system;

/** What is done again and again in a window, by one task or thread. */
interface Operation {
    /**
     * Does it once and compares the answer with what it must be.
     *
     * @return how many of the row's units that were
     * @throws IllegalStateException if the answer is a wrong one
     */
    long run() throws Exception;

    /** What must be done before the next one, and counts for nothing. */
    default void after() throws Exception {}
}
