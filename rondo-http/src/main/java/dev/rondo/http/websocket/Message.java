package dev.rondo.http.websocket;

import java.util.Arrays;
import java.util.Objects;

/**
 * A whole message, of however many frames: text or bytes.
 *
 * {@snippet :
 * switch (socket.receive()) {
 *     case Message.Text(String text) -> say(text);
 *     case Message.Binary(byte[] bytes) -> store(bytes);
 * }
 * }
 */
public sealed interface Message {
    /** Returns a message of text. */
    static Message of(String text) {
        return new Text(text);
    }

    /** Returns a message of bytes, which it shares. */
    static Message of(byte[] bytes) {
        return new Binary(bytes);
    }

    /**
     * Text.
     *
     * @param text any; half of a surrogate pair cannot be sent and leaves as {@code ?}
     */
    record Text(String text) implements Message {
        /** Checks it. */
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Bytes. Two are equal when their bytes are.
     *
     * @param bytes shared, not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // equality is defined below
    record Binary(byte[] bytes) implements Message {
        /** Checks it. */
        public Binary {
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binary(byte[] its) && Arrays.equals(bytes, its);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** Returns how many bytes there are. */
        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes]";
        }
    }
}
