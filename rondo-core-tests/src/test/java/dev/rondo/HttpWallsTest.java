package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.http.server.App;
import dev.rondo.testing.ModuleWalls;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The floors and walls of HTTP, on the compiled classes. */
class HttpWallsTest {
    private static final ModuleWalls WALLS =
            new ModuleWalls(
                    App.class,
                    "dev.rondo.http",
                    List.of(
                            Set.of(
                                    "dev.rondo.http",
                                    "dev.rondo.http.coding",
                                    "dev.rondo.http.network"),
                            Set.of("dev.rondo.http.wire"),
                            Set.of("dev.rondo.http.websocket"),
                            Set.of("dev.rondo.http.server", "dev.rondo.http.client"),
                            Set.of("dev.rondo.http.test")));

    @Test
    void importsGoDown() {
        assertThat(WALLS.importsUp()).isEmpty();
    }

    @Test
    void onlyOneClassKnowsTheNetworkOfTheMachine() {
        assertThat(WALLS.usesOfNetworks(_ -> true)).isEmpty();
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
    void onlyOneClassKnowsEachLibraryOfACoding() {
        assertThat(
                        WALLS.uses(
                                type -> !type.fileName().equals("ZstandardCoder"),
                                name -> name.startsWith("com.github.luben.")))
                .isEmpty();
        assertThat(
                        WALLS.uses(
                                type -> !type.fileName().equals("BrotliCoder"),
                                name -> name.startsWith("com.aayushatharva.")))
                .isEmpty();
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
