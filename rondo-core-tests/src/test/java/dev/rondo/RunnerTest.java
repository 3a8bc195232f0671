package dev.rondo;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Runner}: several main tasks in one loop. */
class RunnerTest {
    private static final String CLOSED = "Runner is closed";

    private final VirtualLoop virtual = new VirtualLoop();

    @Test
    void withoutDebugOptionTheLoopIsNotInDebugMode() {
        try (Runner runner = new Runner(RunnerOptions.defaults().withDebug(false))) {
            assertThat(runner.loop().debug()).isEqualTo(DebugMode.DEFAULT);
        }
    }

    @Test
    void debugOptionTurnsDebugModeOn() {
        try (Runner runner = new Runner(RunnerOptions.defaults().withDebug(true))) {
            assertThat(runner.loop().debug()).isTrue();
        }
    }

    @Test
    void loopComesFromTheFactory() {
        try (Runner runner = virtual.runner()) {
            assertThat(runner.loop()).isSameAs(virtual.loop());
        }
    }

    @Test
    void loopIsMadeAtFirstUseAndOnce() {
        AtomicInteger made = new AtomicInteger();
        RunnerOptions counting =
                RunnerOptions.defaults()
                        .withLoopFactory(() -> {
                            made.incrementAndGet();
                            return virtual.loop();
                        });
        try (Runner runner = new Runner(counting)) {
            assertThat(made).hasValue(0);
            runner.run(() -> {});
            runner.run(() -> {});
            assertThat(runner.loop()).isSameAs(virtual.loop());
            assertThat(made).hasValue(1);
        }
    }

    @Test
    void runnerThatWasNotUsedClosesWithoutMakingALoop() {
        AtomicInteger made = new AtomicInteger();
        RunnerOptions counting =
                RunnerOptions.defaults()
                        .withLoopFactory(() -> {
                            made.incrementAndGet();
                            return virtual.loop();
                        });

        new Runner(counting).close();

        assertThat(made).hasValue(0);
    }

