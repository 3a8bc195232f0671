/**
 * Codings of bodies by libraries that are found at run time: Brotli by brotli4j, Zstandard by
 * zstd-jni. Not exported.
 */
@NullMarked
package dev.rondo.http.coding;

import org.jspecify.annotations.NullMarked;
