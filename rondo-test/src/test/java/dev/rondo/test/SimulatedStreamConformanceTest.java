package dev.rondo.test;

import static dev.rondo.Rondo.createTask;

import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.sim.Simulation;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Listener;
import dev.rondo.stream.Network;
import java.net.InetSocketAddress;

/** The streams of the simulated network, from a host to itself, in drawn run orders. */
class SimulatedStreamConformanceTest extends ByteStreamConformance {
    private static final int SEEDS = 5;

    @Override
    public void withPair(Scenario scenario) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation.run(
                    seed,
                    simulation -> {
                        Network network = simulation.main().network();
                        try (Listener listener =
                                network.listen(
                                        new InetSocketAddress(7), ListenOptions.defaults())) {
                            Task<ByteStream> far = createTask(() -> listener.accept());
                            ByteStream near = network.connect("main", 7);
                            scenario.run(near, far.await());
                        }
                    });
        }
    }

    @Override
    public void settle() {
        Rondo.sleep(10);
    }
}
