/**
 * Files without holding the loop: {@link dev.rondo.file.Files} for whole files and folders, under
 * the names of {@code java.nio.file.Files}, {@link dev.rondo.file.File} for one that is open,
 * {@link dev.rondo.file.FolderWatch} for what changes in a folder, {@link
 * dev.rondo.file.StandardStreams} for those of the process. What aiofiles is for asyncio.
 *
 * <p>Inside: {@code Work} and {@code InFlight} bring a call to a {@link dev.rondo.file.Storage},
 * which is {@code FileThreads} mostly; {@code CachedReads} reads what is in memory in the loop;
 * {@code AtomicWrite}, {@code LongCopy}, {@code Trees}, {@code Locking} and {@code FolderWatcher}
 * are what their names say. Begin reading at {@code Work}.
 *
 * <p>The work is done by threads of their own and is never interrupted: a cancelled task goes on at
 * once, what was begun runs to its end. A path says where its file is: paths of a simulated host's
 * disk ({@link dev.rondo.file.Storage}) work with the same calls, on virtual time.
 */
@NullMarked
package dev.rondo.file;

import org.jspecify.annotations.NullMarked;
