package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.Engines;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Threads of tasks as the JDK's own tools see them. */
class ThreadNamesTest {
    private static Thread threadOf(Task<?> task) {
        return task.strand().thread();
    }

    @Test
    void threadsBearTheNamesOfTheirTasks() {
        Rondo.run(() -> {
            Task<?> named = Rondo.createTask("fetch", () -> Rondo.sleep(0));
            Task<?> unnamed = Rondo.createTask(() -> Rondo.sleep(0));
            assertThat(threadOf(named).getName()).isEqualTo("fetch");
            assertThat(threadOf(unnamed).getName()).isEqualTo(unnamed.name()).startsWith("Task-");
        });
    }

    @Test
    void inDebugModeAWaitingTaskIsSeenToWait() {
        Assumptions.assumeTrue(
                Engines.current().equals("scheduled"), "stock virtual threads always park");
        Rondo.run(
                RunnerOptions.defaults().withDebug(true),
                () -> {
                    Rondo.runningLoop().setExceptionHandler(Optional.empty());
                    Task<?> task = Rondo.createTask(() -> Rondo.sleep(0.001));
                    for (int i = 0; i < 3; i++) {
                        Rondo.sleep(0);
                    }
                    assertThat(threadOf(task).getState()).isEqualTo(Thread.State.WAITING);
                    task.await();
                    assertThat(threadOf(task).getState()).isEqualTo(Thread.State.TERMINATED);
                });
    }
}
