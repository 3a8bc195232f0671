package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java snippet of README.md and docs/guide compiles, and every one that is a program runs to
 * its end, on virtual time if it opens no socket and starts no process.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "examples"), "..");

    @TempDir private Path classes;

    @TestFactory
    Stream<DynamicNode> snippetsCompileAndRun() throws IOException {
        return documents().stream()
                .flatMap(document -> snippetsOf(document).stream())
                .map(snippet ->
                        DynamicTest.dynamicTest(snippet.place(), () -> compileAndRun(snippet)));
    }

    private void compileAndRun(Snippet snippet) throws Exception {
        Path folder = Files.createTempDirectory(classes, "snippet");
        String className = snippet.compile(folder);
        if (snippet.isProgram()) {
            URL[] urls = {folder.toUri().toURL()};
            try (URLClassLoader loader =
                    new URLClassLoader(urls, DocumentationTest.class.getClassLoader())) {
                Program program = Program.of(Class.forName(className, true, loader));
                if (usesTheWorld(snippet.text())) {
                    program.onRealTime(); // sockets and processes know no other
                } else {
                    program.onVirtualTime();
                }
            }
        }
    }

    @Test
    void theReadmePrintsWhatItsFirstProgramPrints() throws Exception {
        Path readme = ROOT.resolve("README.md");
        Snippet first = Snippet.of(readme, "java").getFirst();
        String shown = Snippet.of(readme, "text").getFirst().text();
        first.compile(classes);
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader =
                new URLClassLoader(urls, DocumentationTest.class.getClassLoader())) {
            Output output = Program.of(Class.forName("Snippet", true, loader)).onVirtualTime();
            assertThat(output.texts()).isEqualTo(shown.lines().toList());
        }
    }

    @Test
    void theListOfExamplesNamesEachAndNoOther() throws IOException {
        Path folder = ROOT.resolve("examples");
        Set<String> there = new TreeSet<>();
        for (String part : List.of("", "simulation", "cluster")) {
            try (Stream<Path> files = Files.list(folder.resolve(part))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(file -> folder.relativize(file).toString())
                        .forEach(there::add);
            }
        }
        assertThat(
                        Pattern.compile("\\(([\\w/]+\\.java)\\)")
                                .matcher(Files.readString(folder.resolve("README.md")))
                                .results()
                                .map(link -> link.group(1)))
                .containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void everySnippetIsMarkedPlainlyAsJava() throws IOException {
        for (Path document : documents()) {
            assertThat(Files.readAllLines(document))
                    .as(document.toString())
                    .noneMatch(line -> line.strip().matches("```+(java|Java|JAVA).+"));
        }
    }

    @Test
    void theTablesOfNamesNameWhatThereIs() throws IOException {
        ApiNames names = new ApiNames();
        for (String row : Files.readAllLines(ROOT.resolve("docs/guide/from-asyncio.md"))) {
            String[] cells = row.split("\\|");
            if (row.startsWith("| `") && cells.length == 3) {
                assertThat(names.unknownIn(cells[2])).as(row).isEmpty();
            }
        }
    }

    private static List<Snippet> snippetsOf(Path document) {
        try {
            return Snippet.of(document, "java");
        } catch (IOException e) {
            return fail(e);
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/guide"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static boolean usesTheWorld(String text) {
        return text.contains("dev.rondo.net.")
                || text.contains("dev.rondo.http.")
                || text.contains("dev.rondo.process.")
                || text.contains("dev.rondo.workers.");
    }
}
