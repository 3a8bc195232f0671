package dev.rondo.net;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.stream.DatagramOptions;
import dev.rondo.testing.ChildJvm;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which poller a loop gets, in JVMs of their own: it is decided by properties and permissions. */
class PollerChoiceTest {
    private static final String DENY = "--illegal-native-access=deny";
    private static final String ALLOW = "--enable-native-access=ALL-UNNAMED";

    /** Opens a socket on each of two loops and says which pollers they have. */
    static class Child {
        private Child() {}

        public static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    run(() -> {
                        SystemNetwork.instance().datagrams(DatagramOptions.defaults()).close();
                        IO.println("has " + runningLoop().poller());
                    });
                } catch (IllegalStateException e) {
                    IO.println("error: " + e.getMessage());
                }
            }
        }
    }

    /** Forbids io_uring_setup to the main thread, as containers do, and goes on as the child. */
    static final class ChildWithoutRings {
        private static final int PR_SET_SECCOMP = 22;
        private static final int PR_SET_NO_NEW_PRIVS = 38;
        private static final int MODE_FILTER = 2;

        private ChildWithoutRings() {}

        public static void main(String[] args) throws Throwable {
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
            var prctl =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("prctl"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    word,
                                    word,
                                    word,
                                    word),
                            Linker.Option.firstVariadicArg(1));
            MemorySegment filter =
                    Arena.global()
                            .allocateFrom(
                                    word,
                                    instruction(0x20, 0, 0, 0), // load the number of the call
                                    instruction(0x15, 0, 1, 425), // if it is io_uring_setup
                                    instruction(0x06, 0, 0, 0x0005_0001), // fail with EPERM
                                    instruction(0x06, 0, 0, 0x7fff_0000)); // else allow
            MemorySegment program = Arena.global().allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(word, 8, filter.address());
            int first = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            int second =
                    (int)
                            prctl.invokeExact(
                                    PR_SET_SECCOMP, (long) MODE_FILTER, program.address(), 0L, 0L);
            IO.println(first == 0 && second == 0 ? "filtered" : "no filter");
            Child.main(args);
        }

        private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
            return (long) operand << 32 | (long) ifFalse << 24 | (long) ifTrue << 16 | code;
        }
    }

    private static String output(Class<?> main, String... options) {
        ChildJvm child = new ChildJvm(main);
        for (String option : options) {
            child.option(option);
        }
        return child.run().output();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void epollIsChosenOnLinux() {
        assertThat(output(Child.class, ALLOW)).isEqualTo("has epoll poller\n".repeat(2));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void deniedNativeAccessFallsBackToNioAndSaysSoOnce() {
        assertThat(output(Child.class, DENY))
                .containsOnlyOnce(
                        "Rondo uses the NIO poller, since epoll cannot be had: "
                                + "java.lang.IllegalCallerException: Illegal native access")
                .containsOnlyOnce("Allow native access with --enable-native-access=ALL-UNNAMED")
                .endsWith("has nio poller\n".repeat(2));
    }

    @Test
    void nioIsForcedByTheProperty() {
        assertThat(output(Child.class, "-Drondo.poller=nio", DENY))
                .isEqualTo("has nio poller\n".repeat(2));
    }

    @Test
    void ringsAreForcedByTheProperty() {
        KernelRings.poller().close();
        assertThat(output(Child.class, "-Drondo.poller=uring", ALLOW))
                .isEqualTo("has uring poller\n".repeat(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "uring"})
    @EnabledOnOs(OS.LINUX)
    void forcedPollerThatNativeAccessDeniesIsAnError(String name) {
        assertThat(output(Child.class, "-Drondo.poller=" + name, DENY))
                .contains("error: The " + (name.equals("uring") ? "io_uring" : name))
                .contains("poller cannot be had: java.lang.IllegalCallerException")
                .contains("Allow native access with --enable-native-access=ALL-UNNAMED, or choose")
                .doesNotContain("has ");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void forcedRingsThatSeccompRefusesAreAnError() {
        assertThat(output(ChildWithoutRings.class, "-Drondo.poller=uring", ALLOW))
                .startsWith("filtered\n")
                .contains(
                        "error: The io_uring poller cannot be had: java.io.IOException: "
                                + "io_uring_setup was refused, by a seccomp filter or"
                                + " kernel.io_uring_disabled")
                .doesNotContain("has ");
    }

    @Test
    void unknownNameIsAnError() {
        assertThat(output(Child.class, "-Drondo.poller=kqueue"))
                .contains(
                        "error: -Drondo.poller=kqueue names no poller; it can be nio, epoll or"
                                + " uring")
                .doesNotContain("has ");
    }
}
