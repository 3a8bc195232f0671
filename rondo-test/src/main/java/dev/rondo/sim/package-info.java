@NullMarked
package dev.rondo.sim;

import org.jspecify.annotations.NullMarked;
