package dev.rondo.http.server;

import dev.rondo.http.Headers;
import dev.rondo.http.HttpException;
import dev.rondo.http.Payload;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Answers that the server gives by itself. */
final class Answers {
    private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");

    private Answers() {}

    /**
     * Returns a handler's answer, changed; also one that it has thrown, and the one that a failure
     * will get from the server.
     */
    static Response changed(Request request, Handler next, UnaryOperator<Response> change)
            throws Exception {
        Response response;
        try {
            response = next.handle(request);
        } catch (HttpException e) {
            response = of(e);
        } catch (Exception | Error e) {
            request.changeFailure(change);
            throw e;
        }
        return change.apply(response);
    }

    /** Returns an answer whose {@code Vary} names a field. */
    static Response varying(Response response, String field) {
        Optional<String> before = response.headers().joined("Vary");
        if (before.isEmpty()) {
            return response.plusHeader("Vary", field);
        }
        for (String name : before.get().split(",")) {
            if (name.strip().equalsIgnoreCase(field) || name.strip().equals("*")) {
                return response;
            }
        }
        return response.withHeader("Vary", before.get() + ", " + field);
    }

    /** Returns the answer that a handler has thrown. */
    static Response of(HttpException failure) {
        String message = failure.getMessage();
        return Response.of(
                failure.status(),
                failure.headers().isEmpty() ? TEXT : TEXT.plus(failure.headers()),
                Payload.text(message == null ? "" : message));
    }
}
