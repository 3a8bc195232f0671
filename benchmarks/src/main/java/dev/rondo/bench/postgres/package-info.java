/** What {@code ./rondo bench postgres} runs: clients of a database, each on another driver. */
@NullMarked
package dev.rondo.bench.postgres;

import org.jspecify.annotations.NullMarked;
