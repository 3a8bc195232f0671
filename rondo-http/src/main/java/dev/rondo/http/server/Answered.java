package dev.rondo.http.server;

import java.time.Duration;
import java.time.Instant;

/**
 * An answer that was given, for the log.
 *
 * @param request what was asked
 * @param response the answer
 * @param bytes of the answer's body, as they were sent
 * @param when the request came
 * @param took from the request's head to the answer's end
 */
public record Answered(
        Request request, Response response, long bytes, Instant when, Duration took) {}
