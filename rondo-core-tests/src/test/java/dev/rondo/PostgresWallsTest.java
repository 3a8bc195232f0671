package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.postgres.Postgres;
import dev.rondo.testing.CompiledClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The floors and walls of PostgreSQL, on the compiled classes. */
class PostgresWallsTest {
    private static final List<CompiledClass> CLASSES = CompiledClass.besides(Postgres.class);

    /** The rooms from the ground. Imports go down; rooms of one floor are apart. */
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of(
                            "dev.rondo.postgres.wire",
                            "dev.rondo.postgres.type",
                            "dev.rondo.postgres.settings",
                            "dev.rondo.postgres.network"),
                    Set.of("dev.rondo.postgres.auth"),
                    Set.of("dev.rondo.postgres"),
                    Set.of("dev.rondo.postgres.test"));

    private static int floorOf(String packageName) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(packageName)) {
                return i;
            }
        }
        throw new AssertionError("No floor has " + packageName);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static List<String> uses(Predicate<CompiledClass> where, Predicate<String> what) {
        List<String> found = new ArrayList<>();
        for (CompiledClass type : CLASSES) {
            if (where.test(type)) {
                type.classes().stream()
                        .filter(what)
                        .forEach(name -> found.add(type.name() + " uses " + name));
            }
        }
        return found;
    }

    @Test
    void importsGoDown() {
        List<String> up = new ArrayList<>();
        for (CompiledClass type : CLASSES) {
            int floor = floorOf(type.packageName());
            type.classes().stream()
                    .filter(name -> name.startsWith("dev.rondo.postgres."))
                    .filter(name -> !packageOf(name).equals(type.packageName()))
                    .filter(name -> floorOf(packageOf(name)) >= floor)
                    .forEach(name -> up.add(type.name() + " uses " + name));
        }
        assertThat(up).isEmpty();
    }

    @Test
    void onlyOneClassKnowsTheNetworkOfTheMachine() {
        assertThat(
                        uses(
                                // A trust manager's methods have sockets for parameters.
                                type ->
                                        !type.packageName().equals("dev.rondo.postgres.network")
                                                && !type.fileName().equals("TrustAll"),
                                name ->
                                        name.startsWith("dev.rondo.net.")
                                                || name.startsWith("dev.rondo.sim.")
                                                || name.startsWith("java.nio.channels.S")
                                                || name.equals("java.net.Socket")))
                .isEmpty();
    }

    @Test
    void theWireKnowsNoLoopStreamOrTime() {
        assertThat(
                        uses(
                                type -> type.packageName().equals("dev.rondo.postgres.wire"),
                                name ->
                                        name.matches("dev\\.rondo\\.[A-Z].*")
                                                || name.startsWith("dev.rondo.stream.")
                                                || name.startsWith("dev.rondo.sync.")
                                                || name.startsWith("java.util.concurrent.")))
                .isEmpty();
    }

    @Test
    void nothingReadsTheClockOrPrints() {
        List<String> found = new ArrayList<>();
        for (CompiledClass type : CLASSES) {
            type.members().stream()
                    .map(CompiledClass.Member::toString)
                    .filter(
                            Set.of(
                                            "java.lang.System.nanoTime",
                                            "java.lang.System.currentTimeMillis",
                                            "java.lang.System.out",
                                            "java.lang.System.err",
                                            "java.lang.Thread.sleep",
                                            "java.time.Instant.now")
                                    ::contains)
                    .forEach(name -> found.add(type.name() + " uses " + name));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void onlyOneClassKnowsTheLibraryForJson() {
        assertThat(
                        uses(
                                type -> !type.fileName().equals("JacksonJson"),
                                name -> name.startsWith("tools.jackson.")))
                .isEmpty();
    }
}
