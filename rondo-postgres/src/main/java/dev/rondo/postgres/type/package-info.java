/**
 * PostgreSQL's types as Java values: codecs from and to the binary and text formats, the value
 * classes that Java lacks, and the catalogue of types that a database has. Without I/O.
 */
@NullMarked
package dev.rondo.postgres.type;

import org.jspecify.annotations.NullMarked;
