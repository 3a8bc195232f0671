package dev.rondo.process;

import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The end of a child, and who waits for it. It does not know the {@link Subprocess}, so that one
 * that was forgotten can be collected while the child runs. Loop thread.
 */
final class Exit {
    private final String command;
    private final long pid;
    private final Parking parking = new Parking("end of", this);
    private OptionalInt code = OptionalInt.empty();

    Exit(String command, long pid) {
        this.command = command;
        this.pid = pid;
    }

    boolean hasEnded() {
        return code.isPresent();
    }

    OptionalInt code() {
        return code;
    }

    /** The child has ended and was reaped. */
    void ended(int returnCode) {
        if (!hasEnded()) {
            code = OptionalInt.of(returnCode);
            parking.wakeAll();
        }
    }

    /** Suspends until the child has ended. A cancellation leaves it running. */
    int await() {
        while (!hasEnded()) {
            parking.await();
        }
        return code.getAsInt();
    }

    /** Suspends for a time at most, and returns whether the child has ended. */
    boolean await(Duration atMost) {
        if (hasEnded()) {
            return true;
        }
        try {
            Rondo.timeout(
                    atMost,
                    () -> {
                        await();
                    });
        } catch (TimeoutException e) {
            // The caller looks.
        }
        return hasEnded();
    }

    @Override
    public String toString() {
        return "process " + pid + " (" + command + ")";
    }
}
