package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;

/** Answers that the server gives by itself. */
final class Answers {
    private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");

    private Answers() {}

    /** Returns the answer that a handler has thrown. */
    static Response of(HttpException failure) {
        String message = failure.getMessage();
        return Response.of(
                failure.status(),
                failure.headers().isEmpty() ? TEXT : TEXT.plus(failure.headers()),
                Payload.text(message == null ? "" : message));
    }
}
