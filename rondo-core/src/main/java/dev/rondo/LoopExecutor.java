package dev.rondo;

import java.util.concurrent.ExecutorService;

/**
 * An executor whose work stays on the loop, as a simulation has it: {@link Rondo#toThread} and
 * {@link EventLoop#runInExecutor} call it in the task. Any other gets its work from a thread
 * outside the loop, in the order of the calls, so that threads that it starts are none of the
 * loop's.
 */
public interface LoopExecutor extends ExecutorService {}
