package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.postgres.Postgres;
import dev.rondo.testing.ModuleWalls;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The floors and walls of PostgreSQL, on the compiled classes. */
class PostgresWallsTest {
    private static final ModuleWalls WALLS =
            new ModuleWalls(
                    Postgres.class,
                    "dev.rondo.postgres",
                    List.of(
                            Set.of(
                                    "dev.rondo.postgres.wire",
                                    "dev.rondo.postgres.type",
                                    "dev.rondo.postgres.settings",
                                    "dev.rondo.postgres.network"),
                            Set.of("dev.rondo.postgres.auth"),
                            Set.of("dev.rondo.postgres"),
                            Set.of("dev.rondo.postgres.test")));

    @Test
    void importsGoDown() {
        assertThat(WALLS.importsUp()).isEmpty();
    }

    @Test
    void onlyOneClassKnowsTheNetworkOfTheMachine() {
        // A trust manager's methods have sockets for parameters.
        assertThat(WALLS.usesOfNetworks(type -> !type.fileName().equals("TrustAll"))).isEmpty();
    }

    @Test
    void theWireKnowsNoLoopStreamOrTime() {
        assertThat(WALLS.usesOfTheWire()).isEmpty();
    }

    @Test
    void nothingReadsTheClockOrPrints() {
        assertThat(WALLS.usesOfTheWorld()).isEmpty();
    }

    @Test
    void onlyOneClassKnowsTheLibraryForJson() {
        assertThat(
                        WALLS.uses(
                                type -> !type.fileName().equals("JacksonJson"),
                                name -> name.startsWith("tools.jackson.")))
                .isEmpty();
    }
}
