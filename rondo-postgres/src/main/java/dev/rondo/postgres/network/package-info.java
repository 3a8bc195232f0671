/** The one door to the network of this machine, for programs that name none. Not exported. */
@NullMarked
package dev.rondo.postgres.network;

import org.jspecify.annotations.NullMarked;
