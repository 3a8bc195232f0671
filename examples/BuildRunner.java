// Four builds at once, with their output live and a name before each line; Ctrl-C ends them all.
// BuildRunner [COMMAND...]: each argument is a line for the shell; without any, four that only
// count.
import static dev.rondo.Rondo.*;

import dev.rondo.process.*;
import java.util.List;

void main(String[] arguments) {
    List<String> lines =
            arguments.length > 0
                    ? List.of(arguments)
                    : List.of(
                            "for i in 1 2 3; do echo compile $i; sleep 0.2; done",
                            "for i in 1 2; do echo test $i; sleep 0.3; done",
                            "echo lint; sleep 0.1; echo 'unused import' >&2",
                            "echo docs; sleep 0.4");
    // A failure, or Ctrl-C, cancels the group: every task leaves its scope, which ends its child.
    run(() ->
            taskGroup(group -> {
                for (int i = 0; i < lines.size(); i++) {
                    String name = "build " + (i + 1);
                    String line = lines.get(i);
                    group.createTask(name, () -> build(name, line));
                }
            }));
}

void build(String name, String line) {
    Command command =
            Command.shell(line)
                    .withStdin(Stdio.nothing())
                    .withStdout(Stdio.pipe())
                    .withStderr(Stdio.merged());
    try (Subprocess child = command.start()) {
        for (String output : child.stdout().lines()) {
            IO.println(name + " | " + output);
        }
        int code = child.await();
        IO.println(name + (code == 0 ? " is done" : " has failed with " + code));
    }
}
