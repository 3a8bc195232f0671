package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cluster.ClusterWorkers;
import dev.rondo.testing.ModuleWalls;
import dev.rondo.workers.Workers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The floors and walls of workers and of clusters, on the compiled classes. */
class WorkersWallsTest {
    private static final ModuleWalls WORKERS =
            new ModuleWalls(
                    Workers.class, "dev.rondo.workers", List.of(Set.of("dev.rondo.workers")));
    private static final ModuleWalls CLUSTER =
            new ModuleWalls(
                    ClusterWorkers.class,
                    "dev.rondo.cluster",
                    List.of(Set.of("dev.rondo.cluster")));

    @Test
    void workersNeedOnlyTheRuntimeOfTheCore() {
        assertThat(
                        WORKERS.uses(
                                type -> true,
                                name ->
                                        name.matches("dev\\.rondo\\.[a-z]+\\..*")
                                                && !name.startsWith("dev.rondo.workers.")
                                                && !name.startsWith("dev.rondo.sync.")))
                .isEmpty();
    }

    @Test
    void clustersNeedOnlyWorkersAndTheCore() {
        assertThat(
                        CLUSTER.uses(
                                type -> true,
                                name ->
                                        name.matches("dev\\.rondo\\.[a-z]+\\..*")
                                                && !name.startsWith("dev.rondo.workers.")
                                                && !name.startsWith("dev.rondo.cluster.")))
                .isEmpty();
    }

    @Test
    void onlyTheClassesOfProcessesAndChannelsKnowSockets() {
        Set<String> may =
                Set.of(
                        "Jvm",
                        "WorkerMain",
                        "PrivateSocket",
                        "ChannelHost",
                        "ChannelGuest",
                        "ChannelLink");
        assertThat(WORKERS.usesOfNetworks(type -> !may.contains(type.fileName()))).isEmpty();
        assertThat(CLUSTER.usesOfNetworks(type -> true)).isEmpty();
    }

    @Test
    void nothingReadsTheClockOrPrintsButWhatProcessesPrint() {
        assertThat(WORKERS.usesOfTheWorld())
                .allMatch(use ->
                        use.matches(
                                "dev\\.rondo\\.workers\\.(Jvm|JvmCommand|ErrorTail|"
                                        + "WorkerMain|CallRunner|WorkerProcess) uses"
                                        + " java\\.lang\\.System\\.(out|err)"));
        assertThat(CLUSTER.usesOfTheWorld()).isEmpty();
    }
}
