package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Rondo#run}. */
class RunTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final RunnerOptions options = RunnerOptions.defaults().withLoopFactory(virtual::loop);

    @Test
    void returnsWhatTheMainTaskReturned() {
        int answer =
                run(
                        options,
                        () -> {
                            sleep(0);
                            return 42;
                        });

        assertThat(answer).isEqualTo(42);
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void throwsWhatTheMainTaskThrew() {
        var spam = new IllegalArgumentException("spam");

        assertThatThrownBy(() ->
                        run(
                                options,
                                () -> {
                                    sleep(0);
                                    throw spam;
                                }))
                .isSameAs(spam);
        assertThat(virtual.loop().isClosed()).isTrue();
        virtual.assertNoReports();
    }

    @Test
    void checkedExceptionsOfTheMainTaskAreThrownAsTheyAre() {
        var lost = new IOException("connection lost");
        Action<IOException> main =
                () -> {
                    throw lost;
                };

        assertThatThrownBy(() -> run(options, main)).isSameAs(lost);
    }

    @Test
    void cancelledErrorOfTheMainTaskIsThrown() {
        assertThatThrownBy(() ->
                        run(
                                options,
                                () -> {
                                    currentTask().orElseThrow().cancel("enough");
                                    sleep(1);
                                }))
                .isInstanceOf(CancelledError.class)
                .hasMessage("enough");
    }

    @Test
    void takesAnyAwaitable() {
        assertThat(run(Rondo.coroutine("answer", () -> 42))).isEqualTo(42);
    }

    @Test
    void aFutureOfAnotherLoopIsRefused() {
        try (var other = new VirtualLoop()) {
            Future<String> foreign = other.loop().createFuture();

            assertThatThrownBy(() -> run(foreign))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another loop");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void noBodyIsRefused() {
        assertThatThrownBy(() -> run((Action<RuntimeException>) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void debugOptionTurnsDebugModeOn() {
        assertThat(run(options.withDebug(true), () -> runningLoop().debug())).isTrue();
    }

    @Test
    void withoutDebugOptionTheLoopKeepsItsMode() {
        assertThat(run(options, () -> runningLoop().debug())).isFalse();

        RunnerOptions ofDebuggedLoop =
                options.withLoopFactory(
                        () -> EventLoop.create(LoopOptions.defaults().withDebug(true)));
        assertThat(run(ofDebuggedLoop, () -> runningLoop().debug())).isTrue();
    }

    @Test
    void insideATaskItIsRefused() {
        run(
                options,
                () ->
                        assertThatThrownBy(() -> run(() -> 1))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("cannot be called from a running event loop")
                                .hasMessageContaining("createTask"));
    }

    @Test
    void insideACallbackItIsRefused() {
        run(
                options,
                () -> {
                    Future<Boolean> ran = createFuture();
                    Rondo.callSoon(() -> {
                        assertThatThrownBy(() -> run(() -> 1))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("cannot be called");
                        ran.setResult(true);
                    });
                    assertThat(ran.await()).isTrue();
                });
        virtual.assertNoReports();
    }

    @Test
    void leftoverTasksAreCancelledAndAwaited() {
        List<Task<?>> leftover = new ArrayList<>();

        int answer =
                run(
                        options,
                        () -> {
                            leftover.add(createTask(() -> sleep(0.1)));
                            return 123;
                        });

        assertThat(answer).isEqualTo(123);
        assertThat(leftover.getFirst().cancelled()).isTrue();
        virtual.assertNoReports();
    }

    @Test
    void failureOfALeftoverTaskIsReported() {
        var failure = new ArithmeticException("/ by zero");
        List<Task<?>> leftover = new ArrayList<>();

        int answer =
                run(
                        options,
                        () -> {
                            leftover.add(createTask(() -> failWhenCancelled(failure)));
                            sleep(0);
                            return 123;
                        });

        assertThat(answer).isEqualTo(123);
        assertThat(virtual.reports()).hasSize(1);
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message()).isEqualTo("unhandled exception during Rondo.run() shutdown");
        assertThat(report.exception()).containsSame(failure);
        assertThat(report.future()).hasValue(leftover.getFirst());
    }

    @Test
    void failureOfTheMainTaskIsThrownAlthoughALeftoverFailsToo() {
        var fancyExit = new IllegalStateException("fancy exit");
        List<Task<?>> leftover = new ArrayList<>();

        assertThatThrownBy(() ->
                        run(
                                options,
                                () -> {
                                    leftover.add(
                                            createTask(() ->
                                                    failWhenCancelled(new ArithmeticException())));
                                    sleep(0);
                                    throw fancyExit;
                                }))
                .isSameAs(fancyExit);
        assertThat(leftover.getFirst().done()).isTrue();
        assertThat(virtual.reports()).hasSize(1);
    }

    private static void failWhenCancelled(RuntimeException failure) {
        try {
            sleep(0.1);
        } catch (CancelledError e) {
            throw failure;
        }
    }

    @Test
    void loopComesFromTheFactory() {
        AtomicInteger made = new AtomicInteger();

        EventLoop used =
                run(
                        options.withLoopFactory(() -> {
                            made.incrementAndGet();
                            return virtual.loop();
                        }),
                        Rondo::runningLoop);

        assertThat(used).isSameAs(virtual.loop());
        assertThat(made).hasValue(1);
    }

    @Test
    void defaultLoopIsANewOneEachTime() {
        EventLoop first = run(Rondo::runningLoop);
        EventLoop second = run(Rondo::runningLoop);

        assertThat(first).isNotSameAs(second);
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void mainTaskSeesACopyOfTheCallersContext() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        ContextVar.Token<String> token = user.set("ada");
        try {
            String seen =
                    run(
                            options,
                            () -> {
                                String before = user.get();
                                user.set("task");
                                return before;
                            });

            assertThat(seen).isEqualTo("ada");
            assertThat(user.get()).isEqualTo("ada");
        } finally {
            user.reset(token);
        }
    }

    @Test
    void stoppedLoopIsAnErrorThatNamesTheMainTask() {
        assertThatThrownBy(() ->
                        run(
                                options,
                                () -> {
                                    currentTask().orElseThrow().setName("main");
                                    runningLoop().stop();
                                    sleep(1);
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop stopped before Future completed")
                .hasMessageContaining("main");
        assertThat(virtual.loop().isClosed()).isTrue();
    }

    @Test
    void keyboardInterruptThrownByTheMainTaskIsThrownOnceAndNotReported() {
        var interrupt = new KeyboardInterrupt();
        Action<RuntimeException> main =
                () -> {
                    throw interrupt;
                };

        assertThatThrownBy(() -> run(options, main)).isSameAs(interrupt);
        virtual.assertNoReports();
    }
}
