/**
 * Files without holding the loop: {@link dev.rondo.file.Files} for whole files and folders, under
 * the names of {@code java.nio.file.Files}, and {@link dev.rondo.file.File} for one that is open.
 * What aiofiles is for asyncio.
 *
 * <p>The work is done by threads of their own and is never interrupted: a cancelled task goes on at
 * once, what was begun runs to its end. A path says where its file is: paths of a simulated host's
 * disk ({@link dev.rondo.file.Storage}) work with the same calls, on virtual time.
 */
@NullMarked
package dev.rondo.file;

import org.jspecify.annotations.NullMarked;
