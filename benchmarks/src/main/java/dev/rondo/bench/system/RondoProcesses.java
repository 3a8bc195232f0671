package dev.rondo.bench.system;

import dev.rondo.process.Command;
import dev.rondo.process.ProcessResult;
import dev.rondo.process.Stdio;
import dev.rondo.process.Subprocess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Children, by tasks. */
final class RondoProcesses {
    private static final Command TRUE = Command.of("/bin/true");
    private static final Command ECHO =
            Command.of("/bin/echo", Children.SAID).withStdout(Stdio.pipe());
    private static final Command CAT =
            Command.of("cat").withStdin(Stdio.pipe()).withStdout(Stdio.pipe());

    private RondoProcesses() {}

    static List<Operation> operations(Job job) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < job.tasks(); i++) {
            operations.add(
                    switch (job.work()) {
                        case "spawn" -> RondoProcesses::spawn;
                        case "echo" -> RondoProcesses::echo;
                        case "cat" -> cat(job);
                        default -> throw new IllegalArgumentException(job.work());
                    });
        }
        return operations;
    }

    private static long spawn() {
        try (Subprocess child = TRUE.start()) {
            Job.check("return code", child.await(), 0);
        }
        return 1;
    }

    private static long echo() {
        try (Subprocess child = ECHO.start()) {
            ProcessResult result = child.communicate();
            Children.checkEcho(result.returnCode(), result.text());
        }
        return 1;
    }

    private static Operation cat(Job job) {
        byte[] input = Children.input(job);
        return () -> {
            try (Subprocess child = CAT.start()) {
                ProcessResult result = child.communicate(input);
                Children.checkCat(result.returnCode(), Arrays.equals(result.stdout(), input));
            }
            return job.units();
        };
    }
}
