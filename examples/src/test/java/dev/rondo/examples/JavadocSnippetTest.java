package dev.rondo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every snippet in the Javadoc of rondo-core and rondo-test compiles, given what {@link
 * SnippetWorld} or {@link TestSnippetWorld} has.
 */
class JavadocSnippetTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "examples"), "..");
    private static final String BEGIN = "{@snippet :";
    private static final String IMPORTS =
            """
            package dev.rondo.examples;

            import static dev.rondo.Rondo.*;
            import static dev.rondo.net.Net.*;
            import static dev.rondo.net.Sockets.*;
            import static java.nio.charset.StandardCharsets.UTF_8;
            import dev.rondo.*;
            import dev.rondo.bytes.*;
            import dev.rondo.file.*;
            import dev.rondo.net.*;
            import dev.rondo.process.*;
            import dev.rondo.stream.*;
            import dev.rondo.sync.*;
            import java.io.IOException;
            import java.net.InetSocketAddress;
            import java.net.SocketAddress;
            import java.net.URI;
            import java.nio.ByteBuffer;
            import java.nio.channels.SocketChannel;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;
            import java.time.Duration;
            import java.util.Comparator;
            import java.util.List;
            import java.util.Optional;

            """;

    private static final String TEST_IMPORTS =
            IMPORTS
                    + """
                    import static org.junit.jupiter.api.Assertions.*;
                    import dev.rondo.history.*;
                    import dev.rondo.sim.*;
                    import dev.rondo.test.*;
                    import org.junit.jupiter.params.*;
                    import org.junit.jupiter.params.provider.*;

                    """;

    @TempDir private Path folder;

    @Test
    void everySnippetCompiles() throws IOException {
        List<Path> files = snippets("rondo-core", IMPORTS, "SnippetWorld");
        assertThat(files).hasSizeGreaterThan(20);
        assertThat(compile(files)).isEmpty();
    }

    @Test
    void everySnippetOfTheTestKitCompiles() throws IOException {
        List<Path> files = snippets("rondo-test", TEST_IMPORTS, "TestSnippetWorld");
        assertThat(files).hasSizeGreaterThan(10);
        assertThat(compile(files)).isEmpty();
    }

    /** Writes the snippets of a module as classes and returns their files. */
    private List<Path> snippets(String module, String imports, String world) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
            for (Path source :
                    sources.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
                for (String snippet : snippetsOf(Files.readString(source))) {
                    String name =
                            "Snippet"
                                    + files.size()
                                    + "Of"
                                    + source.getFileName().toString().replace(".java", "");
                    Path file = folder.resolve(name + ".java");
                    Files.writeString(file, unit(name, snippet, imports, world));
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** Returns the snippets of a source file, without the comment's stars. */
    private static List<String> snippetsOf(String source) {
        List<String> snippets = new ArrayList<>();
        for (int at = source.indexOf(BEGIN); at >= 0; at = source.indexOf(BEGIN, at + 1)) {
            int depth = 1;
            int end = at + BEGIN.length();
            for (; depth > 0; end++) {
                depth += source.charAt(end) == '{' ? 1 : source.charAt(end) == '}' ? -1 : 0;
            }
            snippets.add(
                    source.substring(at + BEGIN.length(), end - 1)
                            .lines()
                            .map(line -> line.replaceFirst("^\\s*\\* ?", ""))
                            .collect(Collectors.joining("\n")));
        }
        return snippets;
    }

    private static String unit(String name, String snippet, String imports, String world) {
        if (snippet.contains("void main()")) {
            return snippet;
        }
        String fields =
                snippet.lines()
                        .filter(l -> l.startsWith("static "))
                        .collect(Collectors.joining("\n"));
        String body =
                snippet.lines()
                        .filter(l -> !l.startsWith("static "))
                        .collect(Collectors.joining("\n"));
        return imports
                + "abstract class "
                + name
                + " extends "
                + world
                + " {\n"
                + fields
                + "\nvoid snippet() throws Exception {\n"
                + body
                + "\n}\n}\n";
    }

    /** Returns what the compiler says. */
    private String compile(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of(
                            "-proc:none",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-d",
                            folder.toString());
            compiler.getTask(
                            said,
                            manager,
                            null,
                            options,
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        return said.toString();
    }
}
