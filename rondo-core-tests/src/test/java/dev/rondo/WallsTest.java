package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CompiledClass;
import dev.rondo.testing.CompiledClass.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The floors and walls of the design, on the compiled classes. */
class WallsTest {
    private static final List<CompiledClass> CLASSES = CompiledClass.besides(EventLoop.class);
    private static final Map<String, CompiledClass> BY_NAME =
            CLASSES.stream().collect(Collectors.toMap(CompiledClass::name, Function.identity()));

    /**
     * The packages of each floor, from the ground. Imports go down; rooms of one floor are apart.
     */
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of("dev.rondo.struct", "dev.rondo.bytes"),
                    Set.of("dev.rondo.engine"),
                    Set.of("dev.rondo.kernel"),
                    Set.of("dev.rondo"),
                    Set.of("dev.rondo.sync", "dev.rondo.stream"),
                    Set.of("dev.rondo.net"),
                    Set.of("dev.rondo.file", "dev.rondo.process", "dev.rondo.inspect"));

    /** The classes of the runtime that know threads: engines, doors to other threads, reports. */
    private static final Set<String> KNOW_THREADS =
            Set.of(
                    "Cancellation",
                    "Engine",
                    "ForeignWait",
                    "HandoffEngine",
                    "HandoffStrand",
                    "LoopScheduledThreads",
                    "Offload",
                    "OtherThreads",
                    "ParkingPoller",
                    "Pinning",
                    "ScheduledEngine",
                    "ScheduledStrand",
                    "Strand",
                    "Task",
                    "UncaughtInterrupt",
                    "WaitGraphs",
                    "Watchdog");

    /** The rooms that make up the runtime. */
    private static final Set<String> RUNTIME =
            Set.of("dev.rondo", "dev.rondo.engine", "dev.rondo.kernel");

    /** The seams: interfaces that users may implement, and that know nothing of the runtime. */
    private static final Set<String> SEAMS =
            Set.of("dev.rondo.Clock", "dev.rondo.Entropy", "dev.rondo.Poller");

    private static final int LARGEST_CYCLE = 30; // files

    private static final Set<String> BYTE_CHANNEL =
            Set.of(
                    "java.nio.channels.ByteChannel",
                    "java.nio.channels.ClosedChannelException",
                    "java.nio.channels.FileChannel"); // what a stream sends

    private static final Set<String> HARMLESS =
            Set.of("currentThread", "getName", "threadId", "isVirtual", "getContextClassLoader");

    private static List<String> violations(
            Predicate<CompiledClass> where, Function<CompiledClass, ? extends Iterable<?>> what) {
        List<String> found = new ArrayList<>();
        for (CompiledClass type : CLASSES) {
            if (where.test(type)) {
                what.apply(type).forEach(thing -> found.add(type.name() + " uses " + thing));
            }
        }
        return found;
    }

    private static Predicate<CompiledClass> in(String packageName) {
        return type -> type.packageName().equals(packageName);
    }

    private static Predicate<CompiledClass> outside(Set<String> files) {
        return type -> !(RUNTIME.contains(type.packageName()) && files.contains(type.fileName()));
    }

    private static List<String> matching(Set<String> names, String... prefixes) {
        return names.stream()
                .filter(name -> {
                    for (String prefix : prefixes) {
                        if (name.equals(prefix)
                                || name.startsWith(prefix + "$")
                                || (prefix.endsWith(".") && name.startsWith(prefix))) {
                            return true;
                        }
                    }
                    return false;
                })
                .toList();
    }

    private static List<Member> calls(CompiledClass type, String owner, String... names) {
        return type.members().stream()
                .filter(member -> member.owner().equals(owner))
                .filter(member -> names.length == 0 || List.of(names).contains(member.name()))
                .toList();
    }

    private static int floorOf(String packageName) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(packageName)) {
                return floor;
            }
        }
        throw new AssertionError("a package without a floor: " + packageName);
    }

    @Test
    void thereAreClassesToLookAt() {
        assertThat(BY_NAME).containsKeys("dev.rondo.kernel.Kernel", "dev.rondo.struct.TimerHeap");
        assertThat(BY_NAME.get("dev.rondo.SystemClock").members())
                .contains(new Member("java.lang.System", "nanoTime"));
        assertThat(BY_NAME.get("dev.rondo.Task").classes()).contains("java.lang.Thread");
    }

    @Test
    void importsGoDownOnly() {
        assertThat(violations(type -> true, WallsTest::upwards)).isEmpty();
    }

    private static List<String> upwards(CompiledClass type) {
        int floor = floorOf(type.packageName());
        return type.classes().stream()
                .filter(name -> name.startsWith("dev.rondo."))
                .filter(name -> {
                    String target = name.substring(0, name.lastIndexOf('.'));
                    return !target.equals(type.packageName())
                            && floorOf(target) >= floor
                            && !isSeam(name);
                })
                .toList();
    }

    private static boolean isSeam(String name) {
        return SEAMS.stream().anyMatch(seam -> name.equals(seam) || name.startsWith(seam + "$"));
    }

    @Test
    void seamsKnowNothingOfTheRuntimeButTheirOwnDefaults() {
        Set<String> defaults =
                Set.of(
                        "dev.rondo.SystemClock",
                        "dev.rondo.ParkingPoller",
                        "dev.rondo.Entropy$Fifo");
        assertThat(
                        violations(
                                type -> isSeam(type.name()),
                                type ->
                                        type.classes().stream()
                                                .filter(name -> name.startsWith("dev.rondo."))
                                                .filter(name -> !isSeam(name))
                                                .filter(name -> !defaults.contains(name))
                                                .toList()))
                .isEmpty();
    }

    @Test
    void theEngineKnowsNoTaskAndTheKernelNoLoop() {
        assertThat(
                        violations(
                                in("dev.rondo.engine").or(in("dev.rondo.kernel")),
                                type ->
                                        type.classes().stream()
                                                .filter(name ->
                                                        name.matches("dev\\.rondo\\.[A-Z].*"))
                                                .filter(name -> !isSeam(name))
                                                .toList()))
                .isEmpty();
    }

    @Test
    void upperFloorsDoNotKnowTheKernelAndTheEngine() {
        assertThat(
                        violations(
                                type -> floorOf(type.packageName()) > 3,
                                type ->
                                        matching(
                                                type.classes(),
                                                "dev.rondo.kernel.",
                                                "dev.rondo.engine.")))
                .isEmpty();
    }

    @Test
    void noCycleOfFilesIsLarge() {
        Cycles cycles = Cycles.of(CLASSES);
        assertThat(cycles.largest())
                .as("files that all know each other")
                .hasSizeLessThan(LARGEST_CYCLE + 1);
    }

    @Test
    void nobodyDependsOnRondoItself() {
        assertThat(
                        violations(
                                in("dev.rondo").and(type -> !type.fileName().equals("Rondo")),
                                type -> matching(type.classes(), "dev.rondo.Rondo")))
                .isEmpty();
    }

    @Test
    void coreUsesNothingButTheBaseModule() {
        assertThat(violations(type -> true, WallsTest::outsideOfBase)).isEmpty();
    }

    private static List<String> outsideOfBase(CompiledClass type) {
        ModuleLayer boot = ModuleLayer.boot();
        Set<String> base = boot.findModule("java.base").orElseThrow().getPackages();
        return type.classes().stream()
                .filter(name -> !name.startsWith("dev.rondo."))
                .filter(name -> !base.contains(name.substring(0, name.lastIndexOf('.'))))
                .toList();
    }

    @Test
    void structuresKnowNoThreadTimeChannelOrLog() {
        Predicate<CompiledClass> ground = in("dev.rondo.struct").or(in("dev.rondo.bytes"));
        assertThat(
                        violations(
                                ground,
                                type ->
                                        matching(
                                                type.classes(),
                                                "java.lang.Thread",
                                                "java.util.concurrent.",
                                                "java.time.",
                                                "java.net.",
                                                "java.nio.channels.",
                                                "java.lang.System$Logger")))
                .isEmpty();
        assertThat(
                        violations(
                                ground,
                                type ->
                                        calls(type, "java.lang.System").stream()
                                                .filter(m -> !m.name().equals("arraycopy"))
                                                .toList()))
                .isEmpty();
    }

    @Test
    void upperFloorsUseOnlyThePublicDoorsOfTheRuntime() {
        assertThat(violations(type -> floorOf(type.packageName()) > 3, WallsTest::privateDoors))
                .isEmpty();
    }

    private static Set<String> privateDoors(CompiledClass type) {
        Set<String> found = new TreeSet<>();
        for (String name : type.classes()) {
            CompiledClass used = BY_NAME.get(name);
            if (used != null && in("dev.rondo").test(used) && !used.isPublic()) {
                found.add(name);
            }
        }
        for (Member member : type.members()) {
            CompiledClass used = BY_NAME.get(member.owner());
            if (used != null && in("dev.rondo").test(used) && !isPublic(used, member.name())) {
                found.add(member.toString());
            }
        }
        return found;
    }

    /** Searches the class and those that it extends; an interface's members are public anyway. */
    private static boolean isPublic(CompiledClass type, String member) {
        for (CompiledClass c = type; c != null; c = BY_NAME.get(c.superName())) {
            if (c.publicMembers().contains(member)) {
                return true;
            }
        }
        return Set.of("equals", "hashCode", "toString", "name", "ordinal").contains(member);
    }

    @Test
    void upperFloorsKnowNoThreads() {
        assertThat(
                        violations(
                                in("dev.rondo.sync").or(in("dev.rondo.stream")),
                                WallsTest::threadsAndLocks))
                .isEmpty();
    }

    @Test
    void onlyNamedClassesOfTheRuntimeKnowThreads() {
        Predicate<CompiledClass> others =
                type -> RUNTIME.contains(type.packageName()) && outside(KNOW_THREADS).test(type);
        assertThat(violations(others, WallsTest::threadsAndLocks)).isEmpty();
    }

    @Test
    void namesOfClassesThatKnowThreadsAreNotStale() {
        Set<String> knowing =
                CLASSES.stream()
                        .filter(type -> RUNTIME.contains(type.packageName()))
                        .filter(type -> !threadsAndLocks(type).isEmpty())
                        .map(CompiledClass::fileName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(knowing).containsExactlyInAnyOrderElementsOf(KNOW_THREADS);
    }

    /** Returns what does something to a thread; naming one in a message does not. */
    private static List<Member> threadsAndLocks(CompiledClass type) {
        return type.members().stream()
                .filter(m ->
                        m.owner().startsWith("java.lang.Thread")
                                        && !m.owner().equals("java.lang.ThreadLocal")
                                        && !HARMLESS.contains(m.name())
                                || m.owner().startsWith("java.util.concurrent.locks."))
                .toList();
    }

    @Test
    void onlyTheSystemClockReadsTheTime() {
        Predicate<CompiledClass> others = outside(Set.of("SystemClock"));
        assertThat(
                        violations(
                                others,
                                type ->
                                        calls(
                                                type,
                                                "java.lang.System",
                                                "nanoTime",
                                                "currentTimeMillis")))
                .isEmpty();
        assertThat(
                        violations(
                                others,
                                type ->
                                        matching(
                                                type.classes(),
                                                "java.time.Instant",
                                                "java.time.Clock",
                                                "java.time.LocalDateTime",
                                                "java.time.ZonedDateTime",
                                                "java.util.Timer",
                                                "java.util.concurrent.ScheduledExecutorService")))
                .isEmpty();
        assertThat(violations(others, type -> calls(type, "java.lang.Thread", "sleep"))).isEmpty();
    }

    @Test
    void onlyNamedClassesKnowTheNetwork() {
        Predicate<CompiledClass> below = type -> floorOf(type.packageName()) < 5;
        // Look-ups of addresses, in the loop's interface and where they are done.
        Predicate<CompiledClass> others = outside(Set.of("ForeignInterrupt"));
        assertThat(
                        violations(
                                below.and(others).and(in("dev.rondo.stream").negate()),
                                type -> matching(type.classes(), "java.net.", "javax.net.")))
                .isEmpty();
        // Streams know addresses, the interfaces that multicast names, and TLS; and no socket.
        assertThat(
                        violations(
                                in("dev.rondo.stream"),
                                type ->
                                        matching(type.classes(), "java.net.").stream()
                                                .filter(name ->
                                                        !name.endsWith("Address")
                                                                && !name.endsWith(
                                                                        ".NetworkInterface"))
                                                .toList()))
                .isEmpty();
        // How sockets and channels answer the interrupt of a cancellation; and a connection as the
        // JDK's ByteChannel, which is an interface.
        assertThat(
                        violations(
                                below.and(outside(Set.of("ForeignInterrupt"))),
                                type ->
                                        matching(type.classes(), "java.nio.channels.").stream()
                                                .filter(name -> !BYTE_CHANNEL.contains(name))
                                                .toList()))
                .isEmpty();
        CompiledClass answers = BY_NAME.get("dev.rondo.ForeignInterrupt");
        assertThat(matching(answers.classes(), "java.nio.channels.", "java.net."))
                .containsExactly(
                        "java.net.SocketException",
                        "java.net.SocketTimeoutException",
                        "java.nio.channels.ClosedByInterruptException");
    }

    @Test
    void nothingIsPrinted() {
        // The last resort when the logger itself fails.
        assertThat(
                        violations(
                                outside(Set.of("Failures")),
                                type -> calls(type, "java.lang.System", "out", "err", "in")))
                .isEmpty();
        assertThat(
                        violations(
                                type -> true,
                                type ->
                                        type.members().stream()
                                                .filter(m -> m.name().equals("printStackTrace"))
                                                .toList()))
                .isEmpty();
    }

    @Test
    void privateApiOfTheJdkIsReachedInOnePlaceOnly() {
        assertThat(
                        violations(
                                type -> true,
                                type ->
                                        matching(
                                                type.classes(),
                                                "sun.",
                                                "jdk.",
                                                "com.sun.",
                                                "java.lang.VirtualThread")))
                .isEmpty();
        assertThat(
                        violations(
                                outside(Set.of("LoopScheduledThreads")),
                                type ->
                                        type.members().stream()
                                                .filter(WallsTest::breaksIn)
                                                .toList()))
                .isEmpty();
    }

    private static boolean breaksIn(Member member) {
        return Set.of(
                        "setAccessible",
                        "trySetAccessible",
                        "privateLookupIn",
                        "getDeclaredMethod",
                        "getDeclaredField",
                        "getDeclaredConstructor")
                .contains(member.name());
    }

    @Test
    void namesOfTheJdksInternalsStandInNamedClassesOnly() {
        // Pinning, JdkPollers and OwnFrames recognise frames of a stack;
        // Signals reaches a supported API that a runtime image may lack.
        assertThat(
                        violations(
                                outside(
                                        Set.of(
                                                "ForeignWait",
                                                "LoopScheduledThreads",
                                                "Pinning",
                                                "JdkPollers",
                                                "OwnFrames",
                                                "Signals")),
                                type ->
                                        matching(
                                                type.strings(),
                                                "sun.",
                                                "jdk.",
                                                "java.lang.VirtualThread",
                                                "java.lang.ThreadBuilders")))
                .isEmpty();
    }
}
