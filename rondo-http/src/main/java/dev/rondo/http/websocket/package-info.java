/** WebSockets, one type for both sides. */
@NullMarked
package dev.rondo.http.websocket;

import org.jspecify.annotations.NullMarked;
