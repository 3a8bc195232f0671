/**
 * Deterministic simulation: whole programs on one thread, under one seed.
 *
 * <ul>
 *   <li>{@link dev.rondo.sim.Simulation}: runs a program of many hosts; {@link dev.rondo.sim.Host}
 *       is one of them, {@link dev.rondo.sim.Links} is what lies between them, {@link
 *       dev.rondo.sim.Disk} what outlives a crash, {@link dev.rondo.sim.Chaos} what breaks it all
 *   <li>{@link dev.rondo.sim.Exploration}: runs it under many seeds, or in every order
 *   <li>{@link dev.rondo.sim.Seed}: what repeats a run; {@link dev.rondo.sim.SimulationFailure}
 *       says which
 *   <li>inside: {@code World} (time and turns), {@code Choices} (all that is left open), {@code
 *       Candidates} and {@code Strategy} (the run order), {@code Shrinker}; {@code SimNetwork},
 *       {@code DiskCalls} (time and faults of a disk), {@code DiskTree}, {@code FileContent} and
 *       {@code DiskNames} (what it has, and what of it a loss of power leaves), {@code
 *       DiskProvider} and what it makes (the disk as a file system); {@code Dial}, {@code Wire},
 *       {@code Pipe} (connections as TCP carries them); {@code Seat} (where its tasks wait); {@code
 *       Stuck} and {@link dev.rondo.sim.TaskDump} (what is said of one that hangs)
 * </ul>
 *
 * <p>Begin reading at {@code World}. A simulation belongs to the thread that runs it; any number
 * run beside each other.
 */
@NullMarked
package dev.rondo.sim;

import org.jspecify.annotations.NullMarked;
