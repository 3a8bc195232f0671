package dev.rondo.http.client;

import dev.rondo.http.Headers;
import dev.rondo.http.Url;

/**
 * An answer that led to another URL.
 *
 * @param url that was requested
 * @param status of the answer: 301, 302, 303, 307 or 308
 * @param headers of the answer
 */
public record Redirect(Url url, int status, Headers headers) {}
