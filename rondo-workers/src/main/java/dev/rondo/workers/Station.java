package dev.rondo.workers;

import java.time.Duration;
import java.util.OptionalLong;

/** Where a seat's calls run: its own thread, or a JVM. */
interface Station {
    /**
     * Runs a call and settles it, unless the station breaks: then the call is left to the caller.
     * Blocks. The seat's thread.
     *
     * @throws BrokenWorkerException if the station broke under the call
     */
    void run(Call<?> call);

    /** Returns whether it can take a call. */
    boolean isUsable();

    /** Interrupts a call if it runs here. Any thread; does not block. */
    void interrupt(Call<?> call);

    /**
     * Gives a call up that goes on after its interrupt.
     *
     * @return whether it is over with that; else the seat is lost to it
     */
    boolean abandon(Call<?> call);

    /** Ends it; blocks until it has ended, at most for the grace, then by force. */
    void end(Duration grace);

    /** Ends it at once whatever it does. Any thread; does not block. */
    void destroy(boolean forcibly);

    /** Returns the number of its process, if it has one of its own. */
    OptionalLong pid();
}
