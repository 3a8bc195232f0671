package dev.rondo.http.websocket;

import dev.rondo.Action;
import dev.rondo.Rondo;
import dev.rondo.TimeoutException;
import dev.rondo.http.wire.ClosePayload;
import dev.rondo.http.wire.FrameException;
import dev.rondo.http.wire.Opcode;
import dev.rondo.http.wire.Received;
import dev.rondo.http.wire.WebSocketHandshake;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.StreamException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a socket ends, within bounds whatever the peer does (RFC 6455, section 7).
 *
 * <pre>
 *   OPEN --{@link #say}--> CLOSING --{@link #answer}--> CLOSED
 *   OPEN, CLOSING --{@link #answer}, {@link #refuse}, {@link #ended}--> CLOSING --> CLOSED
 *   OPEN, CLOSING --{@link #lost}, {@link #closeNow}, {@link #abort}--> CLOSED
 * </pre>
 *
 * <p>After both goodbyes the server closes the stream, and the client waits for that, so that the
 * port stays busy on the client's side. After a broken rule this end says goodbye, ends its
 * direction, and drops what still comes for a while: a close with bytes unread would be a reset,
 * and the peer would not learn why.
 */
final class Farewell {
    private static final int MOST_DISCARDED = 1024 * 1024; // bytes: then a peer is not listening

    private final boolean server;
    private final ByteStream stream;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final Duration closeTimeout;
    private final Runnable onChange;

    private WebSocketSnapshot.State state = WebSocketSnapshot.State.OPEN;
    private @Nullable CloseState mine; // what this end said first
    private @Nullable CloseState how; // once it is decided
    private @Nullable Throwable cause;

    /**
     * Creates one.
     *
     * @param onChange runs when it begins to close and when it is closed
     */
    Farewell(
            boolean server,
            ByteStream stream,
            Incoming incoming,
            Outgoing outgoing,
            Duration closeTimeout,
            Runnable onChange) {
        this.server = server;
        this.stream = stream;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.closeTimeout = closeTimeout;
        this.onChange = onChange;
    }

    WebSocketSnapshot.State state() {
        return state;
    }

    boolean isOpen() {
        return state == WebSocketSnapshot.State.OPEN;
    }

    boolean isClosed() {
        return state == WebSocketSnapshot.State.CLOSED;
    }

    /** Returns how it was closed, or is being closed; null while nobody knows. */
    @Nullable CloseState how() {
        return how != null ? how : mine;
    }

    // ---- Ways to the end

    /** Says goodbye first. Suspends until it was sent; a broken stream is met by who reads. */
    void say(int code, String reason, byte[] payload) {
        if (isOpen()) {
            mine = new CloseState(code, reason, false);
            closing();
            try {
                outgoing.sendControl(Opcode.CLOSE, payload);
            } catch (StreamException e) {
                cause = e;
            }
        }
    }

    /** The peer said goodbye: answers it if this end did not, and closes. Suspends. */
    void answer(Received.Close close) {
        CloseState first = mine;
        how =
                first == null
                        ? new CloseState(close.code(), close.reason(), true)
                        : new CloseState(first.code(), first.reason(), true);
        closing();
        within(() -> {
            if (!outgoing.hasEnded()) {
                boolean bare = close.code() == ClosePayload.NO_STATUS;
                byte[] payload = bare ? new byte[0] : ClosePayload.of(close.code(), "");
                outgoing.sendControl(Opcode.CLOSE, payload);
            }
            if (!server) {
                incoming.discard(MOST_DISCARDED);
            } else if (stream.isReadable()) {
                linger();
            }
        });
    }

    /** The peer broke a rule: tells it which, and closes. Suspends. */
    void refuse(FrameException rule) {
        how = new CloseState(rule.code(), "", false);
        cause = rule;
        closing();
        within(() -> {
            if (!outgoing.hasEnded()) {
                outgoing.sendControl(Opcode.CLOSE, ClosePayload.of(rule.code(), rule.rule()));
            }
            linger();
        });
    }

    private void linger() {
        if (stream.canWriteEof()) {
            stream.writeEof();
        }
        incoming.discard(MOST_DISCARDED);
    }

    /** Does last things while the close timeout lasts, and closes the stream in any case. */
    private void within(Action<RuntimeException> lastThings) {
        boolean done = false;
        try {
            Rondo.timeout(
                    closeTimeout,
                    () -> {
                        lastThings.run();
                        stream.close();
                    });
            done = true;
        } catch (TimeoutException | StreamException e) {
            cause = cause == null ? e : cause;
        } finally {
            if (!done) {
                stream.abort();
            }
            closed();
        }
    }

    /** The peer ended the stream without a word. What was sent is still delivered. Suspends. */
    void ended() {
        how = CloseState.abnormal();
        closing();
        within(() -> {});
    }

    /** The stream broke, or the peer is silent. Never suspends. */
    void lost(Throwable why) {
        if (!isClosed()) {
            how = how == null ? CloseState.abnormal() : how;
            cause = why;
            stream.abort();
            closed();
        }
    }

    /** Says goodbye if it can leave at once, and closes. Never waits. */
    void closeNow(int code, String reason, byte[] payload) {
        boolean said = false;
        try {
            said = outgoing.hasEnded() || outgoing.trySendClose(payload);
        } catch (StreamException e) {
            cause = e;
        }
        if (said) {
            mine = mine == null ? new CloseState(code, reason, false) : mine;
            try {
                stream.close();
            } finally {
                closed();
            }
        } else {
            abort();
        }
    }

    /** A frame was begun and cannot be ended. Never suspends. */
    void breakOff() {
        lost(
                new StreamException(
                        "send to",
                        stream,
                        "a task was cancelled in the middle of a message",
                        new InterruptedIOException()));
    }

    /** Closes at once; never suspends. */
    void abort() {
        if (!isClosed()) {
            stream.abort();
            closed();
        }
    }

    private void closing() {
        state = WebSocketSnapshot.State.CLOSING;
        onChange.run();
    }

    private void closed() {
        if (!isClosed()) {
            state = WebSocketSnapshot.State.CLOSED;
            how = how == null ? CloseState.abnormal() : how;
            incoming.release();
            outgoing.release();
            onChange.run();
        }
    }

    // ---- Telling it

    /** Returns what tells a caller that nothing can be done any more. */
    WebSocketClosedException exception() {
        CloseState known = how;
        if (known == null) {
            return new WebSocketClosedException(
                    "The WebSocket is being closed by this end", orAbnormal(mine), cause);
        }
        if (cause instanceof FrameException rule) {
            return new WebSocketProtocolException(
                    rule.rule() + "; the WebSocket was closed with " + known.code(), known, cause);
        }
        if (!known.wasClean()) {
            return new WebSocketClosedException(
                    "The WebSocket ended without a goodbye of the peer"
                            + (cause == null ? "" : ": " + cause.getMessage()),
                    known,
                    cause);
        }
        String reason =
                known.reason().isEmpty() ? "" : " " + WebSocketHandshake.shown(known.reason());
        return new WebSocketClosedException(
                (mine == null ? "The peer" : "This end")
                        + " closed the WebSocket: "
                        + known.code()
                        + reason,
                known,
                null);
    }

    /** Returns what tells a sender that its message did not leave. */
    WebSocketClosedException sendFailed(StreamException failure) {
        return isClosed()
                ? exception()
                : new WebSocketClosedException(
                        "The connection of the WebSocket does not take messages any more",
                        CloseState.abnormal(),
                        failure);
    }

    private static CloseState orAbnormal(@Nullable CloseState state) {
        return state == null ? CloseState.abnormal() : state;
    }
}
