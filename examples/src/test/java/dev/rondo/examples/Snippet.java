package dev.rondo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A fenced block of a Markdown file.
 *
 * <p>A program, or whatever has imports, is compiled as it stands, since that is how it is copied:
 * a class in the file of its name, methods as a program with an empty {@code main}. A fragment is
 * put into a class: as its members, and if that is no Java, as the statements of a method. Line
 * breaks are kept, so that what the compiler says points into the document.
 *
 * @param file the document
 * @param line where the block's first line is in it, counted from 1
 * @param text the block
 */
record Snippet(Path file, int line, String text) {
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?m)^(?:public |final |sealed |abstract )*(?:class|record|interface|enum)"
                            + " (\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TEST = Pattern.compile("(?m)^class (\\w+Test)\\b");
    private static final Pattern COMPACT = Pattern.compile("(?m)^void main\\(");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    // One for all, since it remembers what is in the JDK and on the class path.
    private static final JavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    /** Returns the blocks of a document that are marked with a language. */
    static List<Snippet> of(Path file, String language) throws IOException {
        List<Snippet> found = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        int begin = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (begin < 0 && line.equals("```" + language)) {
                begin = i + 1;
            } else if (begin >= 0 && line.equals("```")) {
                String text = String.join("\n", lines.subList(begin, i)) + "\n";
                found.add(new Snippet(file, begin + 1, text.stripIndent()));
                begin = -1;
            }
        }
        return found;
    }

    String place() {
        return file.getFileName() + ":" + line;
    }

    boolean isProgram() {
        return text.contains("void main(");
    }

    /** Compiles it into a folder and returns the name of its class. */
    String compile(Path folder) {
        // A file of a project, whose others stand on the page too.
        if (text.startsWith("package ")) {
            require(errors(folder, typeName(), text));
            return packageName() + typeName();
        }
        if (isProgram()) {
            Matcher type = TYPE.matcher(text);
            boolean compact = COMPACT.matcher(text).find() || !type.find();
            String name = compact ? "Snippet" : type.group(1);
            require(errors(folder, name, text));
            return name;
        }
        if (text.startsWith("import ")) {
            Matcher test = TEST.matcher(text);
            if (test.find()) {
                require(errors(folder, test.group(1), text));
            } else {
                require(errors(folder, "Snippet", text + "void main() {}\n"));
            }
            return "Snippet";
        }
        List<String> asMembers = errors(folder, "Snippet", wrapped("", ""));
        if (!asMembers.isEmpty()) {
            List<String> asStatements =
                    errors(folder, "Snippet", wrapped("void snippet() throws Exception {", "}"));
            require(asStatements.size() <= asMembers.size() ? asStatements : asMembers);
        }
        return "Snippet";
    }

    private String typeName() {
        Matcher type = TYPE.matcher(text);
        return type.find() ? type.group(1) : "Snippet";
    }

    private String packageName() {
        Matcher inPackage = PACKAGE.matcher(text);
        return inPackage.find() ? inPackage.group(1) + "." : "";
    }

    /** The sources to compile: this one, and the files of its package that the page has before. */
    private List<JavaFileObject> units(String className, String source) {
        List<JavaFileObject> units = new ArrayList<>(List.of(unit(className, source)));
        if (!packageName().isEmpty()) {
            try {
                of(file, "java").stream()
                        .filter(other -> other.line < line)
                        .filter(other -> other.packageName().equals(packageName()))
                        .forEach(other -> units.add(unit(other.typeName(), other.text)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return units;
    }

    private static JavaFileObject unit(String className, String source) {
        URI uri = URI.create("string:///" + className + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private void require(List<String> errors) {
        if (!errors.isEmpty()) {
            throw new AssertionError(place() + " does not compile:\n" + String.join("\n", errors));
        }
    }

    /** Puts imports first and the rest into a class; every line stays in its place. */
    private String wrapped(String before, String after) {
        String imports =
                text.lines()
                        .filter(line -> line.startsWith("import "))
                        .collect(Collectors.joining(" "));
        String rest =
                text.lines()
                        .map(line -> line.startsWith("import ") ? "" : line)
                        .collect(Collectors.joining("\n"));
        return imports
                + " import module java.base; import dev.rondo.*; import static dev.rondo.Rondo.*;"
                + " class Snippet {"
                + before
                + " "
                + rest
                + "\n"
                + after
                + "}";
    }

    private List<String> errors(Path folder, String className, String source) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"));
        COMPILER.getTask(null, FILES, diagnostics, options, null, units(className, source)).call();
        return diagnostics.getDiagnostics().stream()
                .filter(found -> found.getKind() == Diagnostic.Kind.ERROR)
                .map(found ->
                        file.getFileName()
                                + ":"
                                + (line + found.getLineNumber() - 1)
                                + ": "
                                + found.getMessage(null))
                .toList();
    }
}
