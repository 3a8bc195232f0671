package dev.rondo.http.client;

import dev.rondo.http.Body;
import dev.rondo.http.Url;
import dev.rondo.http.wire.ResponseHead;
import dev.rondo.stream.StreamInfo;
import java.util.List;

/** A request and its answer on a connection. */
final class Exchange {
    ResponseHead head() {
        throw new UnsupportedOperationException();
    }

    Url url() {
        throw new UnsupportedOperationException();
    }

    String method() {
        throw new UnsupportedOperationException();
    }

    List<Redirect> history() {
        throw new UnsupportedOperationException();
    }

    StreamInfo info() {
        throw new UnsupportedOperationException();
    }

    Body body() {
        throw new UnsupportedOperationException();
    }

    StatusException statusException() {
        throw new UnsupportedOperationException();
    }

    void close() {}
}
