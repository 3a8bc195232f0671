package dev.rondo.file;

import dev.rondo.sim.Exploration;
import java.nio.file.Path;

/** Files of a simulated host, under some seeds. */
class SimulatedFilesTest extends FileConformance {
    @Override
    void run(Body body) {
        Exploration.run(
                2,
                simulation ->
                        simulation
                                .host(
                                        "host",
                                        host -> {
                                            Path folder = host.disk().path("/folder");
                                            java.nio.file.Files.createDirectory(folder);
                                            body.run(folder);
                                        })
                                .join());
    }
}
