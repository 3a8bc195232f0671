package dev.rondo;

import java.util.concurrent.ExecutorService;

/**
 * An executor that is called on the loop: {@link Rondo#toThread} and {@link
 * EventLoop#runInExecutor} submit work to it themselves. For one whose threads are all platform
 * threads, or whose work means to stay on the loop, as in a simulation. It must not block, nor run
 * work before it returns.
 *
 * <p>Any other gets its work from a thread outside the loop, in the order of the calls, so that
 * work which it runs on its caller's thread holds no task.
 */
public interface LoopExecutor extends ExecutorService {}
