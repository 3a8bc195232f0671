package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls by threads that are not the loop's, and where debug mode comes from. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WrongThreadTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void operationsOfTheLoopAreRefusedOnOtherThreadsWithAdvice(boolean debug)
            throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        run(
                RunnerOptions.defaults().withDebug(debug),
                () -> {
                    EventLoop loop = runningLoop();
                    Future<String> future = createFuture();
                    Thread other =
                            Thread.ofPlatform()
                                    .name("stranger")
                                    .unstarted(() -> {
                                        for (Runnable operation : operations(loop, future)) {
                                            thrown.add(failureOf(operation));
                                        }
                                    });
                    other.start();
                    other.join();
                    assertThat(future.done()).isFalse();
                    assertThat(loop.snapshot().timers()).isZero();
                });

        assertThat(thrown)
                .hasSize(8)
                .allSatisfy(failure ->
                        assertThat(failure)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("Non-thread-safe operation")
                                .hasMessageContaining("thread stranger")
                                .hasMessageContaining("Use callSoonThreadsafe()"));
    }

    private static List<Runnable> operations(EventLoop loop, Future<String> future) {
        return List.of(
                () -> loop.callSoon(() -> {}),
                () -> loop.callLater(Duration.ofSeconds(1), () -> {}),
                () -> loop.callAt(Duration.ofSeconds(1), () -> {}),
                () -> loop.createTask(() -> 1),
                () -> loop.runInExecutor(() -> 1),
                () -> future.setResult("x"),
                () -> future.cancel(),
                () -> future.addDoneCallback(f -> {}));
    }

    private static Throwable failureOf(Runnable code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Prints whether new loops are in debug mode. */
    static final class ShowsDebug {
        public static void main(String[] arguments) {
            run(() -> System.out.println("debug " + runningLoop().debug()));
        }
    }

    @Test
    void debugModeIsOffByDefault() {
        assertThat(new ChildJvm(ShowsDebug.class).run().output()).isEqualTo("debug false\n");
    }

    @Test
    void debugModeComesFromASystemProperty() {
        ChildJvm child = new ChildJvm(ShowsDebug.class).option("-Drondo.debug=true");
        assertThat(child.run().output()).contains("debug true\n");
    }

    @Test
    void debugModeComesFromTheEnvironment() {
        ChildJvm child = new ChildJvm(ShowsDebug.class).environment("RONDO_DEBUG", "1");
        assertThat(child.run().output()).contains("debug true\n");
    }

    @Test
    void systemPropertyWinsOverTheEnvironment() {
        ChildJvm child =
                new ChildJvm(ShowsDebug.class)
                        .environment("RONDO_DEBUG", "1")
                        .option("-Drondo.debug=false");
        assertThat(child.run().output()).isEqualTo("debug false\n");
    }
}
