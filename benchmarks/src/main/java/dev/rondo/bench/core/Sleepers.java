package dev.rondo.bench.core;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;

import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many tasks that sleep at the same time. Arguments: how many, and for how many seconds. */
public final class Sleepers {
    private static Duration time = Duration.ZERO;

    private Sleepers() {}

    /** Ends when all have slept. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        time = Duration.ofSeconds(Integer.parseInt(arguments[1]));
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                tasks.add(createTask(() -> sleep(time)));
            }
            gather(tasks).await();
        });
    }
}
