/**
 * The messages of PostgreSQL's protocol 3.0, both directions, without I/O: bytes in, sealed
 * messages out, and back. Not exported. Knows no task, loop, stream or time.
 */
@NullMarked
package dev.rondo.postgres.wire;

import org.jspecify.annotations.NullMarked;
