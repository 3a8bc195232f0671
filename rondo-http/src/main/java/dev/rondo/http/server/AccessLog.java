package dev.rondo.http.server;

/**
 * Is told of each answer, after it was handed over to the connection; also of those to requests
 * that were malformed. Called in the connection's task; must not suspend.
 */
@FunctionalInterface
public interface AccessLog {
    /** Logs an answer. What it throws is reported, and hurts nobody else. */
    void log(Answered answered);
}
