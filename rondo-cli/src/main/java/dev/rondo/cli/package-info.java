/**
 * The {@code rondo} command, started by the script of that name at the root of the repository.
 *
 * <ul>
 *   <li>{@link dev.rondo.cli.Main}: picks the subcommand and turns its end into an exit status.
 *   <li>{@code RunCommand}: {@code rondo run}, from its arguments to the program's end.
 *   <li>{@code SourceFile}: a program in one file, compiled in memory.
 *   <li>{@code MemoryClasses}: where its class files go, and the loader that reads them back.
 *   <li>{@code MainMethod}: the entry point that JEP 512 picks in a class, and the call of it.
 *   <li>{@code ServeCommand}: {@code rondo serve}, the files of a folder over HTTP.
 *   <li>{@code CertCommand}: {@code rondo cert}, a certificate for development.
 *   <li>{@code PsCommand}: {@code rondo ps} and {@code pstree}, what the tasks of a program do.
 *   <li>{@code ProcessFacts}: what the system tells of that program's process; {@code
 *       InspectedProgram}: the way to its answers; {@code LineChannel}: what may go wrong on it.
 *   <li>{@code SeenLoop}, {@code ToldTasks}: what it has told; {@code LoopText}, {@code TaskTable},
 *       {@code TaskTree}: how that is shown; {@code Shown}: words and times for a terminal.
 *   <li>{@code StackTraces}: cuts the launcher's own frames from what a failed program prints.
 *   <li>{@code Fault}: what the launcher itself could not do, with the exit status for it.
 * </ul>
 *
 * <p>Everything runs on the thread {@code main}, as under the {@code java} command.
 */
@NullMarked
package dev.rondo.cli;

import org.jspecify.annotations.NullMarked;
