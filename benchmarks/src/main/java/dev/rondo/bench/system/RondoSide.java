package dev.rondo.bench.system;

import static dev.rondo.Rondo.toThread;

import dev.rondo.Rondo;
import dev.rondo.TaskGroup;
import dev.rondo.bench.window.Asked;
import dev.rondo.bench.window.Window;
import java.util.List;

/** Rondo's side. Arguments: {@link Job}'s; see {@link Asked}. */
public final class RondoSide {
    private RondoSide() {}

    /** Serves. */
    public static void main(String[] arguments) {
        Job job = Job.of(arguments);
        Rondo.run(() -> {
            Asked asked = new Asked();
            List<Operation> operations = operations(job);
            try {
                for (double seconds; (seconds = toThread(asked::next)) >= 0; ) {
                    if (asked.watched()) {
                        Ticker ticker = new Ticker();
                        Window window = watched(operations, seconds, ticker);
                        asked.ran(window, ticker.json());
                    } else {
                        asked.ran(window(operations, seconds), "");
                    }
                }
            } catch (Exception e) {
                Asked.failed(e);
            }
        });
    }

    private static List<Operation> operations(Job job) {
        return switch (job.work()) {
            case "spawn", "echo", "cat" -> RondoProcesses.operations(job);
            case "calls", "argument", "ready" -> List.of(RondoWorkers.operation(job));
            default -> RondoFiles.operations(job);
        };
    }

    private static Window window(List<Operation> operations, double seconds) {
        Window window = new Window(seconds);
        new TaskGroup()
                .run(group -> {
                    for (Operation operation : operations) {
                        group.createTask(() -> repeat(operation, window));
                    }
                });
        return window;
    }

    private static Window watched(List<Operation> operations, double seconds, Ticker ticker) {
        return new TaskGroup()
                .runResult(group -> {
                    group.createTask(ticker::run);
                    Window window = window(operations, seconds);
                    ticker.end();
                    return window;
                });
    }

    private static void repeat(Operation operation, Window window) throws Exception {
        boolean again;
        do {
            long asked = System.nanoTime();
            long count = operation.run();
            again = window.answered(asked, count);
            operation.after();
        } while (again);
    }
}
