package dev.rondo.sim;

import dev.rondo.Entropy;
import dev.rondo.Task;

/** The run order of one host: drawn at each step, among all that is ready. */
final class HostEntropy implements Entropy {
    private final World world;
    private final Host host;

    HostEntropy(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    @Override
    public int pick(Ready ready) {
        int size = ready.size();
        int index =
                size == 1
                        ? 0
                        : world.choices.choose(
                                size,
                                world.choices.drawing()
                                        ? world.strategy.propose(ready, world.choices)
                                        : 0);
        if (world.log.isOn()) {
            Object next = ready.get(index);
            world.log.add(
                    world.now(),
                    host.name(),
                    "runs",
                    next instanceof Task<?> task ? task.name() : next.toString());
        }
        return index;
    }

    /** One step a pass: what becomes ready meanwhile competes with what is ready already. */
    @Override
    public int burst(int ready) {
        return 1;
    }
}
