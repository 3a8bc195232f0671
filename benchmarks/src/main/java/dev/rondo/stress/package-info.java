/**
 * The stress program: random work on one loop, and checks that nothing is lost.
 *
 * <ul>
 *   <li>{@link dev.rondo.stress.Stress}: the program, its options and its verdict.
 *   <li>{@link dev.rondo.stress.Wave}: a loop's worth of random work, and the checks at its end.
 *   <li>{@link dev.rondo.stress.Work}: one kind of work; {@link dev.rondo.stress.TaskWork}, {@link
 *       dev.rondo.stress.SyncWork}, {@link dev.rondo.stress.ThreadWork} and {@link
 *       dev.rondo.stress.ForeignWork} hold them.
 *   <li>{@link dev.rondo.stress.Shared}: what the work of one wave shares, with its accounts.
 *   <li>{@link dev.rondo.stress.HeapTrend}: whether memory stays flat.
 *   <li>{@link dev.rondo.stress.NetworkStress}: the program for connections; {@link
 *       dev.rondo.stress.Churn}: a server and its clients that drop each other, {@link
 *       dev.rondo.stress.ChurnClient}: what these do; {@link dev.rondo.stress.OpenSockets}: what is
 *       left open.
 *   <li>{@link dev.rondo.stress.Dice}: choices from a seed.
 * </ul>
 *
 * <p>A wave's choices come from its seed; the order in which other threads come in does not.
 */
@NullMarked
package dev.rondo.stress;

import org.jspecify.annotations.NullMarked;
