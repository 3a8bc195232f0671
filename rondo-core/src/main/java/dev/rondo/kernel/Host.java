package dev.rondo.kernel;

/**
 * What a kernel asks of the loop that it is the machine of. It knows neither tasks nor callbacks:
 * they are the owners of strands and the handles on its queue, and their kind is the host's
 * business.
 */
public interface Host {
    /** Runs the code of a strand's owner to its end; called on the strand. */
    void runOwner(Object owner);

    /** Returns the name of an owner's thread. */
    String threadName(Object owner);

    /** Returns a handle for a callback of a poller. */
    Object handleFor(Runnable callback);

    /** Runs a handle's callback on the callback strand; throws nothing but what ends the strand. */
    void runHandle(Object handle);

    /** Returns what a handle's callback runs in. */
    Object contextOf(Object handle);

    /** Returns what nothing in particular runs in. */
    Object emptyContext();

    /**
     * Everything that was ready has run. The bare loop thread: no user code, no lock of a user's.
     */
    void passEnds();

    /** Looks for tasks that cannot go on; the watchdog asked for it. The bare loop thread. */
    void inspect();

    /**
     * Answers a program outside that asked to look into this one, until it has enough. On a thread
     * of its own.
     *
     * @param socket where that program listens
     */
    void answer(java.nio.file.Path socket);

    /** Returns whether there may be tasks that wait for each other. Any thread. */
    boolean suspects();

    /** Returns how many threads and futures outside wait for something inside. */
    int outsiders();

    /** Returns whether the loop is closed. Any thread. */
    boolean isClosed();

    /** Returns whether debug mode is on. Any thread. */
    boolean debug();

    /** Returns how long a step may take in debug mode before it is reported. Any thread. */
    long slowNanos();

    /** Returns how long the loop may be held before that is reported; 0 for ever. Any thread. */
    long heldNanos();

    /** A step has taken too long. */
    void slow(Object what, long tookNanos);

    /** Reports a failure that belongs to nobody. On a strand. */
    void failed(String message, Throwable failure);

    /** Logs a warning, on a thread that may wait for locks. */
    void warn(String text);
}
