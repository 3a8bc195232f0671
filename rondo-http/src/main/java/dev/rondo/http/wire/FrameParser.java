package dev.rondo.http.wire;

import dev.rondo.bytes.ByteQueue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a peer's frames (RFC 6455, section 5; RFC 7692, section 6.2) and returns whole messages and
 * control frames. Goes on at every byte, and refuses at the first that is wrong: the verdict does
 * not depend on how the bytes are cut.
 *
 * <pre>
 *   HEAD --complete--> PAYLOAD --all taken--> HEAD
 *   a message:  NONE --first frame--> OPEN --last frame--> NONE; control frames come in between
 * </pre>
 *
 * <p>What of a message has come is taken out of the queue, unmasked and inflated at once, so the
 * queue never needs to hold a frame. After a {@link FrameException} it is of no use any more.
 */
public final class FrameParser implements AutoCloseable {
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int RESERVED = 0x30;
    private static final int MASKED = 0x80;
    private static final int PIECE = 8 * 1024; // unmasked at a time for the inflater

    private final boolean fromClient;
    private final int maxMessageSize;
    private final Optional<Boolean> deflate; // whether the peer forgets its messages
    private final MessageBytes message;
    private @Nullable MessageInflater inflater; // after the first compressed message
    private byte[] piece = {};

    // The message
    private boolean open; // its first frame has come and its last not
    private boolean compressed;
    private long wireBytes; // of its frames

    // The frame
    private boolean inPayload;
    private int opcode;
    private boolean last;
    private long length;
    private long taken; // of the payload
    private int key;

    /**
     * Creates one.
     *
     * @param fromClient whether the peer is a client: then its frames must be masked, else not
     * @param maxMessageSize how many bytes a message may have, also inflated
     * @param deflate whether the peer forgets its messages, if it compresses at all
     */
    public FrameParser(boolean fromClient, int maxMessageSize, Optional<Boolean> deflate) {
        this.fromClient = fromClient;
        this.maxMessageSize = maxMessageSize;
        this.deflate = deflate;
        this.message = new MessageBytes(maxMessageSize);
    }

    /**
     * Takes the next message or control frame out of a queue; null if its bytes have not all come.
     *
     * @throws FrameException if the peer broke a rule
     */
    public @Nullable Received next(ByteQueue queue) {
        while (inPayload || takeHead(queue)) {
            if (Opcode.isControl(opcode)) {
                return queue.size() < length ? null : control(queue);
            }
            takePayload(queue);
            if (taken < length) {
                return null;
            }
            inPayload = false;
            if (last) {
                open = false;
                return finish();
            }
        }
        return null;
    }

    /** Returns whether a frame or message has begun and not ended. */
    public boolean isWithin() {
        return inPayload || open;
    }

    // ---- Head

    private boolean takeHead(ByteQueue queue) {
        int size = queue.size();
        if (size == 0) {
            return false;
        }
        int first = queue.get(0) & 0xff;
        checkFirst(first);
        if (size < 2) {
            return false;
        }
        int second = queue.get(1) & 0xff;
        checkSecond(first, second);
        int code = second & 0x7f;
        int lengthBytes = code < 126 ? 0 : code == 126 ? Short.BYTES : Long.BYTES;
        int end = 2 + lengthBytes;
        if (size < end) {
            return false;
        }
        long told = lengthOf(queue, code);
        checkLength(first, told);
        if (fromClient) {
            if (size < end + Integer.BYTES) {
                return false;
            }
            key = queue.getInt(end);
            end += Integer.BYTES;
        }
        queue.skip(end);
        begin(first, told);
        return true;
    }

    private void checkFirst(int first) {
        int kind = first & 0xf;
        if (!Opcode.isKnown(kind)) {
            throw FrameException.protocol("A frame of the unknown kind " + kind);
        }
        boolean begins = kind == Opcode.TEXT || kind == Opcode.BINARY;
        if ((first & RESERVED) != 0
                || ((first & COMPRESSED) != 0 && (deflate.isEmpty() || !begins))) {
            throw FrameException.protocol("A frame with a reserved bit");
        }
        if (Opcode.isControl(kind) && (first & FINAL) == 0) {
            throw FrameException.protocol("A control frame in several parts");
        }
        if (begins && open) {
            throw FrameException.protocol("A message begins within another");
        }
        if (kind == Opcode.CONTINUATION && !open) {
            throw FrameException.protocol("A message goes on that has not begun");
        }
    }

