package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.Url;

/**
 * Is told what requests and connections go through: for metrics and logs. Each method does nothing
 * unless it is written. They run in the request's task and must not suspend. What they throw is
 * reported to the loop's exception handler, and the request goes on. aiohttp: {@code TraceConfig}.
 *
 * <p>The system looks names up, so there is no cache of them to tell about: {@link #onResolveStart}
 * and {@link #onResolveEnd} stand around a connection by a name.
 */
public interface Tracing {
    /** A request, and what a tracer keeps with it. The same object for all signals of a request. */
    final class Trace {
        private final String method;
        private final Url url;
        private Object attachment = "";

        Trace(String method, Url url) {
            this.method = method;
            this.url = url;
        }

        /** Returns the method. */
        public String method() {
            return method;
        }

        /** Returns the URL that was asked for first, without user info. */
        public Url url() {
            return url;
        }

        /** Returns what was attached; an empty text before. */
        public Object attachment() {
            return attachment;
        }

        /** Attaches something, as the time when it began. */
        public void attach(Object value) {
            attachment = value;
        }
    }

    /** A request is about to be sent. */
    default void onRequestStart(Trace trace) {}

    /** The head of a request was sent, once for each exchange. */
    default void onRequestHeadersSent(Trace trace, Headers headers) {}

    /** A piece of a request's body was sent. */
    default void onRequestChunkSent(Trace trace, int bytes) {}

    /** A piece of an answer's body was read, as it was on the wire. */
    default void onResponseChunkReceived(Trace trace, int bytes) {}

    /** An answer led to another URL, which is requested next. */
    default void onRequestRedirect(Trace trace, Redirect redirect, Url next) {}

    /** The head of the final answer is there. */
    default void onRequestEnd(Trace trace, ClientResponse response) {}

    /** A request failed, or was cancelled. */
    default void onRequestException(Trace trace, Throwable failure) {}

    /** A request has to wait for a place in the pool. */
    default void onConnectionQueuedStart(Trace trace) {}

    /** A request has waited for a place in the pool. */
    default void onConnectionQueuedEnd(Trace trace) {}

    /** A connection is about to be made. */
    default void onConnectionCreateStart(Trace trace) {}

    /** A connection was made. */
    default void onConnectionCreateEnd(Trace trace) {}

    /** An idle connection is used again. */
    default void onConnectionReuse(Trace trace) {}

    /** The name of a host is looked up and connected to. */
    default void onResolveStart(Trace trace, String host) {}

    /** A host was connected to. */
    default void onResolveEnd(Trace trace, String host) {}

    /** A body was sent as a whole. */
    default void onRequestSent(Trace trace, long bytes) {}

    /** An answer was read as a whole, and its connection given back or closed. */
    default void onResponseEnd(Trace trace, long bytes) {}
}
