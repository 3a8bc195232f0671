package dev.rondo.http.websocket;

import dev.rondo.EventLoop;
import dev.rondo.MovableDeadline;
import dev.rondo.TimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pings a peer that has been silent for the interval, and gives it up when it stays silent for half
 * as long again. Any byte counts as a sign of life. One timer, which moves without cost; no task.
 *
 * <p>While nobody receives, nobody sees an answer: what has come and was not read counts, too. And
 * while the ping waits behind a message that the peer takes slowly, taking it counts.
 */
final class Heartbeat {
    private static final byte[] NOTHING = {};

    private final Duration interval;
    private final @Nullable MovableDeadline timer; // null for no heartbeat
    private final Outgoing outgoing;
    private final BooleanSupplier hasUnread;
    private final Consumer<TimeoutException> lost;
    private boolean pinged; // and nothing has come since
    private long progress; // of what leaves, when it was looked at last

    Heartbeat(
            EventLoop loop,
            Optional<Duration> interval,
            Outgoing outgoing,
            BooleanSupplier hasUnread,
            Consumer<TimeoutException> lost) {
        this.interval = interval.orElse(Duration.ZERO);
        this.timer = interval.isEmpty() ? null : new MovableDeadline(loop, this::expired);
        this.outgoing = outgoing;
        this.hasUnread = hasUnread;
        this.lost = lost;
        heard();
    }

    /** Bytes have come. */
    void heard() {
        if (timer != null) {
            pinged = false;
            timer.setAfter(interval);
        }
    }

    private void expired() {
        if (hasUnread.getAsBoolean()) {
            heard();
        } else if (timer != null && outgoing.isHeldUp() && outgoing.progress() != progress) {
            progress = outgoing.progress();
            timer.setAfter(interval.dividedBy(2));
        } else if (pinged) {
            lost.accept(
                    new TimeoutException(
                            "The peer of a WebSocket did not answer a ping within "
                                    + interval.dividedBy(2)));
        } else if (timer != null) {
            pinged = true;
            timer.setAfter(interval.dividedBy(2));
            progress = outgoing.progress();
            outgoing.pingSoon(NOTHING);
        }
    }

    /** Ends it. */
    void stop() {
        if (timer != null) {
            timer.close();
        }
    }
}
