package dev.rondo.stream;

/** Serves one connection. Runs as a task of its own; when it returns, the connection is closed. */
@FunctionalInterface
public interface ConnectionHandler {
    /** Serves the connection. What it throws goes to the loop's exception handler. */
    void handle(Connection connection) throws Exception;
}
