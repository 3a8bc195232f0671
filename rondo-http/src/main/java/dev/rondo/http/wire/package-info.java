/**
 * The bytes of HTTP, sans I/O: bytes in, messages out, and the other way. No task, loop, stream or
 * time here. Not exported.
 *
 * <p>Parsers read a {@link dev.rondo.bytes.ByteQueue} in place and go on at every byte; writers
 * append to a {@link dev.rondo.bytes.ByteWriter}.
 */
@NullMarked
package dev.rondo.http.wire;

import org.jspecify.annotations.NullMarked;
