package dev.rondo.postgres;

import dev.rondo.CancelledError;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamWriter;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may write to a session's link, and when.
 *
 * <pre>
 *   FREE        nobody holds it: an exchange is written at once, in the order of the calls
 *   HELD        an exchange has more to send: others wait in line
 *   GATED       a CancelRequest is under way, which must hit nobody else: all wait in line
 *   CONGESTED   more than the options' maxUnsent bytes are unsent: all wait in line
 * </pre>
 *
 * <p>A write never suspends: the writer takes it, and what one pass of the loop brought leaves in
 * one send at its end. Who waits in line is written by whoever makes room, in one go with others,
 * and not by its own task: a task a message would be a pass of the loop a message. While it is
 * CONGESTED and somebody waits, a task waits for the bytes to leave; it ends with the line.
 *
 * <p>A failure to write tells nothing here: what the server said before it went is still to be
 * read, so it is the reader that ends the session.
 */
final class SendingLine {
    private static final int KEPT = 64 * 1024; // of memory between messages

    private final Session session;
    private final StreamWriter writer;
    private final int maxUnsent;
    private final ByteWriter bytes = new ByteWriter();
    private final FrontendWriter out = new FrontendWriter(bytes);
    private final Parking line;
    private final ArrayDeque<String> closing = new ArrayDeque<>(); // names of statements
    private @Nullable Exchange holder;
    private int gates;
    private @Nullable Task<?> drainer;

    SendingLine(Session session, StreamWriter writer, int maxUnsent) {
        this.session = session;
        this.writer = writer;
        this.maxUnsent = maxUnsent;
        this.line = new Parking("turn to send on", session);
        writer.setWriteBufferLimits(maxUnsent / 4, Integer.MAX_VALUE);
    }

    /** See {@link Session#submit}. */
    void submit(Exchange exchange) {
        session.checkOpen(exchange);
        if (isFree() && line.isEmpty()) {
            write(exchange);
        } else {
            goOn(); // sees to it that somebody waits for the bytes to leave
            awaitTurn(exchange);
        }
        if (exchange.isEnded() && exchange.hasFailed()) {
            exchange.throwFailure();
        }
    }

    private void awaitTurn(Exchange exchange) {
        if (isCongested()) {
            startDrainer();
        }
        try {
            line.awaitWith(exchange);
        } catch (CancelledError e) {
            exchange.refuse(null);
            session.left();
            throw e;
        }
        if (exchange.state() == Exchange.State.NEW) { // the session ended meanwhile
            exchange.lose();
        }
    }

    private boolean isFree() {
        return holder == null && gates == 0 && !isCongested();
    }

    boolean isCongested() {
        return writer.buffered() >= maxUnsent;
    }

    /** Writes what waits in line, in its order, as far as it may. Never suspends. */
    private void goOn() {
        while (isFree() && !session.isClosed()) {
            if (!(line.firstPlace() instanceof Exchange next)) {
                return;
            }
            line.wakeOne();
            write(next);
        }
        if (isCongested() && !line.isEmpty() && !session.isClosed()) {
            startDrainer();
        }
    }

    private void startDrainer() {
        if (drainer == null) {
            Task<?> started = Rondo.createTask("drain of " + session, this::drain);
            drainer = started.done() ? null : started; // it is, where tasks are eager
        }
    }

    private void drain() {
        try {
            writer.drain();
        } catch (StreamException e) {
            session.brokenWrite(e);
        } finally {
            drainer = null;
        }
        goOn();
    }

    // ---- Writing. Never suspends.

    private void write(Exchange exchange) {
        try {
            boolean closes = exchange.mayCloseStatements() && !closing.isEmpty();
            if (closes) {
                closing.forEach(out::closeStatement);
            }
            exchange.write(out);
            if (closes) {
                closing.clear();
            }
        } catch (RuntimeException | Error e) { // an argument does not fit, a codec has failed
            out.rollback(0); // else the next one would stand behind half a message
            exchange.refuse(e);
            return;
        }
        session.written(exchange);
        if (exchange.holdsLine()) {
            holder = exchange;
        }
        flush();
    }

    private void flush() {
        int size = bytes.size();
        try {
            writer.write(bytes.buffers());
        } catch (StreamException e) {
            session.brokenWrite(e);
        } finally {
            bytes.clear();
            if (size > KEPT) {
                bytes.trim();
            }
        }
    }

    /** See {@link Session#send}. */
    void send(Exchange exchange, Consumer<FrontendWriter> messages) {
        if (!append(exchange, messages)) {
            return;
        }
        if (isCongested()) {
            try {
                writer.drain();
            } catch (StreamException e) {
                session.brokenWrite(e);
            }
        }
    }

    /** See {@link Session#endSending}. */
    void endSending(Exchange exchange, Consumer<FrontendWriter> messages) {
        if (append(exchange, messages)) {
            holder = null;
            goOn();
        }
    }

    /** Returns false when the exchange or the session has ended: nothing is to be sent. */
    private boolean append(Exchange exchange, Consumer<FrontendWriter> messages) {
        if (holder != exchange) {
            if (exchange.isEnded() || session.isClosed()) { // then nobody holds it any more
                return false;
            }
            throw new IllegalStateException(exchange + " does not hold the line of " + session);
        }
        try {
            messages.accept(out);
        } catch (RuntimeException | Error e) {
            out.rollback(0);
            throw e;
        }
        flush();
        return true;
    }

    /** Sends what the server waits for in the middle of an answer. Never suspends. */
    void aside(Consumer<FrontendWriter> messages) {
        messages.accept(out);
        flush();
    }

    boolean isHeldBy(Exchange exchange) {
        return holder == exchange;
    }

    /** Says Terminate and waits until the link is closed. Suspends; the caller bounds it. */
    void terminate() {
        out.terminate();
        flush();
        writer.close();
        writer.waitClosed();
    }

    // ---- What else stops it

    /** Stops all writing until {@link #open}, which may be called once for it. */
    void gate() {
        gates++;
    }

    void open() {
        gates--;
        goOn();
    }

    /** Has a statement closed with the next group that allows it. */
    void closeLater(String statement) {
        closing.add(statement);
    }

    /** Lets all go that wait: the session has ended. */
    void end() {
        holder = null;
        line.wakeAll();
    }

    int waiting() {
        return line.waiters();
    }

    int unsent() {
        return writer.buffered();
    }
}
