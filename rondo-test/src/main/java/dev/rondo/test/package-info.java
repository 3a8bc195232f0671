/** Tests of programs on Rondo. */
@NullMarked
package dev.rondo.test;

import org.jspecify.annotations.NullMarked;
