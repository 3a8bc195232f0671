/**
 * The Rondo side of {@code ./rondo bench network}: {@code EchoServer}, which the load generator of
 * {@code src/main/c} measures beside servers in C, on asyncio and on others.
 */
@NullMarked
package dev.rondo.bench.network;

import org.jspecify.annotations.NullMarked;
