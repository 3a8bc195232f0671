package dev.rondo.cli;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code rondo run}: what to run, with which classes beside it, and its arguments.
 *
 * @param classPath entries before the launcher's own, joined as in {@code java -cp}; empty for none
 * @param program a source file or the name of a class
 * @param arguments what the program gets
 */
record RunCommand(String classPath, String program, List<String> arguments) {

    static RunCommand parse(List<String> words) {
        String classPath = "";
        int next = 0;
        while (next < words.size() && words.get(next).startsWith("-")) {
            String option = words.get(next);
            switch (option) {
                case "-cp", "-classpath", "--class-path" -> {
                    if (next + 1 == words.size()) {
                        throw Fault.usage("rondo run: " + option + " needs a path\n" + Main.USAGE);
                    }
                    classPath = words.get(next + 1);
                    next += 2;
                }
                default ->
                        throw Fault.usage(
                                "rondo run: unknown option '"
                                        + option
                                        + "'; options of the JVM go into RONDO_JAVA_OPTS\n"
                                        + Main.USAGE);
            }
        }
        if (next == words.size()) {
            throw Fault.usage("rondo run: no program given\n" + Main.USAGE);
        }
        return new RunCommand(
                classPath, words.get(next), List.copyOf(words.subList(next + 1, words.size())));
    }

    /** Runs the program on this thread until its main method returns. */
    void run() throws InvocationTargetException {
        ClassLoader libraries = libraries();
        MainMethod main = MainMethod.of(isSource() ? compiled(libraries) : loaded(libraries));
        Thread.currentThread().setContextClassLoader(main.loader());
        main.call(arguments);
    }

    private boolean isSource() {
        return program.endsWith(".java") || Files.isRegularFile(Path.of(program));
    }

    private Class<?> compiled(ClassLoader libraries) {
        Path file = Path.of(program);
        if (!Files.isReadable(file)) {
            throw Fault.failed("rondo run: cannot read " + program);
        }
        // Rondo itself may be on either path of this JVM.
        String all =
                Stream.of(classPath, property("java.class.path"), property("jdk.module.path"))
                        .filter(path -> !path.isEmpty())
                        .collect(Collectors.joining(File.pathSeparator));
        return new SourceFile(file).compile(all, libraries);
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    private Class<?> loaded(ClassLoader libraries) {
        try {
            return Class.forName(program, false, libraries);
        } catch (ClassNotFoundException absent) {
            throw Fault.failed(
                    "rondo run: no file and no class is named "
                            + program
                            + "\nGive the path of a .java file, or a class with -cp PATH.");
        }
    }

    private ClassLoader libraries() {
        ClassLoader own = RunCommand.class.getClassLoader();
        if (classPath.isEmpty()) {
            return own;
        }
        List<URL> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            try {
                entries.add(Path.of(entry).toUri().toURL());
            } catch (MalformedURLException impossible) {
                throw new AssertionError(entry, impossible);
            }
        }
        return new URLClassLoader(entries.toArray(URL[]::new), own);
    }
}
