/**
 * How a client proves who it is: SCRAM, MD5, passwords. Messages in, messages out. Not exported.
 *
 * <ul>
 *   <li>{@link dev.rondo.postgres.auth.Login}: one way in, from what the server asks to {@link
 *       dev.rondo.postgres.auth.Answer}s; {@link dev.rondo.postgres.auth.LoginRefusal}: why this
 *       side goes no further.
 *   <li>{@link dev.rondo.postgres.auth.AllowedMethods}: {@code require_auth}.
 *   <li>{@code Scram}: one exchange of SCRAM-SHA-256; {@code ScramKeys}: what is computed of a
 *       password, kept; {@link dev.rondo.postgres.auth.EndPoint}: what a proof is bound to.
 *   <li>{@code Md5}: the oldest hash.
 * </ul>
 *
 * <p>A login is used by one task, which leaves its slow steps to a thread.
 */
@NullMarked
package dev.rondo.postgres.auth;

import org.jspecify.annotations.NullMarked;
