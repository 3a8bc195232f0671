package dev.rondo.http.websocket;

import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.http.wire.FrameException;
import dev.rondo.http.wire.Received;
import dev.rondo.stream.StreamException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who reads, and who waits for what is read: a message, a pong, the peer's goodbye. Of the tasks
 * that wait one reads for all; when it has what it wants, or is cancelled, another goes on.
 *
 * <p>One message at most is held, for {@link #receive}; nobody reads on before it is taken.
 */
final class Reading {
    private final WebSocket socket;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final Farewell farewell;
    private final boolean autoPing;
    private final Pongs pongs = new Pongs();
    private final Parking changes;

    // Invariant: only who has set `pumping` reads from the stream, and only while `ready` is null.
    private boolean pumping;
    private boolean receiving; // a task is in receive()
    private @Nullable Message ready;
    private long received;

    Reading(
            WebSocket socket,
            Incoming incoming,
            Outgoing outgoing,
            Farewell farewell,
            boolean autoPing) {
        this.socket = socket;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.farewell = farewell;
        this.autoPing = autoPing;
        this.changes = new Parking("message or end of", socket);
    }

    boolean isPumping() {
        return pumping;
    }

    /** Returns how many messages came. */
    long received() {
        return received;
    }

    /** Has all that wait look again. */
    void changed() {
        changes.wakeAll();
    }

    // ---- What tasks wait for

    /** See {@link WebSocket#receive}. */
    Message receive(Optional<Duration> limit) {
        if (receiving) {
            throw new IllegalStateException(
                    "Another task is receiving from "
                            + socket
                            + "\nOne task receives and hands the messages on, by a Queue");
        }
        receiving = true;
        try {
            return limit.isEmpty() ? take() : Rondo.timeout(limit.get(), this::take);
        } finally {
            receiving = false;
        }
    }

    private Message take() {
        while (true) {
            Message message = ready;
            if (message != null) {
                ready = null;
                changes.wakeAll(); // whoever waits for a pong may read on
                return message;
            }
            checkNotClosed();
            readOrWait();
        }
    }

    /** Expects a pong from now on. */
    Pongs.Waiting expectPong(byte[] payload) {
        return pongs.add(payload);
    }

    void forgetPong(Pongs.Waiting waiting) {
        pongs.remove(waiting);
    }

    /** Suspends until a pong has come. */
    void awaitPong(Pongs.Waiting waiting) {
        while (!waiting.isAnswered()) {
            checkNotClosed();
            if (ready == null) {
                readOrWait();
            } else {
                changes.await();
            }
        }
    }

    private void checkNotClosed() {
        if (farewell.isClosed()) {
            throw farewell.exception();
        }
    }

    /** Suspends until the socket is closed; messages are dropped unless a task receives. */
    void awaitClosed() {
        while (!farewell.isClosed()) {
            if (receiving && ready != null) {
                changes.await(); // it will be taken
            } else {
                ready = null;
                readOrWait();
            }
        }
    }

    // ---- Reading

    private void readOrWait() {
        if (pumping) {
            changes.await();
        } else {
            pump();
        }
    }

    /** Reads one message or control frame and does what it asks for. Suspends. */
    private void pump() {
        pumping = true;
        try {
            handle(incoming.next());
        } catch (FrameException e) {
            farewell.refuse(e);
        } catch (StreamException e) {
            farewell.lost(e);
        } finally {
            pumping = false;
            changes.wakeAll();
        }
    }

    private void handle(@Nullable Received what) {
        switch (what) {
            case null -> farewell.ended();
            case Received.Text(String text) -> arrived(new Message.Text(text));
            case Received.Binary(byte[] bytes) -> arrived(new Message.Binary(bytes));
            case Received.Pong(byte[] payload) -> pongs.arrived(payload);
            case Received.Close close -> farewell.answer(close);
            case Received.Ping(byte[] payload) -> {
                if (autoPing) {
                    outgoing.pongSoon(payload);
                }
            }
        }
    }

    private void arrived(Message message) {
        received++;
        ready = message;
    }
}
