package dev.rondo.cli;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.SourceVersion;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A program in one file, compiled in memory by the language rules of the running JDK: a class, or a
 * compact source file (JEP 512).
 *
 * <p>Why not the JDK's own {@code java FILE.java}: its launcher is not an API, cannot end by 130 on
 * a keyboard interrupt, and shows its frames in every stack trace.
 */
final class SourceFile {

    private final Path path;

    SourceFile(Path path) {
        this.path = path;
    }

    /** Returns the first class of the file; messages go to standard error, as javac prints them. */
    Class<?> compile(String classPath, ClassLoader parent) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw Fault.failed("rondo run: this Java has no compiler; install a JDK, not a JRE");
        }
        var options = List.of("-proc:none", "-g", "-Xlint:-options", "-cp", classPath);
        try (StandardJavaFileManager standard =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var classes = new MemoryClasses(standard);
            var task =
                    (JavacTask)
                            compiler.getTask(null, classes, null, options, null, List.of(source()));
            var names = new ClassNames();
            task.addTaskListener(names);
            if (!task.call()) {
                throw Fault.failed("");
            }
            if (names.found.isEmpty()) {
                throw Fault.failed("rondo run: " + path + " declares no class and no main method");
            }
            return classes.loader(parent).loadClass(names.found.getFirst());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError("the compiler did not write a class", impossible);
        }
    }

    private SimpleJavaFileObject source() throws IOException {
        String text = Files.readString(path);
        URI uri = path.toUri();
        return new SimpleJavaFileObject(uri, SimpleJavaFileObject.Kind.SOURCE) {
            @Override
            public String getName() {
                return path.toString();
            }

            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }

            // A public class may stand in a file of any name, as under "java FILE.java".
            @Override
            public boolean isNameCompatible(String simpleName, Kind kind) {
                return kind == Kind.SOURCE && SourceVersion.isIdentifier(simpleName);
            }
        };
    }

    /** The names of the top-level classes, in the order of the file. */
    private static final class ClassNames implements TaskListener {

        final List<String> found = new ArrayList<>();

        @Override
        public void finished(TaskEvent event) {
            if (event.getKind() == TaskEvent.Kind.PARSE) {
                CompilationUnitTree unit = event.getCompilationUnit();
                ExpressionTree name = unit.getPackageName();
                String prefix = name == null ? "" : name + ".";
                for (var declaration : unit.getTypeDecls()) {
                    if (declaration instanceof ClassTree type) {
                        found.add(prefix + type.getSimpleName());
                    }
                }
            }
        }
    }
}
