/**
 * The Rondo side of {@code ./rondo bench network}: {@code EchoServer} ({@code EchoProtocol} by
 * callbacks), which the load generator of {@code src/main/c} measures beside servers in C, on
 * asyncio and on others. {@code NettyServer} is one of the others; {@code Counted} runs either and
 * counts what it allocates.
 */
@NullMarked
package dev.rondo.bench.network;

import org.jspecify.annotations.NullMarked;
