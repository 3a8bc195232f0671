package dev.rondo.testing;

import dev.rondo.Action;
import java.util.concurrent.atomic.AtomicReference;

/** Other threads, for tests that are about them. */
public final class Threads {
    private Threads() {}

    /** Runs code on a new platform thread named "outside" and returns what it threw, or null. */
    public static Throwable outside(Action<?> code) {
        return on(Thread.ofPlatform().name("outside"), code);
    }

    /** Runs code on a new thread and returns what it threw, or null. */
    public static Throwable on(Thread.Builder builder, Action<?> code) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread =
                builder.start(() -> {
                    try {
                        code.run();
                    } catch (Throwable e) {
                        thrown.set(e);
                    }
                });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thrown.get();
    }
}
