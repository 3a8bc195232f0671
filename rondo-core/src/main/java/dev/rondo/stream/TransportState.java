package dev.rondo.stream;

/**
 * How far a {@link Transport} is on its way.
 *
 * <pre>
 *   OPEN --close()--------------------> CLOSING: sends its buffer, reads no more
 *   CLOSING --buffer empty------------> LOST: the reading task is to end it
 *   OPEN, CLOSING --abort(), failure--> LOST
 *   LOST --the reading task-----------> SAYING_BYE: its stream is closing, TLS takes time for that
 *   SAYING_BYE --closed---------------> CLOSED: connectionLost is called
 * </pre>
 */
public enum TransportState {
    /** It reads, unless it is paused, and takes writes. */
    OPEN,
    /** It was closed and sends what is buffered. */
    CLOSING,
    /** Nothing is sent or read any more. */
    LOST,
    /** Its stream is being closed. */
    SAYING_BYE,
    /** Its protocol has been told, or is being told. */
    CLOSED;

    /** Returns whether nothing is sent or read any more. */
    boolean isLost() {
        return compareTo(LOST) >= 0;
    }

    boolean mayBecome(TransportState next) {
        return switch (next) {
            case OPEN -> false;
            case CLOSING -> this == OPEN;
            case LOST -> this == OPEN || this == CLOSING;
            case SAYING_BYE -> this == LOST;
            case CLOSED -> this == SAYING_BYE;
        };
    }
}
