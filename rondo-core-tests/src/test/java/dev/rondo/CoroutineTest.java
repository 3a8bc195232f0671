package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Coroutine}: named code that runs when it is awaited, once. */
class CoroutineTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> log = new ArrayList<>();

    private void run(Action<?> body) {
        loop.runUntilComplete(body);
        closeWithoutReports();
    }

    private void closeWithoutReports() {
        virtual.close();
        virtual.assertNoReports();
    }

    // ---- Running

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void coroutinesAwaitEachOther(boolean debug) {
        loop.setDebug(debug);
        Coroutine<String> bar = coroutine("bar", () -> "spam");
        Coroutine<String> foo = coroutine("foo", bar::await);
        assertThat(loop.runUntilComplete(foo)).isEqualTo("spam");
        closeWithoutReports();
    }

    @Test
    void nothingRunsBeforeItIsAwaited() {
        run(() -> {
            Coroutine<?> coroutine = coroutine("add", () -> log.add("ran"));
            sleep(1);
            assertThat(log).isEmpty();
            coroutine.await();
            assertThat(log).containsExactly("ran");
        });
    }

    @Test
    void awaitRunsItInTheCurrentTaskWithoutAPass() {
        run(() -> {
            Optional<Task<?>> task = currentTask();
            callSoon(() -> log.add("callback"));
            coroutine(
                            "inner",
                            () -> {
                                assertThat(currentTask()).isEqualTo(task);
                                log.add("inner");
                            })
                    .await();
            assertThat(log).containsExactly("inner");
            assertThat(allTasks()).hasSize(1);
        });
    }

    @Test
    void uncheckedExceptionPassesAsItIs() {
        RuntimeException failure = new RuntimeException("boom");
        run(() ->
                assertThatThrownBy(
                                coroutine(
                                                "fails",
                                                () -> {
                                                    throw failure;
                                                })
                                        ::await)
                        .isSameAs(failure));
    }

    @Test
    void checkedExceptionIsTheCauseOfACompletionException() {
        IOException failure = new IOException("boom");
        run(() ->
                assertThatThrownBy(
                                coroutine(
                                                "fails",
                                                () -> {
                                                    throw failure;
                                                })
                                        ::await)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(failure));
    }

    @Test
    void cancellationOfTheTaskReachesTheCodeInside() {
        run(() -> {
            Task<?> task =
                    createTask(() -> {
                        coroutine(
                                        "inner",
                                        () -> {
                                            try {
                                                sleep(100);
                                            } finally {
                                                log.add("cleaned");
                                            }
                                        })
                                .await();
                    });
            sleep(0);
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("cleaned");
        });
    }

    @Test
    void canBeTheMainProgram() {
        assertThat(Rondo.<String>run(coroutine("main", () -> sleep(Duration.ZERO, "ok"))))
                .isEqualTo("ok");
    }

    // ---- Once

    @Test
    void cannotBeAwaitedWhileATaskRunsIt() {
        run(() -> {
            Coroutine<?> coroutine = coroutine("once", () -> sleep(0.1));
            Task<?> task = createTask(coroutine);
            sleep(0);
            assertThatIllegalStateException()
                    .isThrownBy(coroutine::await)
                    .withMessageContaining("Coroutine once cannot run again");
            task.await();
        });
    }

    @Test
    void cannotBeAwaitedTwice() {
        run(() -> {
            Coroutine<Integer> coroutine = coroutine("once", () -> 1);
            assertThat(coroutine.await()).isEqualTo(1);
            assertThatIllegalStateException()
                    .isThrownBy(coroutine::await)
                    .withMessageContaining("await a task several times");
            assertThatIllegalStateException().isThrownBy(() -> createTask(coroutine));
        });
    }

    @Test
    void failureUsesItUpToo() {
        run(() -> {
            Coroutine<?> coroutine = coroutine("fails", () -> List.of().getFirst());
            assertThatThrownBy(coroutine::await).isNotInstanceOf(IllegalStateException.class);
            assertThatIllegalStateException().isThrownBy(coroutine::await);
        });
    }

    @Test
    void awaitOutsideOfATaskDoesNotUseItUp() {
        Coroutine<String> coroutine = coroutine("later", () -> "ok");
        assertThatIllegalStateException()
                .isThrownBy(coroutine::await)
                .withMessageContaining("no running event loop");
        assertThat(loop.runUntilComplete(coroutine)).isEqualTo("ok");
        closeWithoutReports();
    }

    // ---- Text

    @Test
    void textShowsNameStateAndOrigin() {
        run(() -> {
            Coroutine<?> coroutine = coroutine("greet", () -> sleep(1));
            String origin = ", created at dev.rondo.CoroutineTest";
            assertThat(coroutine.toString()).startsWith("<Coroutine greet not started" + origin);
            Task<?> task = createTask(coroutine);
            sleep(0);
            assertThat(coroutine.toString()).startsWith("<Coroutine greet started" + origin);
            task.await();
            assertThat(coroutine.toString()).startsWith("<Coroutine greet finished" + origin);
            assertThat(coroutine.name()).isEqualTo("greet");
            Coroutine<?> closed = coroutine("closed", () -> "");
            closed.close();
            assertThat(closed.toString()).startsWith("<Coroutine closed closed" + origin);
        });
    }

    @Test
    void nameAndBodyAreNotNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> coroutine(null, () -> ""))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> coroutine("nothing", (Action<?>) null))
                .withMessage("body");
    }

    // ---- Never awaited

    @Test
    void oneThatNeverRanIsReportedWhenItsLoopCloses() {
        loop.runUntilComplete(() -> {
            coroutine("forgotten", () -> "");
        });
        virtual.close();
        assertThat(virtual.reports())
                .singleElement()
                .satisfies(report ->
                        assertThat(report.message())
                                .contains("Coroutine forgotten was never awaited")
                                .contains("dev.rondo.CoroutineTest"));
    }

    @Test
    void oneThatNeverRanIsReportedWhenTheCollectorFindsIt() {
        loop.runUntilComplete(() -> {
            coroutine("forgotten", () -> "");
            for (int i = 0; i < 1000 && virtual.reports().isEmpty(); i++) {
                System.gc();
                Thread.onSpinWait();
                sleep(0);
            }
            assertThat(virtual.reports())
                    .singleElement()
                    .satisfies(report -> assertThat(report.message()).contains("forgotten"));
        });
        virtual.close();
        assertThat(virtual.reports()).hasSize(1);
    }

    @Test
    void forgottenOnesAreReportedInTheOrderOfMaking() {
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 5; i++) {
                coroutine("c" + i, () -> "");
            }
        });
        virtual.close();
        assertThat(virtual.reports())
                .extracting(report -> report.message().substring(0, "Coroutine c0".length()))
                .containsExactly(
                        "Coroutine c0",
                        "Coroutine c1",
                        "Coroutine c2",
                        "Coroutine c3",
                        "Coroutine c4");
    }

    @Test
    void oneThatWasAwaitedIsNotReported() {
        run(() -> coroutine("awaited", () -> "").await());
    }

    @Test
    void oneOfATaskThatWasCancelledBeforeItsStartRuns() {
        run(() -> {
            Task<?> task =
                    createTask(
                            coroutine(
                                    "early",
                                    () -> {
                                        log.add("ran");
                                        sleep(1);
                                    }));
            task.cancel();
            waitAll(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(log).containsExactly("ran");
        });
    }

    @Test
    void closedOneIsNotReportedAndCannotRun() {
        run(() -> {
            Coroutine<String> coroutine = coroutine("closed", () -> "");
            coroutine.close();
            coroutine.close();
            assertThatIllegalStateException()
                    .isThrownBy(coroutine::await)
                    .withMessageContaining("was closed");
            assertThatIllegalStateException()
                    .isThrownBy(() -> createTask(coroutine))
                    .withMessageContaining("was closed");
        });
    }

    @Test
    void closeAfterTheRunChangesNothing() {
        run(() -> {
            Coroutine<String> coroutine = coroutine("done", () -> "");
            coroutine.await();
            coroutine.close();
            assertThat(coroutine.toString()).contains("finished");
        });
    }

    @Test
    void oneMadeOutsideOfALoopIsLoggedWhenTheCollectorFindsIt() {
        try (CapturedLog captured = new CapturedLog()) {
            coroutine("outside", () -> "");
            for (int i = 0; i < 1000 && captured.messages().isEmpty(); i++) {
                System.gc();
                Thread.yield();
            }
            assertThat(captured.messages())
                    .singleElement()
                    .satisfies(text -> assertThat(text).contains("outside was never awaited"));
        }
        closeWithoutReports();
    }
}
