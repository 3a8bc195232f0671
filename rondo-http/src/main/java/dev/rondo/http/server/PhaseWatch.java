package dev.rondo.http.server;

/**
 * How long a connection has been in its {@link Phase}, and what follows from that: the sweep asks
 * once a second. What moves sets a number back; nothing here waits or has a timer.
 */
final class PhaseWatch {
    private static final int LINGER_TICKS = 30; // in all
    private static final int SLOWEST = 240; // bytes a second of a body, as in Kestrel

    /** What is to be done with the connection. */
    enum Verdict {
        GO_ON,
        /** It has had nothing to do for long. */
        CLOSE,
        /** The client has not sent what it began: answer 408 and close. */
        TIME_OUT,
        /** The client takes nothing: give it up. */
        ABORT
    }

    private final Site.Limits limits;
    private Phase phase = Phase.IDLE;
    private int ticks; // since the phase began, or something moved
    private int bodyTicks; // in BODY, of this request
    private long bodyBytes; // of this request
    private int lingered; // ticks in LINGERING

    PhaseWatch(Site.Limits limits) {
        this.limits = limits;
    }

    Phase phase() {
        return phase;
    }

    /** Begins a phase, and returns the one before. */
    Phase enter(Phase next) {
        Phase before = phase;
        phase = next;
        ticks = 0;
        return before;
    }

    void beginRequest() {
        bodyTicks = 0;
        bodyBytes = 0;
    }

    /** Bytes have come or gone. */
    void moved() {
        ticks = 0;
    }

    void received(int bytes) {
        bodyBytes += bytes;
    }

    /**
     * Says that a second has passed.
     *
     * @param moved whether bytes have left since the last time
     */
    Verdict tick(boolean moved) {
        ticks = moved && phase == Phase.WRITING ? 0 : ticks + 1;
        return switch (phase) {
            case IDLE -> after(limits.idle(), Verdict.CLOSE);
            case HEAD -> after(limits.head(), Verdict.TIME_OUT);
            case BODY -> body();
            case WRITING -> after(limits.stall(), Verdict.ABORT);
            case LINGERING ->
                    ++lingered > LINGER_TICKS
                            ? Verdict.ABORT
                            : after(limits.linger(), Verdict.ABORT);
            case HANDLING, TAKEN -> Verdict.GO_ON;
        };
    }

    private Verdict after(int limit, Verdict verdict) {
        return ticks > limit ? verdict : Verdict.GO_ON;
    }

    /** Silence, or a drip: so slow that it only holds the connection. */
    private Verdict body() {
        bodyTicks++;
        boolean drips = bodyTicks > limits.body() && bodyBytes < (long) bodyTicks * SLOWEST;
        return drips ? Verdict.TIME_OUT : after(limits.body(), Verdict.TIME_OUT);
    }
}
