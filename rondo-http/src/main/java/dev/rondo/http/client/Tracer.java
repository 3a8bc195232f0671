package dev.rondo.http.client;

import dev.rondo.ExceptionContext;
import dev.rondo.Rondo;
import dev.rondo.http.Headers;
import dev.rondo.http.Url;
import java.util.List;
import java.util.function.Consumer;

/** Tells all who trace about one request; one for all requests if nobody does. */
final class Tracer {
    static final Tracer NONE =
            new Tracer(List.of(), new Tracing.Trace("", Url.parse("http://localhost/")));

    private final List<Tracing> tracings;
    private final Tracing.Trace trace;

    private Tracer(List<Tracing> tracings, Tracing.Trace trace) {
        this.tracings = tracings;
        this.trace = trace;
    }

    static Tracer of(List<Tracing> tracings, String method, Url url) {
        return tracings.isEmpty()
                ? NONE
                : new Tracer(tracings, new Tracing.Trace(method, url.withoutUserInfo()));
    }

    private void tell(Consumer<Tracing> signal) {
        for (Tracing tracing : tracings) {
            try {
                signal.accept(tracing);
            } catch (RuntimeException e) { // a connection that is on its way must not be lost by it
                Rondo.runningLoop()
                        .callExceptionHandler(
                                new ExceptionContext(
                                        "Unhandled exception in " + tracing + " of a client", e));
            }
        }
    }

    /** Returns whether somebody traces: for signals that are made often. */
    boolean isOn() {
        return !tracings.isEmpty();
    }

    void requestStart() {
        if (isOn()) {
            tell(tracing -> tracing.onRequestStart(trace));
        }
    }

    void headersSent(Headers headers) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestHeadersSent(trace, headers));
        }
    }

    void chunkSent(int bytes) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestChunkSent(trace, bytes));
        }
    }

    void requestSent(long bytes) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestSent(trace, bytes));
        }
    }

    void chunkReceived(int bytes) {
        if (isOn()) {
            tell(tracing -> tracing.onResponseChunkReceived(trace, bytes));
        }
    }

    void responseEnd(long bytes) {
        if (isOn()) {
            tell(tracing -> tracing.onResponseEnd(trace, bytes));
        }
    }

    void redirect(Redirect redirect, Url next) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestRedirect(trace, redirect, next.withoutUserInfo()));
        }
    }

    void requestEnd(ClientResponse response) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestEnd(trace, response));
        }
    }

    void exception(Throwable failure) {
        if (isOn()) {
            tell(tracing -> tracing.onRequestException(trace, failure));
        }
    }

    void queuedStart() {
        if (isOn()) {
            tell(tracing -> tracing.onConnectionQueuedStart(trace));
        }
    }

    void queuedEnd() {
        if (isOn()) {
            tell(tracing -> tracing.onConnectionQueuedEnd(trace));
        }
    }

    void createStart() {
        if (isOn()) {
            tell(tracing -> tracing.onConnectionCreateStart(trace));
        }
    }

    void createEnd() {
        if (isOn()) {
            tell(tracing -> tracing.onConnectionCreateEnd(trace));
        }
    }

    void reuse() {
        if (isOn()) {
            tell(tracing -> tracing.onConnectionReuse(trace));
        }
    }

    void resolveStart(String host) {
        if (isOn()) {
            tell(tracing -> tracing.onResolveStart(trace, host));
        }
    }

    void resolveEnd(String host) {
        if (isOn()) {
            tell(tracing -> tracing.onResolveEnd(trace, host));
        }
    }
}
