/**
 * What both sides of HTTP share; none of it knows a version of the protocol.
 *
 * <ul>
 *   <li>{@link dev.rondo.http.Headers}, {@link dev.rondo.http.Status}, {@link
 *       dev.rondo.http.MediaType}, {@link dev.rondo.http.Url}: what messages are made of.
 *   <li>{@link dev.rondo.http.Body}: a body that is received, whole or while it comes; {@link
 *       dev.rondo.http.Multipart} with its {@link dev.rondo.http.Part}s, {@link
 *       dev.rondo.http.FormData} with files.
 *   <li>{@link dev.rondo.http.Payload}: a body that is sent; {@link dev.rondo.http.BodySource}
 *       makes it by a {@link dev.rondo.http.BodyWriter}.
 *   <li>{@link dev.rondo.http.Json}: the seam behind which Jackson 3 is.
 *   <li>{@link dev.rondo.http.Form}, {@link dev.rondo.http.Cookie}, {@link
 *       dev.rondo.http.SetCookie}, {@link dev.rondo.http.ContentDisposition}, {@link
 *       dev.rondo.http.Accepts}, {@link dev.rondo.http.ETag}, {@link dev.rondo.http.Ranges}, {@link
 *       dev.rondo.http.Preconditions}, {@link dev.rondo.http.HttpDate}: values of fields.
 *   <li>{@link dev.rondo.http.HttpException}: ends a request with a status; {@link
 *       dev.rondo.http.MalformedException} and {@link dev.rondo.http.LimitExceededException} are of
 *       the values.
 *   <li>{@link dev.rondo.http.Key}: names a value of an app or a request.
 * </ul>
 *
 * <p>Values are immutable and of any thread; bodies belong to the task that reads them.
 */
@NullMarked
package dev.rondo.http;

import org.jspecify.annotations.NullMarked;
