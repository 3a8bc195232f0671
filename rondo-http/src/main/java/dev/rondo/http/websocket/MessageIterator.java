package dev.rondo.http.websocket;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Receives messages until a clean close. */
final class MessageIterator implements Iterator<Message> {
    private final WebSocket socket;
    private @Nullable Message received; // by hasNext() for next()

    MessageIterator(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public boolean hasNext() {
        if (received == null) {
            try {
                received = socket.receive();
            } catch (WebSocketClosedException e) {
                if (!e.wasClean()) {
                    throw e;
                }
            }
        }
        return received != null;
    }

    @Override
    public Message next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The WebSocket is closed: next() on " + socket);
        }
        Message message = received;
        received = null;
        return Objects.requireNonNull(message);
    }
}
