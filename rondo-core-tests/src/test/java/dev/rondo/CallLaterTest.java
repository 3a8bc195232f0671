package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#callLater} and {@link EventLoop#callAt}. */
class CallLaterTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        virtual.close();
    }

    private Runnable step(String name) {
        return () -> ran.add(name + " at " + virtual.now().toMillis());
    }

    @Test
    void callbackWaitsForItsTime() {
        loop.callLater(10.0, step("ran"));
        loop.callLater(11.0, loop::stop);

        assertThat(loop.snapshot().timers()).isEqualTo(2);
        assertThat(loop.snapshot().ready()).isZero();
        loop.runForever();
        assertThat(ran).containsExactly("ran at 10000");
    }

    @Test
    void callbackMayStopTheLoop() {
        loop.callLater(
                0.1,
                () -> {
                    step("hello").run();
                    loop.stop();
                });

        loop.runForever();

        assertThat(ran).containsExactly("hello at 100");
    }

    @Test
    void callbacksRunInTheOrderOfTheirTimes() {
        loop.callLater(3, step("third"));
        loop.callLater(1, step("first"));
        loop.callLater(2, step("second"));
        loop.callLater(3, loop::stop);

        loop.runForever();

        assertThat(ran).containsExactly("first at 1000", "second at 2000", "third at 3000");
    }

    @Test
    void callbacksOfOneTimeRunInTheOrderOfTheCalls() {
        for (int i = 0; i < 20; i++) {
            loop.callLater(1, step("number " + i));
        }
        loop.callLater(1, loop::stop);

        loop.runForever();

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            expected.add("number " + i + " at 1000");
        }
        assertThat(ran).isEqualTo(expected);
    }

    @Test
    void negativeAndUndefinedDelaysAreRefused() {
        assertThatThrownBy(() -> loop.callLater(-1, step("never")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no negative delay");
        assertThatThrownBy(() -> loop.callLater(Duration.ofNanos(-1), step("never")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no negative delay");
        assertThatThrownBy(() -> loop.callLater(Double.NaN, step("never")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThat(loop.snapshot().timers()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway")
    void noDelayNoTimeOrNoCallbackAreRefused() {
        assertThatThrownBy(() -> loop.callLater((Duration) null, step("never")))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callLater(1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callAt(null, step("never")))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callAt(Duration.ZERO, null))
                .isInstanceOf(NullPointerException.class);
        assertThat(loop.snapshot().timers()).isZero();
    }

    @Test
    void zeroMeansTheNextPassAfterWhatIsReady() {
        loop.callLater(0, step("zero"));
        loop.callSoon(step("soon"));

        virtual.runOnce();

        assertThat(ran).containsExactly("soon at 0", "zero at 0");
    }

    @Test
    void zeroInACallbackMeansTheNextPass() {
        loop.callSoon(() -> loop.callLater(0, step("zero")));

        virtual.runOnce();
        assertThat(ran).isEmpty();
        virtual.runOnce();
        assertThat(ran).containsExactly("zero at 0");
    }

    @Test
    void callAtWaitsForAPointInLoopTime() {
        virtual.clock().skip(Duration.ofSeconds(100));
        Duration when = loop.time().plusMillis(100);
        loop.callAt(when, loop::stop);

        loop.runForever();

        assertThat(loop.time()).isEqualTo(when);
    }

    @Test
    void pastPointsMeanTheNextPassInTheirOrder() {
        virtual.clock().skip(Duration.ofSeconds(10));
        loop.callAt(Duration.ofSeconds(9), step("a"));
        loop.callAt(Duration.ofSeconds(8), step("b"));
        loop.callAt(Duration.ofSeconds(-1), step("c"));

        virtual.runOnce();

        assertThat(ran).containsExactly("c at 10000", "b at 10000", "a at 10000");
    }

    @Test
    void tooLongDelaysMeanForEver() {
        loop.callLater(Duration.ofDays(400_000), step("never"));
        loop.callLater(Double.POSITIVE_INFINITY, step("never"));
        loop.callAt(Duration.ofSeconds(Long.MAX_VALUE), step("never"));
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(ran).isEmpty();
        assertThat(loop.snapshot().timers()).isEqualTo(3);
    }

    @Test
    void callbackThatSchedulesItselfTicks() {
        Runnable[] tick = new Runnable[1];
        tick[0] =
                () -> {
                    step("tick").run();
                    if (ran.size() < 3) {
                        loop.callLater(1, tick[0]);
                    } else {
                        loop.stop();
                    }
                };
        loop.callLater(1, tick[0]);

        loop.runForever();

        assertThat(ran).containsExactly("tick at 1000", "tick at 2000", "tick at 3000");
    }

    // ---- cancelling

    @Test
    void cancelledCallbackDoesNotRunNorHoldTheLoopUp() {
        loop.callLater(5, step("never")).cancel();
        loop.callLater(10, loop::stop);

        loop.runForever();

        assertThat(ran).isEmpty();
        assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void cancelledCallbacksLeaveTheHeapAtOnce() {
        loop.callLater(3000, step("stays"));
        List<TimerHandle> handles = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            handles.add(loop.callLater(i * 7 % 5000, step("never")));
        }

        handles.forEach(TimerHandle::cancel);

        assertThat(loop.snapshot().timers()).isEqualTo(1);
        handles.forEach(TimerHandle::cancel);
        assertThat(loop.snapshot().timers()).isEqualTo(1);
    }

    @Test
    void callbackWhoseTimeHasComeCanStillBeCancelledInThatPass() {
        List<TimerHandle> second = new ArrayList<>();
        loop.callLater(1, () -> second.getFirst().cancel());
        second.add(loop.callLater(1, step("never")));
        loop.callLater(1, loop::stop);

        loop.runForever();

        assertThat(ran).isEmpty();
    }

    @Test
    void cancellingOneThatRanDoesNothing() {
        TimerHandle handle = loop.callLater(1, step("ran"));
        loop.callLater(2, loop::stop);
        loop.runForever();

        handle.cancel();

        assertThat(handle.cancelled()).isTrue();
        assertThat(ran).containsExactly("ran at 1000");
    }

    // ---- time

    @Test
    void timeComesFromTheClock() {
        assertThat(loop.time()).isZero();

        virtual.clock().skip(Duration.ofSeconds(5));

        assertThat(loop.time()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shortSleepsTakeOnePassEach() {
        List<Integer> passes = new ArrayList<>();
        Task<Void> task =
                loop.createTask(() -> {
                    for (double seconds : new double[] {1e-2, 1e-4, 1e-6, 1e-8}) {
                        Rondo.sleep(seconds);
                    }
                });
        virtual.runOnce(); // starts it
        while (!task.done()) {
            passes.add(1);
            loop.callAt(nextTimer(), loop::stop);
            loop.runForever();
        }

        assertThat(passes).hasSize(4);
        assertThat(virtual.now().toNanos()).isEqualTo(10_101_010);
    }

    private Duration nextTimer() {
        return Duration.ofNanos(loop.kernel().nextDeadlineNanos());
    }

    @Test
    void callbackRunsInTheContextThatItIsGiven() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        Context context = new Context();
        loop.callLater(Duration.ofSeconds(1), () -> user.set("ada"), context);
        loop.callAt(Duration.ofSeconds(2), () -> ran.add(user.get()), context);
        loop.callLater(Duration.ofSeconds(2), () -> ran.add(user.get()));
        loop.callLater(2, loop::stop);

        loop.runForever();

        assertThat(ran).containsExactly("ada", "nobody");
    }
}
