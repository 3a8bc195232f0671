package dev.rondo.sim;

import dev.rondo.Entropy;
import dev.rondo.Task;

/** The run order of one host: drawn at each step, among all that may run next; and its jitter. */
final class HostEntropy implements Entropy {
    private final World world;
    private final Host host;
    private final Candidates candidates = new Candidates();

    HostEntropy(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    @Override
    public int pick(Ready ready) {
        int first = host.takeFirst(ready);
        int place = first >= 0 ? first : ready.size() == 1 ? 0 : draw(ready);
        if (world.log.isOn()) {
            Object next = ready.get(place);
            world.log.add(
                    world.now(),
                    host.name(),
                    "runs",
                    next instanceof Task<?> task ? task.name() : next.toString());
        }
        return place;
    }

    private int draw(Ready ready) {
        candidates.findIn(ready);
        Choices choices = world.choices;
        int index =
                candidates.size() == 1
                        ? 0
                        : choices.choose(
                                candidates.size(),
                                choices.drawing()
                                        ? world.strategy.propose(candidates, choices)
                                        : 0);
        return candidates.place(index);
    }

    /** The least draw is the tamest: the longest pause of those that jitter allows. */
    @Override
    public long draw(long bound) {
        return Math.min(world.choices.between(0, bound - 1), bound - 1); // a double may round up
    }

    /** One step a pass: what becomes ready meanwhile competes with what is ready already. */
    @Override
    public int burst(int ready) {
        return 1;
    }
}
