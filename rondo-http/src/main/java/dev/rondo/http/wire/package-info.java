/**
 * The bytes of HTTP, sans I/O: bytes in, messages out, and the other way. No task, loop, stream or
 * time here. Not exported.
 *
 * <p>Parsers read a {@link dev.rondo.bytes.ByteQueue} in place and go on at every byte; writers
 * append to a {@link dev.rondo.bytes.ByteWriter}.
 *
 * <p>HTTP/1.1 (RFC 9112), both sides:
 *
 * <ul>
 *   <li>{@link dev.rondo.http.wire.Http1Parser}: heads out of a queue, within {@link
 *       dev.rondo.http.wire.Http1Limits}: a {@link dev.rondo.http.wire.RequestHead} or a {@link
 *       dev.rondo.http.wire.ResponseHead} with {@link dev.rondo.http.wire.ReceivedHeaders}.
 *   <li>{@link dev.rondo.http.wire.BodyDecoder}: where in the queue the body's bytes are, by the
 *       head's {@link dev.rondo.http.wire.BodyFraming}.
 *   <li>{@link dev.rondo.http.wire.HttpSyntaxException}: what is refused, in kinds.
 *   <li>{@link dev.rondo.http.wire.Http1Writer}: lines, fields and chunks into a writer.
 * </ul>
 *
 * <p>To read: {@code LineScanner} (lines), {@code FieldSection} (fields), {@code FieldFacts} (what
 * follows of them), {@code RequestLine} and {@code StatusLine}, {@code ChunkedBody} and {@code
 * ChunkLine}. Below them {@code Authority}, {@code Versions}, {@code KnownField}, {@code Chars},
 * {@code Ascii}, and {@code StatusLines} for the writer.
 *
 * <p>Parsers, decoders and writers belong to one connection and are not thread-safe; heads and
 * their fields are immutable.
 */
@NullMarked
package dev.rondo.http.wire;

import org.jspecify.annotations.NullMarked;
