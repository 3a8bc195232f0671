package dev.rondo.http.websocket;

/**
 * Text came where bytes were expected, or the other way. The socket is open still; the message is
 * here. aiohttp: {@code WSMessageTypeError}.
 */
public final class UnexpectedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message received;

    UnexpectedMessageException(String wanted, Message received) {
        super(
                "Expected "
                        + wanted
                        + ", but the peer sent "
                        + (received instanceof Message.Text ? "text" : "bytes")
                        + "\nreceive() takes both");
        this.received = received;
    }

    /** Returns what came. */
    public Message received() {
        return received;
    }
}
