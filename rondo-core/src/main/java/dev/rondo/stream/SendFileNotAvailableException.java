package dev.rondo.stream;

/**
 * The system cannot send this file to this stream by itself, and a fallback was not allowed.
 * Nothing was sent. asyncio: {@code SendfileNotAvailableError}.
 */
public final class SendFileNotAvailableException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    SendFileNotAvailableException(String message) {
        super(message);
    }
}
