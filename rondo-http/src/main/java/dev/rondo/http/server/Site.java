package dev.rondo.http.server;

import dev.rondo.EventLoop;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.HttpDate;
import dev.rondo.http.Json;
import dev.rondo.http.websocket.WebSocket;
import dev.rondo.http.wire.Http1Parser;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the connections of a server share. Belongs to the loop's thread. */
final class Site {
    final EventLoop loop;
    final Dispatcher dispatcher;
    final ServeOptions options;
    final Sweep sweep;
    final Limits limits;
    final Json json;

    /** For what is put together without suspending; cleared by whoever uses it next. */
    final ByteWriter scratch = new ByteWriter();

    private final byte[] date = new byte[HttpDate.LENGTH]; // set once a second
    private final Set<WebSocket> sockets = new LinkedHashSet<>(); // open ones
    private final Set<Runnable> departures = new LinkedHashSet<>(); // of endless answers
    private boolean stopping;

    /** The limits of time, in ticks of the sweep. */
    record Limits(int idle, int head, int body, int stall, int linger) {}

    Site(EventLoop loop, App app, ServeOptions options) {
        this.loop = loop;
        this.dispatcher = new Dispatcher(app);
        this.options = options;
        this.json = app.json();
        this.sweep = new Sweep(loop, this::setDate);
        this.limits =
                new Limits(
                        Sweep.ticks(options.idleLimit()),
                        Sweep.ticks(options.headLimit()),
                        Sweep.ticks(options.bodyLimit()),
                        Sweep.ticks(options.stallLimit()),
                        Sweep.ticks(Duration.ofSeconds(5)));
    }

    private void setDate() {
        HttpDate.put(options.clock().instant().getEpochSecond(), date, 0);
    }

    byte[] date() {
        return date;
    }

    Http1Parser parser() {
        return new Http1Parser(options.heads());
    }

    Set<WebSocket> sockets() {
        return sockets;
    }

    void stop() {
        stopping = true;
        List.copyOf(departures).forEach(Runnable::run);
    }

    /** Has code run when the server stops; soon, if it does already. */
    void onStop(Runnable code) {
        if (stopping) {
            loop.callSoon(code);
        } else {
            departures.add(code);
        }
    }

    void removeOnStop(Runnable code) {
        departures.remove(code);
    }

    boolean isStopping() {
        return stopping;
    }
}
