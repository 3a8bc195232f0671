package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who hears of failures that belong to nobody. */
class ExceptionHandlerTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final CapturedLog log = new CapturedLog();
    private final ArithmeticException failure = new ArithmeticException("/ by zero");

    @BeforeEach
    void useTheDefaultHandler() {
        loop.setExceptionHandler(Optional.empty());
    }

    @AfterEach
    void close() {
        virtual.close();
        log.close();
    }

    private void divide() {
        throw failure;
    }

    private void failInACallback() {
        loop.callSoon(this::divide);
        virtual.runOnce();
    }

    // ---- the default handler

    @Test
    void defaultHandlerLogsTheFailureOfACallback() {
        failInACallback();

        assertThat(log.records()).hasSize(1);
        LogRecord record = log.records().getFirst();
        assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
        assertThat(record.getMessage())
                .startsWith("Exception in callback <Handle lambda in " + getClass().getName());
        assertThat(record.getThrown()).isSameAs(failure);
    }

    @Test
    void defaultHandlerLogsTheFailureOfADelayedCallback() {
        loop.callLater(0.01, this::divide);
        loop.callLater(0.02, loop::stop);
        loop.runForever();

        assertThat(log.records()).hasSize(1);
        assertThat(log.messages().getFirst())
                .startsWith("Exception in callback <TimerHandle when=");
        assertThat(log.records().getFirst().getThrown()).isSameAs(failure);
    }

    @Test
    void defaultHandlerLogsTheFailureThatNobodyRetrieved() {
        loop.createTask(this::divide);
        virtual.runOnce();
        loop.close();

        assertThat(log.records()).hasSize(1);
        assertThat(log.messages().getFirst()).startsWith("Task exception was never retrieved");
        assertThat(log.records().getFirst().getThrown()).isSameAs(failure);
    }

    @Test
    void defaultHandlerWarnsOfWhatHasNoException() {
        loop.callExceptionHandler(new ExceptionContext("something odd"));

        assertThat(log.messages()).containsExactly("something odd");
        assertThat(log.records().getFirst().getLevel()).isEqualTo(Level.WARNING);
    }

    @Test
    void defaultHandlerTellsInDebugModeWhereTheCallbackWasMade() {
        loop.setDebug(true);

        failInACallback();

        assertThat(log.messages().getFirst())
                .contains("created at:\n    at " + getClass().getName() + ".failInACallback");
    }

    @Test
    void defaultHandlerMayBeCalledByACustomOne() {
        loop.setExceptionHandler(Optional.of(EventLoop::defaultExceptionHandler));

        failInACallback();

        assertThat(log.messages().getFirst()).startsWith("Exception in callback");
    }

    // ---- a custom handler

    @Test
    void customHandlerReplacesTheDefaultOneUntilItIsTakenBack() {
        List<ExceptionContext> heard = new ArrayList<>();
        ExceptionHandler custom =
                (l, context) -> {
                    assertThat(l).isSameAs(loop);
                    heard.add(context);
                };
        assertThat(loop.exceptionHandler()).isEmpty();
        loop.setExceptionHandler(Optional.of(custom));
        assertThat(loop.exceptionHandler()).containsSame(custom);
        failInACallback();

        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().exception()).containsSame(failure);
        assertThat(log.records()).isEmpty();

        loop.setExceptionHandler(Optional.empty());
        assertThat(loop.exceptionHandler()).isEmpty();
        failInACallback();

        assertThat(heard).hasSize(1);
        assertThat(log.records()).hasSize(1);
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsNoHandler() {
        assertThatThrownBy(() -> loop.setExceptionHandler(null))
                .isInstanceOf(NullPointerException.class);
        assertThat(loop.exceptionHandler()).isEmpty();
    }

    @Test
    void customHandlerRunsInTheContextOfTheFailedCallback() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        List<String> seen = new ArrayList<>();
        loop.setExceptionHandler(Optional.of((l, context) -> seen.add(user.get())));
        loop.callSoon(() -> {
            user.set("ada");
            divide();
        });
        virtual.runOnce();

        assertThat(seen).containsExactly("ada");
    }

    @Test
    void customHandlerMayUseTheLoop() {
        List<String> ran = new ArrayList<>();
        loop.setExceptionHandler(
                Optional.of((l, context) -> l.createTask(() -> ran.add("reported"))));

        failInACallback();
        virtual.runOnce();

        assertThat(ran).containsExactly("reported");
    }

    @Test
    void loopGoesOnAfterAFailure() {
        List<String> ran = new ArrayList<>();
        loop.callSoon(this::divide);
        loop.callSoon(() -> ran.add("next"));

        virtual.runOnce();

        assertThat(ran).containsExactly("next");
    }

    // ---- handlers that fail

    @Test
    void failureOfTheHandlerIsLoggedWithTheFirstOne() {
        var broken = new IllegalStateException("spam");
        loop.setExceptionHandler(
                Optional.of((l, context) -> {
                    throw broken;
                }));

        failInACallback();

        assertThat(log.records()).hasSize(1);
        assertThat(log.messages().getFirst())
                .startsWith("Unhandled error in exception handler, while handling: Exception in");
        assertThat(log.records().getFirst().getThrown()).isSameAs(broken);
        assertThat(broken.getSuppressed()).containsExactly(failure);
    }

    @Test
    void handlerMayRethrowTheFailureItself() {
        loop.setExceptionHandler(
                Optional.of((l, context) -> {
                    throw (ArithmeticException) context.exception().orElseThrow();
                }));

        failInACallback();

        assertThat(log.records().getFirst().getThrown()).isSameAs(failure);
    }

    @Test
    void loggerThatFailsDoesNotStopTheLoop() {
        Logger logger = Logger.getLogger("dev.rondo");
        Handler broken = new BrokenLogHandler();
        List<String> ran = new ArrayList<>();
        logger.addHandler(broken);
        try {
            loop.callSoon(this::divide);
            loop.callSoon(() -> ran.add("next"));
            virtual.runOnce();
            loop.callSoon(() -> ran.add("next pass"));
            virtual.runOnce();
        } finally {
            logger.removeHandler(broken);
        }

        assertThat(ran).containsExactly("next", "next pass");
    }

    /** As a full disk or a closed connection would make it. */
    private static final class BrokenLogHandler extends Handler {
        @Override
        public void publish(LogRecord record) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void keyboardInterruptOfTheHandlerEndsTheRun() {
        var interrupt = new KeyboardInterrupt();
        loop.setExceptionHandler(
                Optional.of((l, context) -> {
                    throw interrupt;
                }));
        loop.callSoon(this::divide);

        assertThatThrownBy(loop::runForever).isSameAs(interrupt);
        assertThat(log.records()).isEmpty();
    }

    @Test
    void keyboardInterruptOfACallbackIsNotReported() {
        loop.callSoon(() -> {
            throw new KeyboardInterrupt();
        });

        assertThatThrownBy(loop::runForever).isInstanceOf(KeyboardInterrupt.class);
        assertThat(log.records()).isEmpty();
    }

    @Test
    void errorsOfACallbackAreReportedLikeExceptions() {
        loop.callSoon(() -> {
            throw new StackOverflowError("deep");
        });
        virtual.runOnce();

        assertThat(log.records().getFirst().getThrown()).isInstanceOf(StackOverflowError.class);
    }
}
