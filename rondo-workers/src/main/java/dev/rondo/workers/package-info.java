/**
 * Code in parallel: on threads, in processes, on machines; processes of our own, and what they
 * share. What concurrent.futures and multiprocessing are for Python.
 *
 * <ul>
 *   <li>{@link dev.rondo.workers.Workers}: the seam and the way in; {@link
 *       dev.rondo.workers.WorkerOptions}, {@link dev.rondo.workers.WorkersSnapshot}, {@link
 *       dev.rondo.workers.WorkerSnapshot}; {@link dev.rondo.workers.RemoteCode}: for other kinds of
 *       workers.
 *   <li>{@link dev.rondo.workers.SerializableFunction}, {@link dev.rondo.workers.MapOptions},
 *       {@link dev.rondo.workers.MapResults}, {@link dev.rondo.workers.MapProgress}: map.
 *   <li>{@link dev.rondo.workers.BrokenWorkerException}, {@link
 *       dev.rondo.workers.BrokenWorkersException}, {@link
 *       dev.rondo.workers.UnserializableException}, {@link
 *       dev.rondo.workers.RemoteFailureException}, {@link dev.rondo.workers.RemoteStack}: what is
 *       thrown.
 *   <li>{@link dev.rondo.workers.WorkerProcess}: one process; {@link dev.rondo.workers.Channel},
 *       {@link dev.rondo.workers.ChannelClosedException}; {@link dev.rondo.workers.SharedMemory}.
 *   <li>inside, channels: {@code ChannelEnd}: {@code ChannelHost} (the owner, with a {@code
 *       ChannelGuest} for each other process) and {@code ChannelLink}; {@code ChannelAddress},
 *       {@code PrivateSocket}.
 *   <li>inside, the pool: {@code Pool} (the line and the seats), {@code Call}, {@code Seat} (a
 *       thread that takes calls to its station), {@code Station}: {@code ThreadStation}, {@code
 *       ProcessStation}; {@code Mapping}, {@code Chunk}.
 *   <li>inside, a process: {@code Jvm} (ours of it), {@code JvmCommand}, {@code ErrorTail}; in it
 *       {@code WorkerMain}, {@code CallRunner}, {@code Outgoing}, {@code WorkerClasses}.
 *   <li>inside, what is sent: {@code Wire} and {@code Frame}; {@code Parcel}, {@code Marshal},
 *       {@code ArrayKind}, {@code Failure}; {@code TypeFilter} (what may come in), {@code
 *       FieldPath} (what cannot go out, and where).
 *   <li>small help: {@code Bodies}, {@code Loaders} and {@code ProgramClasses} (where classes are),
 *       {@code Threads}.
 * </ul>
 *
 * <p>To read: {@code Workers}; {@code Pool} with {@code Seat}; {@code ProcessStation} with {@code
 * Jvm}; {@code WorkerMain} with {@code CallRunner}.
 *
 * <p>Threads: a call goes from the caller's thread over the pool's line to a seat's, which
 * serialises, sends and waits; a second one of each process reads what it answers, a third its
 * standard error. Nothing of this is on a loop.
 */
@NullMarked
package dev.rondo.workers;

import org.jspecify.annotations.NullMarked;
