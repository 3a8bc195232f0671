/**
 * How a client proves who it is: SCRAM, MD5, passwords. Messages in, messages out. Not exported.
 */
@NullMarked
package dev.rondo.postgres.auth;

import org.jspecify.annotations.NullMarked;
