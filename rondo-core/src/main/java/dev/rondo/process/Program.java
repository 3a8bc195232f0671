package dev.rondo.process;

import dev.rondo.process.ProcessException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds a program as {@code execvp} does, and says why one could not be started. */
final class Program {
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private static final int ENOENT = 2;
    private static final int E2BIG = 7;
    private static final int ENOEXEC = 8;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    static final int ENFILE = 23;
    static final int EMFILE = 24;

    private Program() {}

    /**
     * Returns the path of a plan's program. May ask the disk.
     *
     * @throws ProcessException if its name has no slash and is not in the child's {@code PATH}
     */
    static String find(Plan plan) {
        String name = plan.words.getFirst();
        if (name.indexOf('/') >= 0) {
            return name;
        }
        String path = plan.variable("PATH");
        boolean denied = false;
        for (String folder : (path == null ? DEFAULT_PATH : path).split(":", -1)) {
            String candidate = (folder.isEmpty() ? "." : folder) + "/" + name;
            File file = seenByChild(plan, candidate);
            if (file.canExecute() && !file.isDirectory()) {
                return candidate;
            }
            denied |= file.isFile();
        }
        throw ProcessException.start(
                denied ? Reason.NOT_EXECUTABLE : Reason.NOT_FOUND,
                plan.text(),
                denied
                        ? "what PATH has of that name may not be executed"
                        : "there is no program of that name in PATH");
    }

    private static File seenByChild(Plan plan, String path) {
        Path folder = plan.directory;
        File file = new File(path);
        return file.isAbsolute() || folder == null ? file : new File(folder.toFile(), path);
    }

    /** Returns why a program could not be started, by the system's number. */
    static ProcessException failure(Plan plan, String path, int errno, IOException cause) {
        Path folder = plan.directory;
        if (folder != null && !folder.toFile().isDirectory()) {
            return ProcessException.start(
                    Reason.NO_DIRECTORY,
                    plan.text(),
                    folder.toFile().exists()
                            ? "its folder is no folder: " + folder
                            : "its folder is not there: " + folder,
                    cause);
        }
        File file = seenByChild(plan, path);
        Reason reason = reason(errno);
        return ProcessException.start(reason, plan.text(), text(reason, file, errno), cause);
    }

    private static Reason reason(int errno) {
        return switch (errno) {
            case ENOENT, ENOTDIR -> Reason.NOT_FOUND;
            case EACCES -> Reason.NOT_EXECUTABLE;
            case ENOEXEC -> Reason.NOT_A_PROGRAM;
            case E2BIG -> Reason.TOO_LONG;
            case EAGAIN -> Reason.TOO_MANY_PROCESSES;
            case ENOMEM -> Reason.NO_MEMORY;
            case EMFILE, ENFILE -> Reason.TOO_MANY_FILES;
            default -> Reason.OTHER;
        };
    }

    private static @Nullable String interpreterText(File file) {
        return file.isFile()
                ? "it is there, but not what runs it: see the first line of a script (#!)"
                : null;
    }

    private static String text(Reason reason, File file, int errno) {
        return switch (reason) {
            case NOT_FOUND -> {
                String interpreter = interpreterText(file);
                yield interpreter == null ? "there is no such program" : interpreter;
            }
            case NOT_EXECUTABLE ->
                    file.isDirectory() ? "it is a folder" : "it may not be executed: chmod +x";
            case NOT_A_PROGRAM ->
                    "the system does not know what it is\n"
                            + "A script needs a first line such as #!/bin/sh";
            case TOO_LONG ->
                    "arguments and environment are too long\nPass what is long as its input";
            case TOO_MANY_PROCESSES -> "there are too many processes (ulimit -u)";
            case NO_MEMORY -> "there is no memory";
            case TOO_MANY_FILES -> "there are too many open files (ulimit -n)";
            default -> "error " + errno + " of the system";
        };
    }
}
