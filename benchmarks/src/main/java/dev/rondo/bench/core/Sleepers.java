package dev.rondo.bench.core;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;

import dev.rondo.Task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many tasks that sleep at the same time, for 10 s each. Arguments: how many. */
public final class Sleepers {
    private static final Duration TIME = Duration.ofSeconds(10);

    private Sleepers() {}

    /** Ends when all have slept. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                tasks.add(createTask(() -> sleep(TIME)));
            }
            gather(tasks).await();
        });
    }
}
