/**
 * Bytes under the streams and codecs: no task, loop, time or channel here.
 *
 * <ul>
 *   <li>{@link dev.rondo.bytes.ByteQueue}: a growable queue of bytes that can be searched.
 * </ul>
 *
 * <p>Nothing here is thread-safe.
 */
@NullMarked
package dev.rondo.bytes;

import org.jspecify.annotations.NullMarked;
