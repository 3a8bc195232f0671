package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.http.server.App;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The launcher as its user sees it: each test starts a JVM, as the rondo script does. */
class RunCommandTest {

    @TempDir Path folder;

    Path out;
    Path err;

    @BeforeEach
    void files() {
        out = folder.resolve("out");
        err = folder.resolve("err");
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(
                        "compact source file",
                        """
                        String greeting = "hello";
                        record Point(int x) {}

                        void main() {
                            IO.println(greeting + " " + new Point(3) + " " + List.of(1));
                        }
                        """,
                        "hello Point[x=3] [1]\n"),
                Arguments.of(
                        "compact source file with arguments",
                        """
                        static void main(String[] args) {
                            for (String arg : args) {
                                IO.println("<" + arg + ">");
                            }
                        }
                        """,
                        "<one>\n<two words>\n<>\n<--help>\n"),
                Arguments.of(
                        "class of another name than the file's",
                        """
                        package some.where;

                        public class Other {
                            public static void main(String[] args) {
                                System.out.println(args.length + Thread.currentThread().getName());
                            }
                        }
                        """,
                        "4main\n"),
                Arguments.of(
                        "first class of several, with an inherited instance method",
                        """
                        class First extends Second {}

                        class Second {
                            void main() {
                                System.out.println(getClass().getName());
                            }
                        }
                        """,
                        "First\n"),
                Arguments.of(
                        "main with arguments before main without",
                        """
                        void main() {
                            IO.println("without");
                        }

                        void main(String[] args) {
                            IO.println("with");
                        }
                        """,
                        "with\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void runsMain(String what, String source, String printed) throws Exception {
        assertThat(run(source, "one", "two words", "", "--help")).isZero();
        assertThat(out).hasContent(printed);
        assertThat(err).isEmptyFile();
    }

    @Test
    void exitStatusOfTheProgramPassesThrough() throws Exception {
        assertThat(run("void main() { System.exit(7); }")).isEqualTo(7);
    }

    @Test
    void compileErrorsArePrintedAsJavacDoes() throws Exception {
        assertThat(run("void main() {\n    int x = \"no\";\n}\n")).isEqualTo(1);
        assertThat(Files.readString(err))
                .contains("Program.java:2: error: incompatible types")
                .contains("    int x = \"no\";\n            ^")
                .endsWith("1 error\n");
    }

    @Test
    void uncaughtExceptionShowsOnlyTheProgramsFrames() throws Exception {
        var source =
                """
                void main() {
                    try {
                        Integer.parseInt("x");
                    } catch (NumberFormatException e) {
                        throw new IllegalStateException("outer", e);
                    }
                }
                """;
        assertThat(run(source)).isEqualTo(1);
        assertThat(Files.readString(err))
                .startsWith(
                        """
                        Exception in thread "main" java.lang.IllegalStateException: outer
                        \tat Program.main(Program.java:5)
                        Caused by: java.lang.NumberFormatException\
                        """)
                .doesNotContain("dev.rondo.cli", "java.lang.reflect", "jdk.internal.reflect");
    }

    @Test
    void keyboardInterruptEndsBy130() throws Exception {
        var source =
                """
                package dev.rondo;

                class KeyboardInterrupt extends Error {
                    static void main() {
                        throw new KeyboardInterrupt();
                    }
                }
                """;
        assertThat(run(source)).isEqualTo(130);
        assertThat(err).hasContent("KeyboardInterrupt\n");
    }

    @Test
    void threadsOfTheProgramGoOnAfterMainFails() throws Exception {
        var source =
                """
                void main() {
                    var failed = Thread.currentThread();
                    new Thread(() -> {
                        try {
                            failed.join();
                        } catch (InterruptedException e) {
                            return;
                        }
                        IO.println("still here");
                    }).start();
                    throw new IllegalStateException();
                }
                """;
        assertThat(run(source)).isEqualTo(1);
        assertThat(out).hasContent("still here\n");
    }

    @Test
    void missingMainIsExplained() throws Exception {
        assertThat(run("class Program { private void main() {} }")).isEqualTo(1);
        assertThat(Files.readString(err))
                .startsWith("rondo run: class Program has no main method\n");
    }

    @Test
    void missingConstructorIsExplained() throws Exception {
        assertThat(run("class Program { Program(int x) {} void main() {} }")).isEqualTo(1);
        assertThat(Files.readString(err)).contains("no constructor without parameters");
    }

    @Test
    void missingFileIsNamed() throws Exception {
        assertThat(start("run", "nowhere.java")).isEqualTo(1);
        assertThat(err).hasContent("rondo run: cannot read nowhere.java\n");
    }

    @Test
    void classOnTheGivenPathRuns() throws Exception {
        assertThat(start("run", "-cp", testClasses(), Greeter.class.getName(), "you")).isZero();
        assertThat(out).hasContent("hello you\n");
    }

    @Test
    void sourceFileSeesTheGivenPath() throws Exception {
        var file = write("void main() { dev.rondo.cli.Greeter.main(\"all\"); }");
        assertThat(start("run", "-cp", testClasses(), file)).isZero();
        assertThat(out).hasContent("hello all\n");
    }

    @Test
    void runsAsAModuleToo() throws Exception {
        var file =
                write(
"""
                        import dev.rondo.Rondo;
import dev.rondo.http.server.App;

                        void main() {
                            Rondo.run(() -> IO.println(Rondo.class.getModule()));
                        }
""");
        var path =
                String.join(
                        File.pathSeparator,
                        mainClasses(),
                        folderOf(Rondo.class).toString(),
                        folderOf(App.class).toString());
        var options =
                List.of(
                        "--add-opens=java.base/java.lang=dev.rondo",
                        "-p",
                        path,
                        "-m",
                        "dev.rondo.cli/" + Main.class.getName());
        assertThat(launch(options, "run", file)).isZero();
        assertThat(out).hasContent("module dev.rondo\n");
        assertThat(err).isEmptyFile();
    }

    @Test
    void unknownCommandEndsBy2() throws Exception {
        assertThat(start("fly")).isEqualTo(2);
        assertThat(Files.readString(err)).startsWith("rondo: unknown command 'fly'\nusage:");
    }

    @Test
    void commandLineIsChecked() {
        for (var words : List.of(List.<String>of(), List.of("-cp"), List.of("-x", "A.java"))) {
            assertThatThrownBy(() -> RunCommand.parse(words))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.status()).isEqualTo(2));
        }
    }

    private int run(String source, String... arguments) throws Exception {
        var words = new ArrayList<>(List.of("run", write(source)));
        words.addAll(List.of(arguments));
        return start(words.toArray(String[]::new));
    }

    private String write(String source) throws IOException {
        return Files.writeString(folder.resolve("Program.java"), source).toString();
    }

    private int start(String... words) throws Exception {
        return launch(List.of("-cp", mainClasses(), Main.class.getName()), words);
    }

    private int launch(List<String> options, String... words) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
    }

    private static String mainClasses() throws Exception {
        return folderOf(Main.class);
    }

    private static String testClasses() throws Exception {
        return folderOf(Greeter.class);
    }

    private static String folderOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
