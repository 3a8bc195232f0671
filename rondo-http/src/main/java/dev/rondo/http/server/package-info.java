/** The server: an app of routes, and what runs it. */
@NullMarked
package dev.rondo.http.server;

import org.jspecify.annotations.NullMarked;
