package dev.rondo.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the packages of this module may know, on the compiled classes. */
class KitWallsTest {
    /** The classes that are about JUnit; all others load without it. */
    private static final Set<String> KNOW_JUNIT =
            Set.of(
                    "ByteStreamConformance",
                    "EveryOrder",
                    "InLoop",
                    "RondoExtension",
                    "RondoTest",
                    "SimulatedMethod",
                    "SimulationExtension",
                    "SimulationTest",
                    "StreamDoorsConformance",
                    "StreamEndsConformance",
                    "StreamMeans");

    private static final List<ClassModel> CLASSES = classes();

    private static List<ClassModel> classes() {
        Path root =
                Path.of(
                        URI.create(
                                RondoTests.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()));
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .map(KitWallsTest::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(ClassModel type) {
        return type.thisClass().asInternalName();
    }

    /** Returns the file that a class came from, without its ending. */
    private static String file(ClassModel type) {
        String simple = name(type).substring(name(type).lastIndexOf('/') + 1);
        return simple.contains("$") ? simple.substring(0, simple.indexOf('$')) : simple;
    }

    private static Stream<ClassModel> in(String packageName) {
        return CLASSES.stream()
                .filter(type -> name(type).startsWith(packageName.replace('.', '/') + "/"));
    }

    private static Set<String> used(ClassModel type) {
        Set<String> used = new TreeSet<>();
        type.constantPool()
                .forEach(entry -> {
                    if (entry instanceof ClassEntry other) {
                        used.add(other.asInternalName());
                    } else if (entry instanceof MemberRefEntry member) {
                        used.add(
                                member.owner().asInternalName()
                                        + "."
                                        + member.name().stringValue());
                    }
                });
        return used;
    }

    private static List<String> uses(Stream<ClassModel> types, String... prefixes) {
        return types.flatMap(type ->
                        used(type).stream()
                                .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
                                .map(name -> name(type) + " uses " + name))
                .toList();
    }

    @Test
    void thereAreClassesToLookAt() {
        assertThat(in("dev.rondo.sim").map(KitWallsTest::file)).contains("World", "Simulation");
        assertThat(uses(in("dev.rondo.test"), "java/lang/System.nanoTime")).isNotEmpty();
    }

    @Test
    void simulationsDoNotKnowTheKit() {
        assertThat(uses(in("dev.rondo.sim"), "dev/rondo/test/", "org/junit/", "dev/rondo/net/"))
                .isEmpty();
    }

    @Test
    void simulationsReadNoRealTimeAndDrawNothingUnseeded() {
        assertThat(
                        uses(
                                in("dev.rondo.sim"),
                                "java/lang/System.nanoTime",
                                "java/lang/System.currentTimeMillis",
                                "java/time/Instant.now",
                                "java/lang/Math.random",
                                "java/util/UUID.randomUUID",
                                "java/util/concurrent/ThreadLocalRandom",
                                "java/security/SecureRandom"))
                .isEmpty();
    }

    @Test
    void nothingIsCalledThatOnlyJUnit6Has() {
        String store = "org/junit/jupiter/api/extension/ExtensionContext$Store.";
        assertThat(uses(in("dev.rondo.test"), store + "computeIfAbsent")).isEmpty();
        assertThat(uses(in("dev.rondo.test"), store + "get")).isNotEmpty();
    }

    @Test
    void onlyNamedClassesKnowJUnit() {
        Set<String> knowing =
                in("dev.rondo.test")
                        .filter(type -> !uses(Stream.of(type), "org/junit/").isEmpty())
                        .map(KitWallsTest::file)
                        .collect(Collectors.toSet());
        assertThat(KNOW_JUNIT).containsAll(knowing);
    }
}