    @Test
    void runsAndClosesItsLoopInTheEnd() {
        Runner runner = virtual.runner();
        try (runner) {
            String result =
                    runner.run(() -> {
                        sleep(0);
                        return "done";
                    });
            assertThat(result).isEqualTo("done");
            assertThat(virtual.loop().isClosed()).isFalse();
        }

        assertThat(virtual.loop().isClosed()).isTrue();
        assertThatThrownBy(runner::loop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(CLOSED);
    }

    @Test
    void runsAFutureOfItsLoop() {
        try (Runner runner = virtual.runner()) {
            Future<String> future = runner.loop().createFuture();
            runner.loop().callSoon(() -> future.setResult("done"));

            assertThat(runner.run(future)).isEqualTo("done");
        }
    }

    @Test
    void failureOfAnAwaitableIsThrownAsItIs() {
        try (Runner runner = virtual.runner()) {
            Future<String> future = runner.loop().createFuture();
            var failure = new IllegalArgumentException("no");
            future.setException(failure);

            assertThatThrownBy(() -> runner.run(future)).isSameAs(failure);
        }
        virtual.assertNoReports();
    }

    @Test
    void explicitCloseClosesTheLoop() {
        Runner runner = virtual.runner();
        runner.loop();

        runner.close();

        assertThat(virtual.loop().isClosed()).isTrue();
        assertThatThrownBy(runner::loop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(CLOSED);
    }

    @Test
    void secondCloseDoesNothing() {
        Runner runner = virtual.runner();
        runner.loop();
        runner.close();

        runner.close();

        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void closedRunnerRunsNothing() {
        List<Integer> ran = new ArrayList<>();
        Runner runner = virtual.runner();
        try (runner) {
            runner.run(() -> ran.add(1));
        }

        assertThatThrownBy(() -> runner.run(() -> ran.add(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(CLOSED);
        assertThat(ran).containsExactly(1);
    }

    @Test
    void runnerClosedBeforeUseRunsNothing() {
        Runner runner = virtual.runner();
        runner.close();

        assertThatThrownBy(() -> runner.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(CLOSED);
        virtual.close();
    }

    @Test
    void mainTasksShareOneContext() {
        ContextVar<Integer> variable = ContextVar.of("variable", -1);
        try (Runner runner = virtual.runner()) {
            assertThat(runner.run(() -> exchange(variable, 1))).isEqualTo(-1);
            assertThat(runner.run(() -> exchange(variable, 2))).isEqualTo(1);
            assertThat(runner.run(variable::get)).isEqualTo(2);
        }
        assertThat(variable.get()).isEqualTo(-1);
    }

    @Test
    void mainTaskRunsInTheContextThatItIsGiven() throws Exception {
        ContextVar<Integer> variable = ContextVar.of("variable", -1);
        Context given = new Context();
        try (Runner runner = virtual.runner()) {
            assertThat(runner.run(() -> exchange(variable, 7), given)).isEqualTo(-1);
            assertThat(runner.run(variable::get)).isEqualTo(-1);
        }
        assertThat(given.run(variable::get)).isEqualTo(7);
    }

    private static int exchange(ContextVar<Integer> variable, int value) {
        int old = variable.get();
        sleep(0);
        variable.set(value);
        return old;
    }

    @Test
    void tasksOfOneRunGoOnInTheNext() {
        List<String> ran = new ArrayList<>();
        try (Runner runner = virtual.runner()) {
            runner.run(() ->
                    createTask(() -> {
                        sleep(1);
                        ran.add("background");
                    }));
            assertThat(ran).isEmpty();
            runner.run(() -> sleep(2));
            assertThat(ran).containsExactly("background");
        }
    }

    @Test
    void runInsideARunIsRefused() {
        Coroutine<String> inner = Rondo.coroutine("inner", () -> "never");
        try (Runner runner = virtual.runner()) {
            assertThatThrownBy(() -> runner.run(() -> runner.run(inner)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "Runner.run() cannot be called from a running event loop");
        }
        inner.close();
    }

    @Test
    void coroutineThatARefusedRunWasGivenIsReportedAsNeverAwaited() {
        try (Runner runner = virtual.runner()) {
            runner.run(() ->
                    assertThatThrownBy(() -> runner.run(Rondo.coroutine("inner", () -> "never")))
                            .isInstanceOf(IllegalStateException.class));
        }
        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().message())
                .startsWith("Coroutine inner was never awaited");
    }

    @Test
    void closeInsideARunIsRefusedAndTheRunnerStaysOpen() {
        Runner runner = virtual.runner();
        try (runner) {
            runner.run(() ->
                    assertThatThrownBy(runner::close)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(
                                    "Runner.close() cannot be called from a running event"
                                            + " loop"));
            assertThat(runner.run(() -> "open")).isEqualTo("open");
        }
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void textOfTheResultIsNotAskedFor() {
        class Result {
            private int texts;

            @Override
            public String toString() {
                texts++;
                return "a result";
            }
        }

        Result result;
        try (Runner runner = virtual.runner()) {
            result = runner.run(Result::new);
        }

        assertThat(result.texts).isZero();
    }

    @Test
    void failedRunLeavesTheRunnerUsable() {
        try (Runner runner = virtual.runner()) {
            Action<RuntimeException> failing =
                    () -> {
                        throw new IllegalArgumentException("no");
                    };
            assertThatThrownBy(() -> runner.run(failing)).hasMessage("no");

            assertThat(runner.run(() -> "yes")).isEqualTo("yes");
        }
        virtual.assertNoReports();
    }

    @Test
    void factoryThatFailsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(() -> {
                            if (asked.incrementAndGet() == 1) {
                                throw new IllegalStateException("not yet");
                            }
                            return virtual.loop();
                        });
        try (Runner runner = new Runner(options)) {
            assertThatThrownBy(() -> runner.run(() -> {})).hasMessage("not yet");
            assertThat(runner.run(() -> "now")).isEqualTo("now");
        }
    }
}
