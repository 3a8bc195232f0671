package dev.rondo.sim;

import dev.rondo.Task;

/**
 * Ends what is left on a host when the simulation is over: its tasks are cancelled, and clean-up
 * code gets as much virtual time as it asks for within limits. Without it the JDK would hold the
 * threads of tasks that never go on, and ten thousand simulations would fill the memory.
 */
final class Unwinding {
    private static final int CANCELLATIONS = 20; // of tasks that go on after one
    private static final int PASSES = 1_000; // between two of them

    private Unwinding() {}

    static void run(World world, Host.Life life) {
        if (life.loop.isClosed()) {
            return;
        }
        for (int i = 0; i < CANCELLATIONS && !life.loop.allTasks().isEmpty(); i++) {
            for (Task<?> task : life.loop.allTasks()) {
                task.cancel("the simulation is over");
            }
            for (int pass = 0; pass < PASSES && !life.loop.allTasks().isEmpty(); pass++) {
                life.loop.runForever();
                long timeout = life.poller.endingTimeoutNanos();
                if (timeout == World.FOREVER) {
                    break; // they wait for what will not come
                }
                world.skip(timeout);
            }
        }
    }
}
