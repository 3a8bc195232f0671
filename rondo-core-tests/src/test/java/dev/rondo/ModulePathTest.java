package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.test.TestLoop;
import dev.rondo.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are modules, with nothing on the module path but Rondo: no JSpecify, no JUnit. */
class ModulePathTest {
    private static final Path CORE = ChildJvm.home(EventLoop.class);
    private static final Path KIT = ChildJvm.home(TestLoop.class);
    private static final String OPEN = "--add-opens=java.base/java.lang=dev.rondo";
    private static final String ALLOW = "--enable-native-access=dev.rondo";
    private static final String DENY = "--illegal-native-access=deny";
    private static final String HELLO =
            """
            run(() -> {
                Task<String> task = createTask(() -> sleep(java.time.Duration.ofMillis(1), "task"));
                System.out.println(task.await() + " on " + runningLoop().engine());
            });
            """;

    private static final String ECHO =
            """
            run(() -> {
                var server =
                        dev.rondo.net.Net.startServer(
                                "127.0.0.1",
                                0,
                                client -> client.writer().write(client.reader().readLine()));
                var client = dev.rondo.net.Net.openConnection(server.addresses().getFirst());
                client.writer().write("echo\\n");
                System.out.print(new String(client.reader().readLine()));
                client.close();
                server.close();
            });
            """;

    @TempDir Path folder;

    @BeforeEach
    void modulesAreCompiled() {
        boolean compiled =
                ModuleFinder.of(CORE, KIT).findAll().stream()
                                .filter(module -> !module.descriptor().isAutomatic())
                                .count()
                        == 2;
        assumeTrue(compiled, "a build without module-info.java; Maven's has them");
    }

    /** Compiles a main method in a module of its own; returns what the compiler says. */
    private String compile(String required, String imports, String code) throws IOException {
        Path info = Files.writeString(folder.resolve("module-info.java"), info(required));
        Path main = Files.createDirectories(folder.resolve("user")).resolve("Main.java");
        Files.writeString(
                main,
                """
                package user;

                import static dev.rondo.Rondo.*;
                import dev.rondo.*;
                %s

                public class Main {
                    public static void main(String[] arguments) throws Exception {
                        %s
                    }
                }
                """
                        .formatted(imports, code));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-Xlint:all",
                        "-d",
                        folder.resolve("classes").toString(),
                        "-cp", // else that of the tests
                        folder.toString(),
                        "-p",
                        CORE + File.pathSeparator + KIT);
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(info, main))
                    .call();
        }
        return said.toString();
    }

    private static String info(String required) {
        return "module user { requires " + required + "; }";
    }

    private ChildJvm child(String required, String imports, String code) throws IOException {
        assertThat(compile(required, imports, code)).isEmpty();
        return ChildJvm.ofModule("user/user.Main", folder.resolve("classes"), CORE, KIT);
    }

    private ChildJvm child(String code) throws IOException {
        return child("dev.rondo", "", code);
    }

    @Test
    void tasksAreScheduledByTheirLoop() throws IOException {
        ChildJvm.Result result = child(HELLO).option(OPEN).run();

        assertThat(result.output()).isEqualTo("task on scheduled\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void adviceOnTheEngineNamesTheModule() throws IOException {
        ChildJvm.Result result = child(HELLO).run();

        assertThat(result.output())
                .contains("the package java.lang is not open to Rondo")
                .containsOnlyOnce(
                        "Add to the java command: --add-opens java.base/java.lang=dev.rondo\n")
                .doesNotContain("ALL-UNNAMED", "-jar")
                .endsWith("task on handoff\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void adviceOnNativeAccessNamesTheModule() throws IOException {
        ChildJvm.Result result = child(ECHO).option(OPEN).option(DENY).run();

        assertThat(result.output())
                .containsOnlyOnce("Allow native access with --enable-native-access=dev.rondo, or")
                .endsWith("echo\n");
    }

    @Test
    void socketsWork() throws IOException {
        ChildJvm.Result result = child(ECHO).option(OPEN).option(ALLOW).run();

        assertThat(result.output()).isEqualTo("echo\n");
    }

    /** Signals and some options of sockets are found by name, in modules that must be there. */
    @Test
    void modulesOfTheJdkThatAreReachedByNameAreThere() throws IOException {
        String code =
                """
                run(() -> {
                    runningLoop().addSignalHandler("TERM", () -> {});
                    System.out.println(runningLoop().removeSignalHandler("TERM"));
                });
                System.out.println(ModuleLayer.boot().findModule("jdk.net").isPresent());
                """;

        assertThat(child(code).option(OPEN).run().output()).isEqualTo("true\ntrue\n");
    }

    @Test
    void kitNeedsNoJUnit() throws IOException {
        String code =
                """
                dev.rondo.test.RondoTests.run(() -> sleep(3600));
                dev.rondo.sim.Simulation.run(1, sim -> sleep(3600));
                System.out.println("tested");
                """;

        assertThat(child("dev.rondo.test", "", code).option(OPEN).run().output())
                .isEqualTo("tested\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.rondo.engine.Strand",
                "dev.rondo.kernel.Kernel",
                "dev.rondo.struct.TimerHeap"
            })
    void whatIsNotExportedCannotBeImported(String hidden) throws IOException {
        String name = hidden.substring(0, hidden.lastIndexOf('.'));

        assertThat(compile("dev.rondo", "import " + hidden + ";", ""))
                .contains(
                        "error: package " + name + " is not visible",
                        "declared in module dev.rondo, which does not export it");
    }
}
