package dev.rondo.postgres;

import dev.rondo.EventLoop;
import dev.rondo.Parking;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.TimerHandle;
import dev.rondo.postgres.ConnectionLostException.Fate;
import dev.rondo.postgres.wire.BackendMessage;
import dev.rondo.postgres.wire.FrontendWriter;
import dev.rondo.stream.StreamException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated link with a server, and who has a word with it: exchanges in the order in which
 * they were sent, one reader task ({@link Reading}) that gives each its answers, and what the
 * server says by itself ({@link ServerNews}). Who may write when is {@link SendingLine}'s; {@link
 * Statements} runs queries on it. An exclusive {@link Connection} and a pool's shared use are both
 * made of it.
 *
 * <pre>
 *             a submit    an answer     ReadyForQuery     FATAL      the end of the stream
 *   OPEN      written     to the head   the head ended    DOOMED     CLOSED: all in flight lost
 *   DOOMED    refused     to the head   the head ended    -          CLOSED: with the FATAL's text
 *   CLOSING   refused     to the head   the head ended;   DOOMED     CLOSED
 *                                       the last one:
 *                                       Terminate, CLOSED
 *   CLOSED    refused     -             -                 -          -
 *
 *   OPEN --{@link #close}--> CLOSING --its limit, {@link #terminate}--> CLOSED
 *   OPEN, DOOMED --{@link #terminate}, a broken protocol, no end for 1 s--> CLOSED
 * </pre>
 *
 * <p>An error without an exchange that it could be for dooms it, too: servers and poolers say so
 * before they go. What is written after that is in vain, so who submits then is told the server's
 * words and not of a broken pipe, and that nothing was sent. A write that fails while the reader
 * has not seen the end waits for it as long.
 *
 * <p>Invariant: the head of inFlight is RUNNING, the others are SENT.
 */
final class Session {
    /** What the server said of the transaction, last. */
    enum TransactionStatus {
        /** No transaction is open. */
        NONE,
        /** One is open. */
        OPEN,
        /** One is open and has failed. */
        FAILED
    }

    private enum State {
        OPEN,
        DOOMED,
        CLOSING,
        CLOSED
    }

    private static final Duration PARTING = Duration.ofSeconds(1); // from a FATAL to the end

    private final Link link;
    private final PostgresOptions options;
    private final Catalog catalog;
    private final EventLoop loop = Rondo.runningLoop();
    private final SendingLine line;
    private final ServerNews news;
    private final Statements statements;
    private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>(); // sent, the head RUNNING
    private final Parking quiet = new Parking("end of what was cancelled on", this);
    private final Parking pausing = new Parking("somebody to take the answers of", this);
    private final Task<?> reader;
    private State state = State.OPEN;
    private TransactionStatus status = TransactionStatus.NONE;
    private final Farewell farewell = new Farewell();
    private @Nullable TimerHandle parting;
    private int cancels; // of abandoned exchanges, under way

    /** Connects, authenticates and starts the reader task. Suspends; leaves nothing behind. */
    static Session open(PostgresOptions options, Catalog catalog) {
        return new Session(Connecting.connect(options), options, catalog);
    }

    /** Takes a link over and starts the reader task. Never suspends. */
    Session(Link link, PostgresOptions options, Catalog catalog) {
        this.link = link;
        this.options = options;
        this.catalog = catalog;
        this.line = new SendingLine(this, link.writer(), options.maxUnsent());
        this.news = new ServerNews(this, link);
        this.statements = new Statements(this);
        Reading reading = new Reading(this, link.reader(), options.maxMessage());
        boolean begun = false;
        try {
            this.reader = Rondo.createTask("reader of " + this, reading::run);
            begun = true;
        } finally {
            if (!begun) { // a task factory failed
                link.stream().abort();
            }
        }
    }

    // ---- Sending

    /**
     * Sends an exchange: waits in line while another one holds it or too much is unsent. Suspends
     * then. When it throws, nothing was sent.
     *
     * @throws ConnectionLostException with NOT_SENT if the session has ended
     * @throws RuntimeException what {@link Exchange#write} throws
     */
    void submit(Exchange exchange) {
        line.submit(exchange);
    }

    /**
     * Sends more of an exchange that holds the line; suspends while too much is unsent, and then a
     * cancellation leaves it as any other: to be {@link #abandon}ed. Does nothing when it has
     * ended.
     */
    void send(Exchange exchange, Consumer<FrontendWriter> messages) {
        line.send(exchange, messages);
    }

    /**
     * Sends the last of an exchange that holds the line, with its Sync, and lets others send. Never
     * suspends. Does nothing when it has ended.
     */
    void endSending(Exchange exchange, Consumer<FrontendWriter> messages) {
        line.endSending(exchange, messages);
    }

    SendingLine line() {
        return line;
    }

    void checkOpen(Exchange exchange) {
        loop.checkThread("a query");
        if (isClosed()) {
            exchange.lose();
            exchange.throwFailure();
        }
    }

    /** It stands in the writer. */
    void written(Exchange exchange) {
        exchange.sent(inFlight.isEmpty());
        inFlight.add(exchange);
    }

    /** A write failed: the reader is about to see why. */
    void brokenWrite(StreamException e) {
        farewell.blame(e);
        part();
    }

    // ---- Reading, by the reader task

    /** Takes a message of the server's. Never suspends. */
    void take(BackendMessage message) {
        switch (message) {
            case BackendMessage.ReadyForQuery ready -> ready(ready);
            case BackendMessage.ErrorResponse error -> failed(Notice.of(error.fields()));
            case BackendMessage.NoticeResponse notice -> news.notice(Notice.of(notice.fields()));
            case BackendMessage.NotificationResponse notification ->
                    news.notification(notification);
            case BackendMessage.ParameterStatus parameter -> news.parameter(parameter);
            default -> head(message).take(message);
        }
    }

    private Exchange head(BackendMessage message) {
        Exchange head = inFlight.peek();
        if (head == null) {
            throw new ProtocolException(
                    address() + " sent " + Exchange.kind(message) + " that nobody asked for", null);
        }
        return head;
    }

    private void ready(BackendMessage.ReadyForQuery ready) {
        head(ready);
        status =
                switch (ready) {
                    case IDLE -> TransactionStatus.NONE;
                    case IN_TRANSACTION -> TransactionStatus.OPEN;
                    case FAILED -> TransactionStatus.FAILED;
                };
        Exchange ended = inFlight.remove();
        Exchange next = inFlight.peek();
        if (next != null) {
            next.run();
        }
        ended.ready(status);
        if (next == null) {
            tellQuiet();
        }
    }

    private void failed(Notice error) {
        Exchange head = inFlight.peek();
        if (head == null || isFatal(error)) {
            farewell.say(error);
            if (state == State.OPEN) {
                state = State.DOOMED;
                line.end();
            }
            part();
        }
        if (head != null) {
            head.error(error);
        }
    }

    private static boolean isFatal(Notice error) {
        return error.severity().equals("FATAL") || error.severity().equals("PANIC");
    }

    /** Sees to it that the end comes. */
    private void part() {
        if (parting == null && state != State.CLOSED) {
            parting = loop.callLater(PARTING, () -> end(farewell.blamed()));
        }
    }

    /** Returns whether the reader must wait with what it has. */
    boolean isPaused() {
        Exchange head = inFlight.peek();
        return head != null && !head.isAbandoned() && state != State.CLOSED && !head.takesMore();
    }

    /** Suspends the reader until somebody takes something away. */
    void awaitTaker() {
        pausing.await();
    }

    /** Has the reader go on after {@link Exchange#takesMore} was false. */
    void resumeReading() {
        pausing.wakeAll();
    }

    // ---- Cancelling

    /**
     * Ends an exchange whose task is cancelled. Never suspends: a task of the session's sees to it
     * that the server is told, if nobody else is hit by that, and that nothing is sent meanwhile.
     */
    void abandon(Exchange exchange) {
        if (exchange.isEnded() || exchange.isAbandoned()) {
            return; // the answer has come in the same pass
        }
        exchange.abandon();
        resumeReading();
        boolean alone = nobodyWaits();
        if (alone || line.isHeldBy(exchange)) {
            Abandoning abandoning = cancelling(exchange, alone);
            Rondo.createTask("cancel of " + exchange, abandoning::run);
        } else {
            Rondo.createTask("end of " + exchange, () -> outlast(exchange));
        }
    }

    private Abandoning cancelling(Exchange exchange, boolean alone) {
        cancels++;
        line.gate();
        return new Abandoning(this, link, exchange, alone);
    }

    /**
     * Waits for the end of one that has others behind it, whom a CancelRequest could hit if it came
     * late. One that runs for a whole limit of closing is cancelled all the same: then it does not
     * come late, and those behind would wait for ever.
     */
    private void outlast(Exchange exchange) {
        boolean ran = false;
        while (!exchange.isEnded()) {
            try {
                Rondo.timeout(options.closeTimeout(), exchange::awaitEndAside);
            } catch (TimeoutException e) {
                if (ran && cancels == 0) {
                    cancelling(exchange, true).run();
                    return;
                }
                ran = exchange.state() == Exchange.State.RUNNING;
            }
        }
    }

    /** Returns whether all that is in flight was abandoned: then a cancel hits nobody else. */
    private boolean nobodyWaits() {
        return !inFlight.isEmpty() && inFlight.stream().allMatch(Exchange::isAbandoned);
    }

    void cancelled() {
        cancels--;
        tellQuiet();
    }

    /** A task has left the line without a word. */
    void left() {
        tellQuiet();
    }

    private void tellQuiet() {
        if (isQuiet()) {
            quiet.wakeAll();
        }
    }

    private boolean isQuiet() {
        return cancels == 0 && inFlight.isEmpty() && line.waiting() == 0;
    }

    /**
     * Suspends until nothing is in flight: for who has it alone, what was cancelled. Bounded then,
     * since the session is closed else.
     */
    void awaitQuiet() {
        while (!isQuiet()) {
            quiet.await();
        }
    }

    // ---- What is known

    Statements statements() {
        return statements;
    }

    ServerNews news() {
        return news;
    }

    /** Returns how many exchanges were sent and have not ended, abandoned ones too. */
    int inFlight() {
        return inFlight.size();
    }

    /** Returns how many tasks wait to send. */
    int waiting() {
        return line.waiting();
    }

    /** Returns the exchange whose answers come now; null if none is in flight. */
    @Nullable Exchange running() {
        return inFlight.peek();
    }

    /** Returns what the last ReadyForQuery said. */
    TransactionStatus transactionStatus() {
        return status;
    }

    /** Returns whether it has ended, or is about to: nothing can be sent any more. */
    boolean isClosed() {
        return state != State.OPEN;
    }

    /** Returns whether this side has asked for its end. */
    boolean isAskedToEnd() {
        return farewell.isAsked();
    }

    Catalog catalog() {
        return catalog;
    }

    PostgresOptions options() {
        return options;
    }

    EventLoop loop() {
        return loop;
    }

    String address() {
        return link.address();
    }

    int processId() {
        return link.processId();
    }

    String serverVersion() {
        return link.serverVersion();
    }

    Map<String, String> parameters() {
        return Collections.unmodifiableMap(link.parameters());
    }

    ConnectionSnapshot snapshot() {
        Exchange running = inFlight.peek();
        return new ConnectionSnapshot(
                address(),
                processId(),
                state == State.CLOSED
                        ? ConnectionSnapshot.State.CLOSED
                        : running != null
                                ? ConnectionSnapshot.State.ACTIVE
                                : switch (status) {
                                    case NONE -> ConnectionSnapshot.State.IDLE;
                                    case OPEN -> ConnectionSnapshot.State.IN_TRANSACTION;
                                    case FAILED -> ConnectionSnapshot.State.FAILED_TRANSACTION;
                                },
                Optional.ofNullable(running).map(Exchange::sql),
                inFlight.size(),
                statements.cache().size());
    }

    // ---- Its end

    /**
     * Waits for what is in flight, says Terminate and closes; what takes longer than the limit is
     * cut off. Suspends, also in a task that is being cancelled: bounded by the limit. A second
     * call does nothing.
     */
    void close(Duration limit) {
        if (farewell.isAsked() || state == State.CLOSED) {
            return;
        }
        farewell.ask();
        Rondo.shielded(() -> {
            try {
                Rondo.timeout(limit, this::closeGently);
            } catch (TimeoutException | StreamException e) {
                // what was to be said could not be: it is cut off
            } finally {
                end(null);
            }
            reader.await();
        });
    }

    private void closeGently() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            line.end(); // nothing of those who wait was sent
        }
        awaitQuiet();
        if (state == State.CLOSING) {
            line.terminate();
        }
    }

    /** Cuts it off. Never suspends. */
    void terminate() {
        farewell.ask();
        end(null);
    }

    /** The stream has ended, or is to end for a reason: all in flight are lost. Never suspends. */
    void end(@Nullable Throwable why) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        farewell.blame(why);
        if (parting != null) {
            parting.cancel();
        }
        link.writer().abort();
        line.end();
        for (Exchange lost; (lost = inFlight.poll()) != null; ) {
            lost.lose();
        }
        pausing.wakeAll();
        tellQuiet();
        news.ended();
    }

    /** Returns how an exchange was lost, to be thrown. */
    ConnectionLostException lossOf(Exchange exchange, Fate fate) {
        String what =
                fate == Fate.NOT_SENT
                        ? " was not sent"
                        : " was sent and not answered, its outcome is unknown";
        return farewell.loss(exchange + what, fate);
    }

    /** Returns how it was lost; null while it is open, or if this side has closed it. */
    @Nullable ConnectionLostException lost() {
        return farewell.isAsked() || state != State.CLOSED
                ? null
                : farewell.loss(toString(), Fate.NOT_SENT);
    }

    @Override
    public String toString() {
        return "<postgres connection " + link.address() + " process=" + link.processId() + ">";
    }
}
