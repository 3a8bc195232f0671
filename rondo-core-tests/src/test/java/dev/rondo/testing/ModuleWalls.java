package dev.rondo.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The floors and walls of a module that stands on the core, on its compiled classes. */
public final class ModuleWalls {
    private static final Set<String> WORLD =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.System.out",
                    "java.lang.System.err",
                    "java.lang.Thread.sleep",
                    "java.time.Instant.now");

    private final List<CompiledClass> classes;
    private final String root;
    private final List<Set<String>> floors;

    /**
     * Reads a module's classes.
     *
     * @param one any of them
     * @param root the package that all are in
     * @param floors the rooms from the ground; imports go down, rooms of one floor are apart
     */
    public ModuleWalls(Class<?> one, String root, List<Set<String>> floors) {
        this.classes = CompiledClass.besides(one);
        this.root = root;
        this.floors = floors;
    }

    private int floorOf(String packageName) {
        for (int i = 0; i < floors.size(); i++) {
            if (floors.get(i).contains(packageName)) {
                return i;
            }
        }
        throw new AssertionError("No floor has " + packageName);
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** Returns which classes use which others. */
    public List<String> uses(Predicate<CompiledClass> where, Predicate<String> what) {
        List<String> found = new ArrayList<>();
        for (CompiledClass type : classes) {
            if (where.test(type)) {
                type.classes().stream()
                        .filter(what)
                        .forEach(name -> found.add(type.name() + " uses " + name));
            }
        }
        return found;
    }

    /** Returns the imports that go up, or to another room of the same floor. */
    public List<String> importsUp() {
        List<String> up = new ArrayList<>();
        for (CompiledClass type : classes) {
            int floor = floorOf(type.packageName());
            type.classes().stream()
                    .filter(name -> name.startsWith(root + "."))
                    .filter(name -> !packageOf(name).equals(type.packageName()))
                    .filter(name -> floorOf(packageOf(name)) >= floor)
                    .forEach(name -> up.add(type.name() + " uses " + name));
        }
        return up;
    }

    /** Returns what knows a network of its own; the room {@code .network} may. */
    public List<String> usesOfNetworks(Predicate<CompiledClass> where) {
        return uses(
                type -> !type.packageName().equals(root + ".network") && where.test(type),
                name ->
                        name.startsWith("dev.rondo.net.")
                                || name.startsWith("dev.rondo.sim.")
                                || name.startsWith("java.nio.channels.S")
                                || name.equals("java.net.Socket"));
    }

    /** Returns what the room {@code .wire} knows of loops, streams and time. */
    public List<String> usesOfTheWire() {
        return uses(
                type -> type.packageName().equals(root + ".wire"),
                name ->
                        name.matches("dev\\.rondo\\.[A-Z].*")
                                || name.startsWith("dev.rondo.stream.")
                                || name.startsWith("dev.rondo.sync.")
                                || name.startsWith("java.util.concurrent."));
    }

    /** Returns what reads a clock of the machine's, sleeps or prints. */
    public List<String> usesOfTheWorld() {
        List<String> found = new ArrayList<>();
        for (CompiledClass type : classes) {
            type.members().stream()
                    .map(CompiledClass.Member::toString)
                    .filter(WORLD::contains)
                    .forEach(name -> found.add(type.name() + " uses " + name));
        }
        return found;
    }
}
