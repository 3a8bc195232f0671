/**
 * Programs as children of this process, without holding the loop: asyncio's subprocesses.
 *
 * <ul>
 *   <li>{@link dev.rondo.process.Command}: what is to be started and how; {@code run} does all of
 *       it, {@code start} gives the child.
 *   <li>{@link dev.rondo.process.Stdio}: where a child's descriptor comes from or goes to.
 *   <li>{@link dev.rondo.process.Subprocess}: a child that was started: its pipes as streams, its
 *       end, signals; {@link dev.rondo.process.SubprocessSnapshot} is what is known of it.
 *   <li>{@link dev.rondo.process.ProcessResult}: return code and output.
 *   <li>{@link dev.rondo.process.Pipeline}, {@link dev.rondo.process.RunningPipeline}, {@link
 *       dev.rondo.process.PipelineResult}: several commands, each one's output the next one's
 *       input.
 *   <li>{@link dev.rondo.process.Signal}, {@link dev.rondo.process.ProcessException}.
 *   <li>inside: {@code Plan} (a command's settings), {@code Spawner} (threads that start children),
 *       {@code Launcher} and its two ways: {@code NativeLauncher} with {@code NativeChild} ({@code
 *       posix_spawn} and a pidfd, through {@code SpawnCalls}) and {@code JdkLauncher} with {@code
 *       JdkChild} ({@code ProcessBuilder}, a {@code Pump} a pipe); {@code Exit} (who waits for the
 *       end), {@code Exchange} (feeds and collects), {@code Run} (limits and stops), {@code
 *       Orphans} (children whose loop or process ends before them).
 * </ul>
 *
 * <p>A child belongs to the loop that started it and is used by its tasks.
 */
@NullMarked
package dev.rondo.process;

import org.jspecify.annotations.NullMarked;