    private void checkSecond(int first, int second) {
        if ((second & MASKED) != 0 != fromClient) {
            throw FrameException.protocol(
                    fromClient
                            ? "A client's frame without a mask"
                            : "A server's frame with a mask");
        }
        if (Opcode.isControl(first & 0xf) && (second & 0x7f) > FrameWriter.MAX_CONTROL) {
            throw FrameException.protocol("A control frame of more than 125 bytes");
        }
        if ((first & 0xf) == Opcode.CLOSE && (second & 0x7f) == 1) {
            throw FrameException.protocol("A close frame with half a code");
        }
    }

    private static long lengthOf(ByteQueue queue, int code) {
        if (code < 126) {
            return code;
        }
        long told = code == 126 ? queue.getShort(2) & 0xffff : queue.getLong(2);
        if (told < 0) {
            throw FrameException.protocol("A frame whose length has the highest bit");
        }
        if (told < 126 || (code == 127 && told <= 0xffff)) {
            throw FrameException.protocol("A frame whose length is not written the shortest way");
        }
        return told;
    }

    private void checkLength(int first, long told) {
        int kind = first & 0xf;
        if (Opcode.isControl(kind)) {
            return;
        }
        boolean deflated = kind == Opcode.CONTINUATION ? compressed : (first & COMPRESSED) != 0;
        long before = kind == Opcode.CONTINUATION ? wireBytes : 0;
        // What is compressed may be a little longer: by a ninth if the peer compresses badly.
        long most = deflated ? maxMessageSize + maxMessageSize / 8L + 64 : maxMessageSize;
        if (told > most - before) {
            throw FrameException.tooBig(maxMessageSize);
        }
    }

    private void begin(int first, long told) {
        opcode = first & 0xf;
        last = (first & FINAL) != 0;
        length = told;
        taken = 0;
        inPayload = true;
        if (opcode == Opcode.TEXT || opcode == Opcode.BINARY) {
            open = true;
            compressed = (first & COMPRESSED) != 0;
            wireBytes = 0;
            message.begin(opcode == Opcode.TEXT);
        }
        wireBytes += Opcode.isControl(opcode) ? 0 : told;
    }

    // ---- Payload

    private void takePayload(ByteQueue queue) {
        while (taken < length && !queue.isEmpty()) {
            int count = (int) Math.min(queue.size(), length - taken);
            if (compressed) {
                takeCompressed(queue, Math.min(count, PIECE));
            } else {
                message.reserve(count, last ? length - taken : Integer.MAX_VALUE);
                take(queue, message.array(), message.size(), count);
                message.added(count);
            }
        }
    }

    private void takeCompressed(ByteQueue queue, int count) {
        if (piece.length < count) {
            piece = new byte[count];
        }
        take(queue, piece, 0, count);
        inflater().add(piece, 0, count, message);
    }

    private MessageInflater inflater() {
        MessageInflater made = inflater;
        if (made == null) {
            made = new MessageInflater(deflate.orElseThrow());
            inflater = made;
        }
        return made;
    }

    @SuppressWarnings("ByteBufferBackingArray") // the queue says so of its view
    private void take(ByteQueue queue, byte[] target, int to, int count) {
        if (fromClient) {
            ByteBuffer view = queue.view();
            FrameMask.copy(view.array(), view.position(), target, to, count, key, taken);
            queue.skip(count);
        } else {
            queue.take(target, to, count);
        }
        taken += count;
    }

    private Received finish() {
        if (compressed) {
            inflater().finish(message);
            piece = piece.length > 1024 ? new byte[0] : piece;
        }
        return message.finish();
    }

    // ---- Control frames

    private Received control(ByteQueue queue) {
        byte[] payload = new byte[(int) length];
        take(queue, payload, 0, payload.length);
        inPayload = false;
        return switch (opcode) {
            case Opcode.PING -> new Received.Ping(payload);
            case Opcode.PONG -> new Received.Pong(payload);
            default -> close(payload);
        };
    }

    private static Received close(byte[] payload) {
        if (payload.length == 0) {
            return new Received.Close(ClosePayload.NO_STATUS, "");
        }
        int code = (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
        if (!ClosePayload.isCode(code)) {
            throw FrameException.protocol("A close frame with the code " + code);
        }
        Utf8Check utf8 = new Utf8Check();
        if (!utf8.accepts(payload, 2, payload.length) || !utf8.isComplete()) {
            throw FrameException.invalid("A close frame whose reason is not UTF-8");
        }
        String reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        return new Received.Close(code, reason);
    }

    /** Frees the inflater's memory. Nothing can be parsed after it. */
    @Override
    public void close() {
        MessageInflater made = inflater;
        if (made != null) {
            made.close();
        }
    }
}
