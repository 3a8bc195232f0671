package dev.rondo.http.wire;

/** What a peer's frames say: a whole message, or a control frame. */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public sealed interface Received {
    /** A message of text. */
    record Text(String text) implements Received {}

    /** A message of bytes, which are the receiver's. */
    record Binary(byte[] bytes) implements Received {}

    /** A ping, to be answered with the same bytes. */
    record Ping(byte[] payload) implements Received {}

    /** A pong. */
    record Pong(byte[] payload) implements Received {}

    /**
     * A goodbye.
     *
     * @param code {@link ClosePayload#NO_STATUS} if there was none
     * @param reason empty if there was none
     */
    record Close(int code, String reason) implements Received {}
}
