/**
 * The server. Reading order: an {@link dev.rondo.http.server.App} has {@link
 * dev.rondo.http.server.Route}s, whose {@link dev.rondo.http.server.Handler}s answer a {@link
 * dev.rondo.http.server.Request} with a {@link dev.rondo.http.server.Response}; {@link
 * dev.rondo.http.server.Middleware}s stand around them; {@link
 * dev.rondo.http.server.ServeOptions} say where and how it is served, and {@link
 * dev.rondo.http.server.HttpServer} is an app that is.
 *
 * <p>What a request goes through: {@code HttpConnection} (its turn, with {@code RequestBody}),
 * {@code Dispatcher} and {@code RouteTree} (by {@code PathPattern} and {@link
 * dev.rondo.http.server.RequestPath}), {@code Endpoint} (the handler inside of the middlewares),
 * {@code AnswerWriter} ({@code PlainOut}, {@code ChunkedOut}). What takes too long: {@code Phase},
 * {@code PhaseWatch}, {@code Sweep}. What a server's connections share: {@code Site}.
 *
 * <p>Middlewares that are there: {@link dev.rondo.http.server.Cors}, {@link
 * dev.rondo.http.server.Compression}, {@link dev.rondo.http.server.RequestId}, {@link
 * dev.rondo.http.server.RateLimit}, {@link dev.rondo.http.server.BasicAuth}, {@link
 * dev.rondo.http.server.Sessions}, {@link dev.rondo.http.server.Forwarded}, {@link
 * dev.rondo.http.server.SecurityHeaders}, {@link dev.rondo.http.server.NormalizePath}. Files:
 * {@link dev.rondo.http.server.FileOptions}, {@code StaticFiles}, {@code FileFinder}, {@code
 * FileAnswer}. Events: {@link dev.rondo.http.server.EventStream}.
 *
 * <p>An app is put together by one thread, and its handlers run in the tasks of its connections, in
 * one loop: what they share needs no lock.
 */
@NullMarked
package dev.rondo.http.server;

import org.jspecify.annotations.NullMarked;
