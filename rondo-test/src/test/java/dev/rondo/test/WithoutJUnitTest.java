package dev.rondo.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.sim.Simulation;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kit and the simulation need no JUnit: a program of their own runs with nothing but Rondo. */
class WithoutJUnitTest {
    /** What the other JVM runs. */
    static final class Plain {
        public static void main(String[] args) {
            RondoTests.run(test -> {
                test.clock().advance(60);
                test.network();
                new Sequencer().step(0);
            });
            Simulation.run(1, simulation -> Rondo.sleep(60));
            System.out.println("ran without JUnit");
        }
    }

    @Test
    void theKitRunsWithoutJUnit() throws Exception {
        String classPath =
                Stream.of(EventLoop.class, RondoTests.class, WithoutJUnitTest.class)
                        .map(WithoutJUnitTest::place)
                        .collect(Collectors.joining(File.pathSeparator));
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Drondo.engine=handoff",
                                        "-cp",
                                        classPath,
                                        Plain.class.getName()))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("ran without JUnit");
    }

    private static String place(Class<?> type) {
        URI location =
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(location).toString();
    }
}
