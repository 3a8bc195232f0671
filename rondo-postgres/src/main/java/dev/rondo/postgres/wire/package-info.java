/**
 * The messages of PostgreSQL's protocol 3.0, both directions, without I/O: bytes in, sealed
 * messages out, and back. Not exported. Knows no task, loop, stream or time.
 *
 * <p>A client's side:
 *
 * <ul>
 *   <li>{@link dev.rondo.postgres.wire.BackendReader}: a {@link
 *       dev.rondo.postgres.wire.BackendMessage} out of a {@link dev.rondo.bytes.ByteQueue}, within
 *       {@link dev.rondo.postgres.wire.WireLimits}; rows as a {@link
 *       dev.rondo.postgres.wire.RowBatch}.
 *   <li>{@link dev.rondo.postgres.wire.FrontendWriter}: what a client says, into a {@link
 *       dev.rondo.bytes.ByteWriter}, with {@link dev.rondo.postgres.wire.Formats}.
 *   <li>{@link dev.rondo.postgres.wire.ReportFields}: of errors and notices; {@link
 *       dev.rondo.postgres.wire.ColumnDescription}: of a result; {@link
 *       dev.rondo.postgres.wire.Authentication}: what the server wants first.
 *   <li>{@link dev.rondo.postgres.wire.WireException}: what is refused.
 * </ul>
 *
 * <p>To read: {@code BackendMessages} (what is in a message), {@code Body} (its strings and
 * numbers), {@code RowScan} and {@code CopyScan} (runs), {@code OldError}, {@code TagCache}, {@code
 * Framing} (type and length). Below them {@code BigEndian}, {@code CommandTag}, {@code Shown}.
 *
 * <p>Readers and writers belong to one connection and are not thread-safe; messages are immutable,
 * if nobody writes into their arrays.
 */
@NullMarked
package dev.rondo.postgres.wire;

import org.jspecify.annotations.NullMarked;
