package dev.rondo.postgres;

/** Called, in the loop, after each query; it may not suspend. */
@FunctionalInterface
public interface QueryLogger {
    /** Is told. What it throws goes to the loop's exception handler. */
    void queried(QueryRecord query);
}
