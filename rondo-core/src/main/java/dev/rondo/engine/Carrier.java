package dev.rondo.engine;

/**
 * What carries strands: the loop's kernel, as far as an engine knows it. The queue that it speaks
 * of is the one of what is ready to run.
 */
public interface Carrier {
    /** Runs the code of a strand's owner; called on the strand's own thread. */
    void runOwner(Strand strand);

    /** Returns the name of an owner's thread, to be seen in thread dumps and logs. */
    String threadName(Object owner);

    /** Queues a strand, or a {@link ScheduledEngine.Continued}. The loop's thread, or a strand. */
    void ready(Object entry);

    /** Queues an entry from any thread and wakes the loop. */
    void enter(Object entry);

    /** Makes two strands the next to run, in this pass. A running strand only. */
    void runFirst(Strand first, Strand second);

    /** Takes the second one back. */
    void leaveFirst(Strand second);

    /** Takes a strand out of the queue: it could not suspend. */
    void unqueue(Strand strand);

    /** Returns whether strands that are made now shall be seen as waiting by the JDK's tools. */
    boolean isDebugged();

    /**
     * Returns whether threads that code of strands starts shall be queued like strands, and not run
     * beside the loop; for ever the same.
     */
    boolean queuesStartedThreads();

    /** Returns whether the loop is closed: what enters is never run. Any thread. */
    boolean isClosed();

    /** Gives up what other threads queued; the loop is closed. Any thread. */
    void abandon();

    /** A strand ended with what nothing caught. */
    void uncaught(Throwable failure);
}
