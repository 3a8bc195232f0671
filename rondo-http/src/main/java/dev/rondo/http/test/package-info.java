/** Tests of programs that use HTTP, without sockets. */
@NullMarked
package dev.rondo.http.test;

import org.jspecify.annotations.NullMarked;
