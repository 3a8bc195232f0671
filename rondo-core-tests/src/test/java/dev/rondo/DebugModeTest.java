package dev.rondo;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.coroutine;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What debug mode adds: where things were made, and the choice of engine. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DebugModeTest {
    private static final String HERE = "created at dev.rondo.DebugModeTest.";
    private final VirtualLoop virtual = new VirtualLoop();
    private final Logger logger = Logger.getLogger("dev.rondo");

    @AfterEach
    void quietAgain() {
        logger.setLevel(null);
    }

    private <X extends Throwable> void debug(Action<X> body) throws X {
        virtual.loop().setDebug(true);
        try (Runner runner = virtual.runner()) {
            runner.run(body);
        }
    }

    private static void assertMadeHere(List<StackTraceElement> created) {
        assertThat(created).isNotEmpty().hasSizeLessThanOrEqualTo(10);
        assertThat(created.getFirst().getClassName()).isEqualTo(DebugModeTest.class.getName());
        assertThat(created)
                .noneMatch(frame -> dev.rondo.engine.OwnFrames.isOwn(frame.getClassName()));
    }

    @Test
    void tasksAndFuturesShowWhereTheyWereMade() {
        debug(() -> {
            Task<Integer> task = createTask(() -> 1);
            assertThat(task.toString()).contains(HERE);
            assertMadeHere(task.snapshot().created());
            task.await();
            assertThat(task.toString()).contains(HERE);
            assertThat(createFuture().toString()).contains(HERE);
        });
    }

    @Test
    void callbacksShowWhereTheyWereMade() {
        debug(() -> {
            assertThat(callSoon(() -> {}).toString()).contains(HERE);
            assertThat(callLater(Duration.ofSeconds(1), () -> {}).toString())
                    .contains(HERE)
                    .contains("when=PT1S");
        });
    }

    @Test
    void nothingShowsWhereItWasMadeOutsideDebugMode() {
        VirtualLoop.run(() -> {
            Task<Integer> task = createTask(() -> 1);
            assertThat(task.snapshot().created()).isEmpty();
            assertThat(task.toString()).doesNotContain("created at");
            assertThat(callSoon(() -> {}).toString()).doesNotContain("created at");
            task.await();
        });
    }

    @Test
    void placesAreKeptFromWhenDebugModeIsTurnedOn() {
        VirtualLoop.run(() -> {
            Future<String> before = createFuture();
            runningLoop().setDebug(true);
            Future<String> during = createFuture();
            runningLoop().setDebug(false);
            Future<String> after = createFuture();
            assertThat(List.of(before, during, after))
                    .extracting(future -> future.toString().contains(HERE))
                    .containsExactly(false, true, false);
        });
    }

    @Test
    void failureOfACallbackTellsWhereTheCallbackWasMade() {
        debug(() -> {
            callSoon(() -> {
                throw new IllegalStateException("callback");
            });
            sleep(0);
        });
        ExceptionContext context = virtual.reports().getFirst();
        assertMadeHere(context.created());
        assertThat(context.text()).contains("created at:\n    at dev.rondo.DebugModeTest.");
    }

    @Test
    void failureThatNobodyAskedForTellsWhereTheTaskWasMade() {
        debug(() -> {
            createTask(
                    "forgotten",
                    () -> {
                        throw new IllegalStateException("task");
                    });
            sleep(0);
        });
        ExceptionContext context = virtual.reports().getFirst();
        assertThat(context.message()).contains("exception was never retrieved");
        assertMadeHere(context.created());
    }

    @Test
    void coroutineThatWasNeverAwaitedTellsMoreOfItsOriginInDebugMode() {
        debug(() -> make());
        VirtualLoop plain = new VirtualLoop();
        try (Runner runner = plain.runner()) {
            runner.run(() -> make());
        }

        String debugged = virtual.reports().getFirst().message();
        String usual = plain.reports().getFirst().message();
        assertThat(debugged).contains("Coroutine forgotten was never awaited");
        assertThat(debugged.lines().filter(line -> line.contains(" at dev.rondo.DebugModeTest")))
                .hasSizeGreaterThan(1);
        assertThat(usual.lines().filter(line -> line.contains(" at dev.rondo.DebugModeTest.make")))
                .hasSize(1);
        assertThat(usual.lines().filter(line -> line.contains("    at "))).hasSize(1);
    }

    private static void make() {
        coroutine("forgotten", () -> 1);
    }

    @Test
    void engineAndPollerAreLoggedWhenDebugModeBegins() {
        logger.setLevel(Level.FINE);
        try (CapturedLog log = new CapturedLog();
                EventLoop loop = EventLoop.create(LoopOptions.defaults().withDebug(true))) {
            LogRecord record = log.records().getFirst();
            assertThat(record.getLoggerName()).isEqualTo("dev.rondo");
            assertThat(record.getLevel()).isEqualTo(Level.FINE);
            assertThat(record.getMessage())
                    .isEqualTo("Using engine: " + loop.engine() + ", poller: ParkingPoller");
        }
    }

    @Test
    void runnerOptionTurnsDebugModeOn() {
        RunnerOptions options =
                RunnerOptions.defaults().withLoopFactory(virtual::loop).withDebug(true);
        boolean debug =
                Rondo.run(
                        options,
                        () -> {
                            return runningLoop().debug();
                        });
        assertThat(debug).isTrue();
    }
}
