package dev.rondo;

import dev.rondo.kernel.Deadline;
import dev.rondo.kernel.Kernel;
import java.time.Duration;

/**
 * A callback that waits for a point in time. Returned by {@link EventLoop#callLater} and {@link
 * EventLoop#callAt}.
 *
 * <p>asyncio: {@code TimerHandle}.
 */
public final class TimerHandle extends Handle {
    private final Timer timer = new Timer(this);

    TimerHandle(EventLoop loop, Runnable callback, Context context) {
        super(loop, callback, context);
    }

    /** Returns the loop time at which the callback runs. See {@link EventLoop#time}. */
    public Duration when() {
        return Duration.ofNanos(timer.deadlineNanos());
    }

    @Override
    public void cancel() {
        loop().checkThread("cancel()");
        loop().kernel().stopTimer(timer);
        super.cancel();
    }

    Timer timer() {
        return timer;
    }

    @Override
    String details() {
        return " when=" + when();
    }

    /** The node in the loop's heap. */
    static final class Timer extends Deadline {
        private final TimerHandle handle;

        private Timer(TimerHandle handle) {
            this.handle = handle;
        }

        @Override
        protected void expire(Kernel kernel) {
            kernel.ready(handle);
        }

        @Override
        public String purpose() {
            return Snapshots.shortText(handle);
        }
    }
}
