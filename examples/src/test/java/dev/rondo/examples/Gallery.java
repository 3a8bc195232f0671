package dev.rondo.examples;

import dev.rondo.sim.Simulation;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs of examples/simulation: each has a method "broken" and a method "mended". */
final class Gallery {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "examples"), "simulation");

    private Gallery() {}

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", ""))
                    .sorted()
                    .toList();
        }
    }

    static Simulation.Body<Throwable> broken(String name) {
        return body(name, "broken");
    }

    static Simulation.Body<Throwable> mended(String name) {
        return body(name, "mended");
    }

    private static Simulation.Body<Throwable> body(String name, String method) {
        try {
            Class<?> type = Class.forName(name);
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            // A method handle leaves exceptions and stacks as they are.
            MethodHandle handle =
                    MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                            .findVirtual(
                                    type,
                                    method,
                                    MethodType.methodType(void.class, Simulation.class))
                            .bindTo(constructor.newInstance());
            return handle::invokeExact;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("The gallery has no " + name + "." + method, e);
        }
    }
}
