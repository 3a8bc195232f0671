package dev.rondo;

import java.util.concurrent.ExecutorService;

/**
 * An executor that is called on the loop: {@link Rondo#toThread} and {@link
 * EventLoop#runInExecutor} submit work to it themselves. For one whose threads are all platform
 * threads, or whose work means to stay on the loop, as in a simulation. It must not block, nor run
 * work before it returns.
 *
 * <p>Any other gets its work from a thread outside the loop, in the order of the calls, so that
 * virtual threads that it starts are none of the loop's.
 */
public interface LoopExecutor extends ExecutorService {}
