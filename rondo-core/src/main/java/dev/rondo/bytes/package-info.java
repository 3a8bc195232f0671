/**
 * Bytes under the streams and codecs: no task, loop, time or channel here. What a protocol reads
 * arrives in a queue and is looked at in place; what it writes is put together in a writer.
 *
 * <ul>
 *   <li>{@link dev.rondo.bytes.ByteQueue}: what has arrived, filled at the end, searched and looked
 *       at anywhere, taken from the front; bounded, in memory of its own or lent.
 *   <li>{@link dev.rondo.bytes.Span}: a part of it without a copy: text, comparison, numbers.
 *   <li>{@link dev.rondo.bytes.ByteSet}: values to search for, or to check against.
 *   <li>{@link dev.rondo.bytes.TooManyBytesException}: the queue's bound.
 *   <li>{@link dev.rondo.bytes.ByteWriter}: a message put together of bytes, text, numbers and
 *       large bodies by reference, for one gathered write.
 * </ul>
 *
 * <p>Below them, each one noun: {@code ByteSearch}, {@code BigEndian}, {@code Digits}, {@code
 * TextEncoder}, and {@code Text} for messages.
 *
 * <p>Nothing here is thread-safe. Positions out of bounds are {@link IndexOutOfBoundsException}s,
 * and leave everything as it was.
 */
@NullMarked
package dev.rondo.bytes;

import org.jspecify.annotations.NullMarked;
