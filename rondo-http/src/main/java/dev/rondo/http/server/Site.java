package dev.rondo.http.server;

import dev.rondo.EventLoop;
import dev.rondo.bytes.ByteWriter;
import dev.rondo.http.HttpDate;
import dev.rondo.http.wire.Http1Parser;
import java.time.Duration;

/** What the connections of a server share. Belongs to the loop's thread. */
final class Site {
    final EventLoop loop;
    final Dispatcher dispatcher;
    final ServeOptions options;
    final Sweep sweep;
    final Limits limits;

    /** For what is put together without suspending; cleared by whoever uses it next. */
    final ByteWriter scratch = new ByteWriter();

    private byte[] date = new byte[0]; // as fields have it; set once a second
    private boolean stopping;

    /** The limits of time, in ticks of the sweep. */
    record Limits(int idle, int head, int body, int stall, int linger) {}

    Site(EventLoop loop, App app, ServeOptions options) {
        this.loop = loop;
        this.dispatcher = new Dispatcher(app);
        this.options = options;
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
        date = HttpDate.format(options.clock().instant());
    }

    byte[] date() {
        return date;
    }

    Http1Parser parser() {
        return new Http1Parser(options.heads());
    }

    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }
}
