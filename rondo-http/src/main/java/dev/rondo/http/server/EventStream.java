package dev.rondo.http.server;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.http.BodyWriter;
import dev.rondo.http.Headers;
import dev.rondo.http.Payload;
import dev.rondo.http.Status;
import dev.rondo.stream.StreamException;
import dev.rondo.sync.Lock;
import java.time.Duration;
import java.util.Objects;

/**
 * Events that a server sends to a browser's {@code EventSource} while it likes (the HTML standard,
 * section 9.2). Made by {@link Response#events(EventStreamHandler)}.
 *
 * <p>Each event leaves at once, and whole: several tasks of the answer's loop may send. Sending
 * suspends while the client does not take what was sent. When the client has left or the server
 * stops, the handler's task is cancelled; while nothing is sent, a comment keeps the connection
 * alive.
 *
 * <p>A browser that was cut off asks again, and says the id of the last event it has seen: {@code
 * request.header("Last-Event-ID")}.
 *
 * {@snippet :
 * app.get("/news", request -> Response.events(events -> {
 *     long seen = request.header("Last-Event-ID").map(Long::parseLong).orElse(0L);
 *     for (Article article : articles.after(seen)) { // suspends until there is one
 *         events.send("article", article.title(), Long.toString(article.id()));
 *     }
 * }));
 * }
 */
public final class EventStream {
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final Headers HEADERS =
            Headers.of(
                    "Content-Type",
                    "text/event-stream",
                    "Cache-Control",
                    "no-store",
                    "X-Accel-Buffering", // nginx sends what it gets at once
                    "no");

    private final BodyWriter out;
    private final Lock writing = new Lock();
    private Duration last; // when something was sent
    private boolean departed; // the client, or the server stops
    private boolean ended;

    private EventStream(BodyWriter out) {
        this.out = out;
        this.last = now();
    }

    static Response answer(Duration keepAlive, EventStreamHandler handler) {
        Objects.requireNonNull(handler, "handler");
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException("keepAlive must not be negative: " + keepAlive);
        }
        return Response.of(
                Status.OK,
                HEADERS,
                Payload.stream(out -> new EventStream(out).run(keepAlive, handler)));
    }

    private static Duration now() {
        return Rondo.runningLoop().time();
    }

    // ---- The answer's task

    private void run(Duration keepAlive, EventStreamHandler handler) throws Exception {
        out.flush(); // the head: the browser says that it is open
        Task<?> work = Rondo.createTask("events", () -> handler.handle(this));
        Task<?> keeper =
                keepAlive.isZero()
                        ? null
                        : Rondo.createTask(
                                "keep-alive of events", () -> keepAlive(keepAlive, work));
        Departure departure = out instanceof Departure it ? it : null;
        if (departure != null) {
            departure.onDeparture(() -> depart(work));
        }
        try {
            work.await();
        } catch (CancelledError e) {
            boolean mine = Rondo.currentTask().orElseThrow().cancelling() > 0;
            if (!departed || mine) {
                throw e;
            }
        } finally {
            ended = true;
            if (departure != null) {
                departure.removeOnDeparture();
            }
            if (keeper != null) {
                keeper.cancel();
            }
        }
        writing.with(() -> {}); // waits for what the keeper was sending
    }

    private void depart(Task<?> work) {
        departed = true;
        work.cancel("nobody listens to the events any more");
    }

    private void keepAlive(Duration pause, Task<?> work) {
        try {
            while (true) {
                Duration left = last.plus(pause).minus(now());
                if (left.isPositive()) {
                    Rondo.sleep(left);
                } else {
                    comment("");
                }
            }
        } catch (StreamException e) {
            depart(work);
        }
    }

    // ---- Sending

    /**
     * Sends an event without a name: {@code onmessage} in the browser.
     *
     * @param data text of any lines; a carriage return arrives as a line end
     * @throws IllegalStateException if the handler has returned
     * @throws StreamException if the client has gone
     */
    public void send(String data) {
        put(data(new StringBuilder(data.length() + 16), data));
    }

    /**
     * Sends an event with a name. See {@link #send(String)}.
     *
     * @param event the name that the page listens for
     * @throws IllegalArgumentException if the name has a line end
     */
    public void send(String event, String data) {
        StringBuilder text = new StringBuilder(data.length() + event.length() + 32);
        put(data(field(text, "event", event), data));
    }

    /**
     * Sends an event with a name and an id, which the browser says when it has to connect again.
     * See {@link #send(String)}.
     *
     * @param event empty for none
     * @param id empty to have the browser forget the last one
     * @throws IllegalArgumentException if the name or the id has a line end, or the id a NUL
     */
    public void send(String event, String data, String id) {
        if (id.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("An event's id must not have a NUL in it");
        }
        StringBuilder text = new StringBuilder(data.length() + event.length() + 64);
        if (!event.isEmpty()) {
            field(text, "event", event);
        }
        put(data(field(text, "id", id), data));
    }

    /** Sends a comment, which the browser's page does not see. See {@link #send(String)}. */
    public void comment(String text) {
        put(lines(new StringBuilder(), ":", text));
    }

    /**
     * Has the browser wait for so long before it connects again. See {@link #send(String)}.
     *
     * @param pause in whole milliseconds; not negative
     */
    public void retry(Duration pause) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("The pause must not be negative: " + pause);
        }
        put(field(new StringBuilder(), "retry", Long.toString(pause.toMillis())));
    }

    private static StringBuilder field(StringBuilder target, String name, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("An event's " + name + " must not have a line end");
        }
        return target.append(name).append(": ").append(value).append('\n');
    }

    private static StringBuilder data(StringBuilder target, String data) {
        return lines(target, "data: ", data);
    }

    /** Each of the three line ends begins a new line, so that none begins a field of its own. */
    private static StringBuilder lines(StringBuilder target, String before, String text) {
        target.append(before);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                continue;
            }
            if (c == '\r' || c == '\n') {
                target.append('\n').append(before);
            } else {
                target.append(c);
            }
        }
        return target.append('\n');
    }

    private void put(StringBuilder event) {
        String text = event.append('\n').toString();
        writing.with(() -> {
            if (ended) {
                throw new IllegalStateException(
                        "The events have ended: their handler has returned");
            }
            last = now();
            out.write(text);
            out.flush();
        });
    }

    @Override
    public String toString() {
        return "<EventStream" + (ended ? " ended" : departed ? " departed" : "") + ">";
    }
}
