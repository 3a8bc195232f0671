package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Handle} and {@link TimerHandle}. */
class HandleTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void close() {
        virtual.close();
    }

    /** A callback with a name. */
    private static final class Noop implements Runnable {
        @Override
        public void run() {}
    }

    @Test
    void isCancelledAfterCancel() {
        Handle handle = loop.callSoon(new Noop());
        assertThat(handle.cancelled()).isFalse();

        handle.cancel();
        assertThat(handle.cancelled()).isTrue();

        handle.cancel();
        assertThat(handle.cancelled()).isTrue();
    }

    @Test
    void cancelledHandleHoldsItsCallbackNoMore() {
        Object[] held = {new Object()};
        WeakReference<Object> reference = new WeakReference<>(held[0]);
        Handle handle = loop.callLater(60, holding(held[0]));
        held[0] = null;

        handle.cancel();

        assertCollected(reference);
        assertThat(handle.cancelled()).isTrue();
    }

    private static Runnable holding(Object object) {
        return object::hashCode;
    }

    private static void assertCollected(WeakReference<Object> reference) {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
        }
        assertThat(reference.get()).isNull();
    }

    @Test
    void knowsItsContext() {
        Context context = new Context();

        assertThat(loop.callSoon(new Noop(), context).context()).isSameAs(context);
        assertThat(loop.callSoonThreadsafe(new Noop(), context).context()).isSameAs(context);
        assertThat(loop.callLater(Duration.ofSeconds(1), new Noop(), context).context())
                .isSameAs(context);
        assertThat(loop.callAt(Duration.ofSeconds(1), new Noop(), context).context())
                .isSameAs(context);
    }

    @Test
    void failureOfACallbackIsReportedWithItsHandle() {
        var failure = new IllegalArgumentException("no");
        Handle handle =
                loop.callSoon(() -> {
                    throw failure;
                });

        virtual.runOnce();

        assertThat(virtual.reports()).hasSize(1);
        ExceptionContext report = virtual.reports().getFirst();
        assertThat(report.message()).startsWith("Exception in callback <Handle ");
        assertThat(report.exception()).containsSame(failure);
        assertThat(report.handle()).containsSame(handle);
    }

    @Test
    void timerHandleKnowsItsTime() {
        virtual.clock().skip(Duration.ofSeconds(1));

        assertThat(loop.callLater(2, new Noop()).when()).isEqualTo(Duration.ofSeconds(3));
        assertThat(loop.callAt(Duration.ofSeconds(7), new Noop()).when())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(loop.callAt(Duration.ofSeconds(-7), new Noop()).when())
                .isEqualTo(Duration.ofSeconds(-7));
    }

    @Test
    void timerHandleKnowsItsTimeAfterItsEnd() {
        TimerHandle ran = loop.callLater(0, new Noop());
        TimerHandle cancelled = loop.callLater(2, new Noop());
        virtual.runOnce();
        cancelled.cancel();

        assertThat(ran.when()).isZero();
        assertThat(cancelled.when()).isEqualTo(Duration.ofSeconds(2));
        assertThat(cancelled.cancelled()).isTrue();
    }

    @Test
    void handlesOfOneTimeAreDifferent() {
        TimerHandle first = loop.callAt(Duration.ofSeconds(1), new Noop());
        TimerHandle second = loop.callAt(Duration.ofSeconds(1), new Noop());

        assertThat(first).isNotEqualTo(second);
        assertThat(first).isEqualTo(first);
    }

    // ---- texts

    private static final String NAME = HandleTest.class.getName() + "$Noop";

    @Test
    void textNamesTheCallback() {
        assertThat(loop.callSoon(new Noop())).hasToString("<Handle " + NAME + ">");
    }

    @Test
    void textNamesTheClassThatWroteALambda() {
        assertThat(loop.callSoon(() -> {}))
                .hasToString("<Handle lambda in " + HandleTest.class.getName() + ">");
    }

    @Test
    void textOfACancelledHandleSaysSo() {
        Handle handle = loop.callSoon(new Noop());
        handle.cancel();

        assertThat(handle).hasToString("<Handle cancelled>");
    }

    @Test
    void textOfATimerHandleTellsItsTime() {
        TimerHandle handle = loop.callAt(Duration.ofSeconds(123), new Noop());
        assertThat(handle).hasToString("<TimerHandle when=PT2M3S " + NAME + ">");

        handle.cancel();
        assertThat(handle).hasToString("<TimerHandle cancelled when=PT2M3S>");
    }

    @Test
    void textInDebugModeTellsWhereItWasMade() {
        loop.setDebug(true);
        String here = "created at " + HandleTest.class.getName() + ".textInDebugModeTells";

        assertThat(loop.callSoon(new Noop()).toString())
                .startsWith("<Handle " + NAME + " ")
                .contains(here);
        assertThat(loop.callLater(1, new Noop()).toString())
                .startsWith("<TimerHandle when=PT1S " + NAME + " ")
                .contains(here);
    }

    @Test
    void textInDebugModeTellsOfACancelledHandleWhatItWas() {
        loop.setDebug(true);
        Handle handle = loop.callSoon(new Noop());
        TimerHandle timer = loop.callLater(1, new Noop());

        for (int i = 0; i < 2; i++) {
            handle.cancel();
            timer.cancel();
            assertThat(handle.toString()).startsWith("<Handle cancelled " + NAME + " created at ");
            assertThat(timer.toString())
                    .startsWith("<TimerHandle cancelled when=PT1S " + NAME + " created at ");
        }
    }

    @Test
    void debugModeRecordsWhereEveryKindOfHandleWasMade() {
        loop.setDebug(true);
        List<Handle> handles =
                List.of(
                        loop.callSoon(HandleTest::fail),
                        loop.callSoonThreadsafe(HandleTest::fail),
                        loop.callLater(0, HandleTest::fail),
                        loop.callAt(Duration.ZERO, HandleTest::fail));
        virtual.runOnce();

        assertThat(virtual.reports()).hasSameSizeAs(handles);
        for (ExceptionContext report : virtual.reports()) {
            assertThat(report.created()).isNotEmpty();
            assertThat(report.created().getFirst().getMethodName())
                    .isEqualTo("debugModeRecordsWhereEveryKindOfHandleWasMade");
        }
    }

    private static void fail() {
        throw new IllegalStateException("no");
    }
}
