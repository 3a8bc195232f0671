package dev.rondo.bench.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Children of the JDK's, by one thread; what is fed to one, by another. */
final class BlockingProcesses {
    private BlockingProcesses() {}

    static Operation operation(Job job) {
        return switch (job.work()) {
            case "spawn" -> BlockingProcesses::spawn;
            case "echo" -> BlockingProcesses::echo;
            case "cat" -> cat(job);
            default -> throw new IllegalArgumentException(job.work());
        };
    }

    private static ProcessBuilder command(String... words) {
        return new ProcessBuilder(List.of(words)).inheritIO();
    }

    private static long spawn() throws Exception {
        Job.check("return code", command("/bin/true").start().waitFor(), 0);
        return 1;
    }

    private static long echo() throws Exception {
        Process child = command("/bin/echo", Children.SAID).redirectOutput(Redirect.PIPE).start();
        try (InputStream output = child.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            Children.checkEcho(child.waitFor(), text);
        }
        return 1;
    }

    private static Operation cat(Job job) {
        byte[] input = Children.input(job);
        return () -> {
            Process child =
                    command("cat")
                            .redirectInput(Redirect.PIPE)
                            .redirectOutput(Redirect.PIPE)
                            .start();
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(child, input));
            try (InputStream output = child.getInputStream()) {
                byte[] bytes = output.readAllBytes();
                fed.get();
                Children.checkCat(child.waitFor(), Arrays.equals(bytes, input));
            }
            return job.units();
        };
    }

    private static void feed(Process child, byte[] input) {
        try (OutputStream target = child.getOutputStream()) {
            target.write(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
