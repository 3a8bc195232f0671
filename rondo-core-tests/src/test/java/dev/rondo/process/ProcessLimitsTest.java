package dev.rondo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.CompiledClass;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A process without descriptors, and one that ends before its children. */
class ProcessLimitsTest {
    private static ChildJvm child(Class<?> main) {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "not Linux");
        return new ChildJvm(main).option("--enable-native-access=ALL-UNNAMED");
    }

    /** Has no descriptor left, then some, then enough. */
    static final class OutOfDescriptors {
        private OutOfDescriptors() {}

        public static void main(String[] args) throws IOException {
            Rondo.run(() -> {
                Command command = Command.of("cat");
                System.out.println(command.run("one").text());
                loadAllClasses();
                List<FileInputStream> files = new ArrayList<>();
                refused(command, files); // what of the JDK a failure needs
                takeAll(files);
                int all = files.size();
                for (int left = 0; left < 4; left++) {
                    for (int i = 0; i < left; i++) {
                        files.removeLast().close();
                    }
                    refused(command, files);
                    takeAll(files);
                    if (files.size() != all) {
                        System.out.println(all - files.size() + " descriptors lost of " + left);
                    }
                }
                for (FileInputStream file : files) {
                    file.close();
                }
                System.out.println(command.run("two").text());
            });
        }

        /** A class can be loaded only while there is a descriptor for its file. */
        private static void loadAllClasses() {
            CompiledClass.besides(EventLoop.class).stream()
                    .map(CompiledClass::name)
                    .filter(name -> !name.endsWith("-info"))
                    .forEach(OutOfDescriptors::load);
        }

        private static void load(String name) {
            try {
                Class.forName(name, false, OutOfDescriptors.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }

        private static void refused(Command command, List<FileInputStream> files)
                throws IOException {
            boolean first = files.isEmpty();
            if (first) {
                takeAll(files);
            }
            try {
                command.run("x");
                System.out.println("started");
            } catch (ProcessException e) {
                System.out.println(first ? "first" : e.reason().toString());
            }
            if (first) {
                for (FileInputStream file : files) {
                    file.close();
                }
                files.clear();
            }
        }

        private static void takeAll(List<FileInputStream> files) {
            try {
                while (true) {
                    files.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // That was the last one.
            }
        }
    }

    @Test
    void withoutDescriptorsStartingFailsAndLosesNone() {
        ChildJvm.Result result =
                child(OutOfDescriptors.class)
                        .through("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh")
                        .run();
        assertThat(result.output())
                .isEqualTo("one\nfirst\n" + "TOO_MANY_FILES\n".repeat(4) + "two\n");
    }

    /** Ends with children. */
    static final class EndsFirst {
        private EndsFirst() {}

        public static void main(String[] args) {
            Rondo.run(() -> {
                Command sleep = Command.of("sleep", "1000").withStdout(Stdio.nothing());
                Command quiet = sleep.withStderr(Stdio.nothing());
                System.out.println(quiet.withEndWithParent().start().pid());
                System.out.println(quiet.start().pid());
                Rondo.createTask(() -> quiet.run());
                Rondo.sleep(0.05);
                System.exit(3);
            });
        }
    }

    @Test
    void childrenThatAreMarkedEndWithTheirParent() throws Exception {
        ChildJvm.Result result = child(EndsFirst.class).run();
        assertThat(result.exitCode()).isEqualTo(3);
        List<String> pids = result.output().lines().toList();
        long marked = Long.parseLong(pids.get(0));
        long other = Long.parseLong(pids.get(1));
        Rondo.run(() -> OnWay.until(() -> !OnWay.isAlive(marked)));
        assertThat(OnWay.isAlive(marked)).isFalse();
        assertThat(OnWay.isAlive(other)).isTrue();
        ProcessHandle.of(other).ifPresent(ProcessHandle::destroyForcibly);
    }
}
