/**
 * Tests of programs on Rondo: virtual time, what a test leaves behind, and tools.
 *
 * <ul>
 *   <li>JUnit: {@link dev.rondo.test.RondoTest} and {@link dev.rondo.test.InLoop} run tests in a
 *       loop; {@link dev.rondo.test.SimulationTest} and {@link dev.rondo.test.EveryOrder} run them
 *       as scripts of a simulation, see {@code dev.rondo.sim}; {@link
 *       dev.rondo.test.RondoExtension} and {@link dev.rondo.test.SimulationExtension} are behind
 *       them
 *   <li>without JUnit: {@link dev.rondo.test.RondoTests} runs a test, {@link
 *       dev.rondo.test.TestLoop} is the loop of one; {@link dev.rondo.test.TestOptions}, {@link
 *       dev.rondo.test.Time}, and {@link dev.rondo.test.Finding}: what fails a test that passed
 *   <li>the world: {@link dev.rondo.test.VirtualClock}, {@link dev.rondo.test.MemoryNetwork};
 *       {@link dev.rondo.test.NotVirtualError} says what is not of it
 *   <li>order: {@link dev.rondo.test.Steps} asserts one, {@link dev.rondo.test.Sequencer} makes one
 *   <li>streams: {@link dev.rondo.test.LockstepStream} holds nothing, {@link
 *       dev.rondo.test.FaultyStream} has {@link dev.rondo.test.Faults}; {@link
 *       dev.rondo.test.ByteStreamConformance}, with {@link dev.rondo.test.StreamEndsConformance},
 *       is for those who write one
 *   <li>inside: {@code VirtualPoller} (when time moves), {@code LoopThread} (the deadline, the held
 *       loop), {@code Running} (what holds it), {@code Findings}, {@code SimulatedMethod}, {@code
 *       StreamMeans}
 * </ul>
 *
 * <p>Begin reading at {@code TestLoop}, then {@code VirtualPoller}. Types belong to the loop of
 * their test, and are used by its tasks. All but the first and the conformance suite work without
 * JUnit on the class path.
 */
@NullMarked
package dev.rondo.test;

import org.jspecify.annotations.NullMarked;
