/** The client: requests, pool, redirects, cookies. */
@NullMarked
package dev.rondo.http.client;

import org.jspecify.annotations.NullMarked;
