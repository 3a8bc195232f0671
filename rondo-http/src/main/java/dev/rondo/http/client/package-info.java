/**
 * The HTTP client. Reading order: {@link dev.rondo.http.client.Client} makes {@link
 * dev.rondo.http.client.ClientRequest}s, which are sent and become {@link
 * dev.rondo.http.client.ClientResponse}s.
 *
 * <p>What a request goes through, from the outside in: {@code Sending} (tracing, the total limit,
 * redirects by {@code Redirects}, {@link dev.rondo.http.client.ClientMiddleware}s, {@code
 * Retries}); {@code Acquiring} ({@link dev.rondo.http.client.ConnectionPool}, then {@code
 * Connector} with {@code Tunnel} and {@code Socks5}); {@code Exchange} on a {@code
 * PooledConnection} ({@code HeadWriter} and {@code Upload} out, {@code AnswerBody} with {@code
 * Codings} and {@code Inflating} in).
 *
 * <p>What is set: {@link dev.rondo.http.client.ClientOptions} with {@link
 * dev.rondo.http.client.Timeouts}, {@link dev.rondo.http.client.PoolLimits}, {@link
 * dev.rondo.http.client.RetryPolicy}, {@link dev.rondo.http.client.Proxy}, {@link
 * dev.rondo.http.client.CookieJar}, {@link dev.rondo.http.client.Tracing}; {@link
 * dev.rondo.http.client.DigestAuth} is a middleware, {@link dev.rondo.http.MultipartForm} a body.
 *
 * <p>What fails: a {@link dev.rondo.http.client.ClientException}, each of which says which request,
 * how far it had come and how much of it was sent.
 *
 * <p>All of it belongs to the loop that the client is made in.
 */
@NullMarked
package dev.rondo.http.client;

import org.jspecify.annotations.NullMarked;
