package dev.rondo.sim;

/**
 * The program of a host: its main task.
 *
 * @param <X> the checked exceptions it throws
 */
@FunctionalInterface
public interface HostBody<X extends Throwable> {
    /** Runs the program. When it returns, the host's program has ended, as a process does. */
    void run(Host host) throws X;
}
