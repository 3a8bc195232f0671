package dev.rondo.bench.core;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;

/** The smallest program: its whole process is timed. */
public final class Hello {
    private Hello() {}

    /** Says hello from a task. */
    public static void main(String[] arguments) {
        run(() -> {
            sleep(0);
            IO.println("Hello, world");
        });
    }
}
