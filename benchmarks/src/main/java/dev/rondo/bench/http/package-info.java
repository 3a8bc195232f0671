/**
 * The Java side of {@code ./rondo bench http}: {@code RondoServer} and its peer {@code NettyServer}
 * with the same paths; {@code Fetches}, which measures clients; {@code Hello}, whose start is
 * timed.
 */
@NullMarked
package dev.rondo.bench.http;

import org.jspecify.annotations.NullMarked;
