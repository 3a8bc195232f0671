package dev.rondo.workers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a worker's JVM. */
final class JvmCommand {
    private JvmCommand() {}

    /** Returns the command: this JDK, class path and modules, small and quick to start. */
    static List<String> of(WorkerOptions options, Path socket, String name) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Several workers share the processors; a heap without threads of its own starts sooner.
        command.add("-XX:+UseSerialGC");
        command.add("-XX:-UsePerfData"); // no file in /tmp/hsperfdata_USER
        command.add("-XX:+ExitOnOutOfMemoryError");
        // What it prints is written here byte by byte, and what it says there is read as UTF-8.
        command.add("-Dstdout.encoding=" + System.out.charset().name());
        command.add("-Dstderr.encoding=UTF-8");
        boolean isModule = WorkerMain.class.getModule().isNamed();
        String rondo = isModule ? "dev.rondo" : "ALL-UNNAMED";
        command.add("--add-opens=java.base/java.lang=" + rondo);
        command.add("--enable-native-access=" + rondo);
        if (WorkerMain.class.desiredAssertionStatus()) {
            command.add("-ea");
        }
        command.addAll(options.jvmArguments());
        String classPath = System.getProperty("java.class.path", "");
        if (!classPath.isEmpty()) {
            command.add("-cp");
            command.add(classPath);
        }
        if (isModule) {
            command.add("-p");
            command.add(System.getProperty("jdk.module.path", ""));
            command.add("--add-modules=ALL-MODULE-PATH");
            command.add("-m");
            command.add(WorkerMain.class.getModule().getName() + "/" + WorkerMain.class.getName());
        } else {
            command.add(WorkerMain.class.getName());
        }
        command.add(socket.toString());
        command.add(name);
        command.add(Long.toString(options.maxBytes()));
        return command;
    }
}
