package dev.rondo.stream;

/**
 * What a {@link Server} can be doing.
 *
 * <pre>
 *   NOT_SERVING --startServing(), serveForever()--> SERVING
 *   NOT_SERVING, SERVING --close()----------------> CLOSED (connections live on)
 *   NOT_SERVING, SERVING, CLOSED --drain()--------> DRAINING
 *   DRAINING --the last connection has ended------> CLOSED
 * </pre>
 */
public enum ServerState {
    /** It listens, so connections wait in the system, but does not accept yet. */
    NOT_SERVING("not serving"),
    /** It accepts. */
    SERVING("serving"),
    /** It does not listen any more, and its connections are told to end. */
    DRAINING("draining"),
    /** It does not listen any more; connections may live on. */
    CLOSED("closed");

    private final String text;

    ServerState(String text) {
        this.text = text;
    }

    /** Returns whether the table has a step from this state to another one. */
    boolean leadsTo(ServerState next) {
        return switch (this) {
            case NOT_SERVING -> next != NOT_SERVING;
            case SERVING -> next == DRAINING || next == CLOSED;
            case DRAINING -> next == CLOSED;
            case CLOSED -> next == DRAINING;
        };
    }

    /** Whether it listens no more. */
    boolean isClosed() {
        return this == CLOSED || this == DRAINING;
    }

    String text() {
        return text;
    }
}
