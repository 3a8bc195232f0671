package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Runner;
import dev.rondo.TaskFactory;
import java.util.Optional;

/** How the tasks of a test start: for tests that must hold both ways. */
public enum Start {
    /** In the next pass. */
    LAZY(Optional.empty()),
    /** In the call that creates them. */
    EAGER(Optional.of(TaskFactory.eager()));

    private final Optional<TaskFactory> factory;

    Start(Optional<TaskFactory> factory) {
        this.factory = factory;
    }

    /**
     * Runs a main task on a fresh virtual loop. What its exception handler hears fails the test.
     */
    public <X extends Throwable> void run(Action<X> body) throws X {
        VirtualLoop virtual = new VirtualLoop();
        virtual.loop().setTaskFactory(factory);
        try (Runner runner = virtual.runner()) {
            runner.run(body);
        }
        virtual.assertNoReports();
    }
}
