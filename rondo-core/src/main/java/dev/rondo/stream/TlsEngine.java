package dev.rondo.stream;

import dev.rondo.bytes.ByteQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's engine with the records that wait before it. Makes no I/O and never suspends, so its
 * state needs no lock: {@link TlsStream} carries the bytes.
 *
 * <p>A connection that is idle holds no buffer here. Records are made in a lent buffer, and decoded
 * straight into what the reader offers; only what does not fit is kept.
 */
final class TlsEngine {
    /** What decoding came to. */
    enum Outcome {
        /** Something was decoded or answered. */
        PROGRESS,
        /** A whole record is not there. */
        NEEDS_BYTES,
        /** The peer said good-bye. */
        ENDED
    }

    /** How many bytes are read when nothing is known of what comes: most messages fit. */
    static final int FIRST_READ = 2 * 1024;

    /** How many bytes are read while whole reads come: four records. */
    static final int LARGE_READ = 64 * 1024;

    private static final int LONGEST = (1 << 14) + 2048; // what RFC 5246 lets a record hold
    private static final ByteBuffer[] NOTHING = {BufferPool.NOTHING};
    private static final int HEADER = 5; // bytes before a record: type, version, length

    private final SSLEngine engine;
    private final ByteQueue incoming = new ByteQueue(); // records as they arrived
    private final ByteQueue decoded = new ByteQueue(); // what did not fit the reader's buffer
    private int readSize = FIRST_READ;
    private boolean established; // the handshake is over
    private boolean hasAnswer; // the last record made the engine want to say something
    private boolean inputEnded; // the peer said good-bye
    private @Nullable IOException broken; // what the engine failed with; it says so only once

    TlsEngine(SSLEngine engine, byte[] alreadyRead) {
        this.engine = engine;
        incoming.add(alreadyRead, 0, alreadyRead.length);
    }

    SSLSession session() {
        return engine.getSession();
    }

    String applicationProtocol() {
        String protocol = engine.getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }

    // ---- Handshake

    void begin() throws SSLException {
        engine.beginHandshake();
    }

    HandshakeStatus handshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Nullable Runnable delegatedTask() {
        return engine.getDelegatedTask();
    }

    void established() {
        established = true;
    }

    // ---- Decoding

    boolean hasEnded() {
        return inputEnded;
    }

    /** Returns whether there is something that was decoded and not read. */
    boolean hasDecoded() {
        return !decoded.isEmpty();
    }

    /** Moves what an earlier record left into the target. */
    int drainTo(ByteBuffer target) {
        return decoded.drainTo(target);
    }

    void dropDecoded() {
        decoded.skip(decoded.size());
    }

    /** Decodes the next record into the target, and keeps what has no room there. */
    Outcome decode(ByteBuffer target) throws IOException {
        if (inputEnded) {
            return Outcome.ENDED;
        }
        if (broken != null) {
            throw broken;
        }
        try {
            checkIsTls();
            return missing() > 0 ? Outcome.NEEDS_BYTES : unwrap(target);
        } catch (IOException e) {
            broken = e;
            throw e;
        }
    }

    /** The engine's own words for a peer that speaks HTTP or SMTP help nobody. */
    private void checkIsTls() throws NotTlsException {
        if (!established && !incoming.isEmpty() && !isRecordType(incoming.get(0))) {
            throw new NotTlsException(incoming.view());
        }
    }

    private static boolean isRecordType(int type) {
        return type >= 20 && type <= 24; // RFC 8446 section 5.1, RFC 6520
    }

    private Outcome unwrap(ByteBuffer target) throws IOException {
        SSLEngineResult result = engine.unwrap(incoming.view(), target);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            ByteBuffer space = decoded.space(engine.getSession().getApplicationBufferSize());
            result = engine.unwrap(incoming.view(), space);
            decoded.filled(result.bytesProduced());
        }
        incoming.skip(result.bytesConsumed());
        hasAnswer = result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        if (established) {
            checkNotRenegotiating(result.getHandshakeStatus());
        }
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                return Outcome.NEEDS_BYTES;
            }
            case CLOSED -> {
                inputEnded = true;
                incoming.skip(incoming.size());
                incoming.trim();
                return Outcome.ENDED;
            }
            case OK, BUFFER_OVERFLOW -> {}
        }
        return Outcome.PROGRESS;
    }

    /**
     * TLS 1.2 lets a peer begin another handshake in the middle. Nobody needs it, it was attacked
     * again and again, and TLS 1.3 has it no more: refused, as Go and OpenSSL do.
     */
    private void checkNotRenegotiating(HandshakeStatus status) throws SSLException {
        if ((status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_UNWRAP)
                && !isLatest()) {
            throw new SSLException("the peer asked for a renegotiation, which is refused");
        }
    }

    /** Returns whether the record that is next is there as a whole. */
    boolean hasRecord() {
        return inputEnded || broken != null || missing() == 0;
    }

    /** Returns how many bytes the next record lacks, or its header. */
    private int missing() {
        int size = incoming.size();
        if (size < HEADER) {
            return HEADER - size;
        }
        if (!isRecordType(incoming.get(0)) || incoming.get(1) != 3) {
            return 0; // the engine says what is wrong
        }
        int length = (incoming.get(3) & 0xff) << 8 | (incoming.get(4) & 0xff);
        return length > LONGEST ? 0 : Math.max(0, HEADER + length - size);
    }

    /** Lets buffers go that hold nothing, before a wait. */
    void trim() {
        incoming.trim();
        decoded.trim();
    }

    /** Returns where to put bytes of the plain stream; count them with {@link #received}. */
    ByteBuffer space() {
        return incoming.space(Math.max(missing(), readSize));
    }

    /** Counts what was put into the last space. More room next time if it was filled. */
    void received(int count, boolean filled) {
        incoming.filled(count);
        if (filled) {
            readSize = LARGE_READ;
        } else if (count < LARGE_READ / 8) {
            readSize = FIRST_READ;
        }
    }

    // ---- Encoding

    /** Returns whether the last record wants an answer: a key update does. */
    boolean hasAnswer() {
        return hasAnswer;
    }

    /**
     * Makes records of what is given, gathered, or one of what the engine has to say; as many as
     * the room takes, and none when the peer takes no more.
     */
    void encode(ByteBuffer[] sources, ByteBuffer room) throws SSLException {
        int size = engine.getSession().getPacketBufferSize();
        SSLEngineResult result;
        do {
            result = engine.wrap(sources, room);
            if (established) {
                checkNotRenegotiating(result.getHandshakeStatus());
            }
        } while (result.getStatus() == Status.OK
                && result.bytesConsumed() > 0
                && remaining(sources) > 0 // else it would make an empty record
                && room.remaining() >= size);
    }

    static long remaining(ByteBuffer[] buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** Makes the records that the engine has to say itself: the handshake's, an alert. */
    void encodeAnswers(ByteBuffer room) throws SSLException {
        hasAnswer = false;
        int size = engine.getSession().getPacketBufferSize();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && room.remaining() >= size) {
            int before = room.position();
            encode(NOTHING, room);
            if (room.position() == before) {
                return;
            }
        }
    }

    /** Makes the last record, a good-bye. */
    void encodeEnd(ByteBuffer room) throws SSLException {
        engine.closeOutbound();
        int before;
        do {
            before = room.position();
            encode(NOTHING, room);
        } while (!engine.isOutboundDone() && room.position() > before);
    }

    /** Returns whether this is TLS 1.3, which has no renegotiation and can end one direction. */
    boolean isLatest() {
        return engine.getSession().getProtocol().equals("TLSv1.3");
    }
}
