package dev.rondo.bench.system;

import dev.rondo.bench.window.Asked;
import dev.rondo.bench.window.Window;

/** The side of blocking Java: one thread. Arguments: {@link Job}'s; see {@link Asked}. */
public final class BlockingSide {
    private BlockingSide() {}

    /** Serves. */
    public static void main(String[] arguments) throws Exception {
        Job job = Job.of(arguments);
        Operation operation =
                switch (job.work()) {
                    case "spawn", "echo", "cat" -> BlockingProcesses.operation(job);
                    default -> BlockingFiles.operation(job);
                };
        Asked asked = new Asked();
        try {
            for (double seconds; (seconds = asked.next()) >= 0; ) {
                Window window = new Window(seconds);
                long begin;
                long count;
                do {
                    begin = System.nanoTime();
                    count = operation.run();
                } while (window.answered(begin, count));
                asked.ran(window, "");
            }
        } catch (Exception e) {
            Asked.failed(e);
        }
    }
}
