package dev.rondo.stress;

/** A loop in which much comes and goes. */
interface Churning {
    /** Runs it and returns how many came; throws a {@link Violation} if something is left. */
    int run();

    /** Returns which poller it ran on. */
    String poller();
}
