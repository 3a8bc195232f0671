/**
 * PostgreSQL: connections, a pool, transactions, streams of rows, COPY and LISTEN, as straight-line
 * code in tasks. What asyncpg is for asyncio. Start at {@link dev.rondo.postgres.Postgres}.
 */
@NullMarked
package dev.rondo.postgres;

import org.jspecify.annotations.NullMarked;
