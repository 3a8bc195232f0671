/**
 * A scripted server that speaks PostgreSQL's protocol, on any {@link dev.rondo.stream.Network}: for
 * tests of programs against a database that is slow, fails or goes away. Needs {@code rondo-test}.
 */
@NullMarked
package dev.rondo.postgres.test;

import org.jspecify.annotations.NullMarked;
