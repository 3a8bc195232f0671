package dev.rondo.testing;

import com.hazelcast.core.HazelcastInstance;
import dev.rondo.EventLoop;
import dev.rondo.cluster.ClusterWorkers;
import dev.rondo.http.server.App;
import dev.rondo.postgres.Postgres;
import dev.rondo.test.TestLoop;
import dev.rondo.workers.Workers;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the compiler says to a user's source file, with nothing on the class path but Rondo and its
 * kit: no JSpecify, no JUnit.
 */
public final class UserCode {
    private UserCode() {}

    /** An error at a line, which counts from 1. */
    public record Error(long line, String text) {}

    /**
     * Compiles a class named {@code User}.
     *
     * @param classes the folder that its class files go to
     * @throws AssertionError if the compiler itself fails, or refuses it without an error
     */
    public static List<Error> errors(String source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of(
                        "-proc:none",
                        "-nowarn",
                        "-Xmaxerrs",
                        "100000",
                        "-d",
                        classes.toString(),
                        "-cp",
                        ChildJvm.home(EventLoop.class)
                                + File.pathSeparator
                                + ChildJvm.home(TestLoop.class)
                                + File.pathSeparator
                                + ChildJvm.home(App.class)
                                + File.pathSeparator
                                + ChildJvm.home(Postgres.class)
                                + File.pathSeparator
                                + ChildJvm.home(Workers.class)
                                + File.pathSeparator
                                + ChildJvm.home(ClusterWorkers.class)
                                + File.pathSeparator
                                + ChildJvm.home(HazelcastInstance.class));
        boolean compiled;
        try (var files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    diagnostics,
                                    options,
                                    null,
                                    List.of(new Source(source)))
                            .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) { // it crashed before the first error
            throw new AssertionError("The compiler failed: " + said, e);
        }
        List<Error> errors =
                diagnostics.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(each -> new Error(each.getLineNumber(), each.getMessage(Locale.ROOT)))
                        .toList();
        if (compiled != errors.isEmpty()) {
            throw new AssertionError("The compiler failed without an error: " + said);
        }
        return errors;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///User.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
