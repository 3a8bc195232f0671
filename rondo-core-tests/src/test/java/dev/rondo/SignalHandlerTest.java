package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.ProcessSignals;
import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link EventLoop#addSignalHandler}, with signals that do nothing to a process by themselves. */
class SignalHandlerTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> heard = new ArrayList<>();
    private String before = "";

    @BeforeEach
    void rememberTheHandler() {
        before = ProcessSignals.owner("CONT");
    }

    @AfterEach
    void close() {
        virtual.close();
        assertThat(ProcessSignals.owner("CONT")).isEqualTo(before);
    }

    /** Returns a callback that ends the run of a loop. */
    private Runnable hear(EventLoop on, String name) {
        return () -> {
            heard.add(name);
            on.stop();
        };
    }

    @Test
    void callbackRunsWhenTheSignalArrives() {
        loop.addSignalHandler("CONT", hear(loop, "CONT"));

        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(heard).containsExactly("CONT");
    }

    @Test
    void signalWakesALoopThatSleeps() throws InterruptedException {
        loop.addSignalHandler("CONT", hear(loop, "CONT"));
        Future<Void> sleeping = loop.createFuture();
        loop.createTask(() -> sleeping.await());
        Thread thread =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            while (!loop.isRunning()) {
                                Thread.onSpinWait();
                            }
                            ProcessSignals.raise("CONT");
                        });
        thread.start();

        loop.runForever(); // no timer and no other thread would end it

        thread.join();
        assertThat(heard).containsExactly("CONT");
        sleeping.cancel();
        virtual.runOnce();
    }

    @Test
    void callbackRunsEachTime() {
        loop.addSignalHandler("CONT", hear(loop, "CONT"));

        for (int i = 0; i < 3; i++) {
            ProcessSignals.raise("CONT");
            loop.runForever();
        }

        assertThat(heard).containsExactly("CONT", "CONT", "CONT");
    }

    @Test
    void callbackRunsOnTheLoopInTheContextOfTheOneWhoAddedIt() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        ContextVar.Token<String> token = user.set("ada");
        loop.addSignalHandler(
                "CONT",
                () -> {
                    heard.add(user.get() + " on the loop: " + (Rondo.runningLoop() == loop));
                    loop.stop();
                });
        user.reset(token);

        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(heard).containsExactly("ada on the loop: true");
    }

    @Test
    void callbackMayCompleteWhatATaskWaitsFor() {
        Future<String> future = loop.createFuture();
        loop.addSignalHandler("CONT", () -> future.setResult("CONT"));
        ProcessSignals.raise("CONT");

        assertThat(loop.runUntilComplete(() -> future.await())).isEqualTo("CONT");
    }

    @Test
    void failureOfTheCallbackIsReported() {
        var failure = new IllegalStateException("no");
        loop.addSignalHandler(
                "CONT",
                () -> {
                    loop.stop();
                    throw failure;
                });

        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(virtual.reports()).hasSize(1);
        assertThat(virtual.reports().getFirst().exception()).containsSame(failure);
    }

    @Test
    void signalsAreToldApart() {
        loop.addSignalHandler("CONT", hear(loop, "CONT"));
        loop.addSignalHandler("URG", hear(loop, "URG"));

        ProcessSignals.raise("URG");
        loop.runForever();
        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(heard).containsExactly("URG", "CONT");
    }

    // ---- what cannot be handled

    @ParameterizedTest
    @ValueSource(strings = {"boom", "", "SIGINT", "int", "9", "-1", "KILL", "STOP", "SEGV"})
    void signalThatCannotBeHandledIsRefused(String signal) {
        assertThatThrownBy(() -> loop.addSignalHandler(signal, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Signal " + signal + " cannot be handled")
                .hasMessageContaining("Names come without SIG");
        assertThat(loop.removeSignalHandler(signal)).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway")
    void noSignalAndNoCallbackAreRefused() {
        assertThatThrownBy(() -> loop.addSignalHandler(null, () -> {}))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.addSignalHandler("CONT", null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.removeSignalHandler(null))
                .isInstanceOf(NullPointerException.class);
    }

    // ---- removing and replacing

    @Test
    void removingGivesTheSignalBack() {
        loop.addSignalHandler("CONT", hear(loop, "CONT"));
        assertThat(ProcessSignals.owner("CONT")).isNotEqualTo(before);

        assertThat(loop.removeSignalHandler("CONT")).isTrue();
        assertThat(ProcessSignals.owner("CONT")).isEqualTo(before);
        assertThat(loop.removeSignalHandler("CONT")).isFalse();
    }

    @Test
    void secondHandlerReplacesTheFirst() {
        loop.addSignalHandler("CONT", hear(loop, "first"));
        loop.addSignalHandler("CONT", hear(loop, "second"));

        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(heard).containsExactly("second");
        assertThat(loop.removeSignalHandler("CONT")).isTrue();
        assertThat(loop.removeSignalHandler("CONT")).isFalse();
        assertThat(ProcessSignals.owner("CONT")).isEqualTo(before);
    }

    @Test
    void closingTheLoopGivesAllSignalsBack() {
        String beforeUrg = ProcessSignals.owner("URG");
        loop.addSignalHandler("CONT", () -> {});
        loop.addSignalHandler("URG", () -> {});

        loop.close();

        assertThat(ProcessSignals.owner("CONT")).isEqualTo(before);
        assertThat(ProcessSignals.owner("URG")).isEqualTo(beforeUrg);
    }

    @Test
    void signalOfTheProgramComesBackToIt() {
        ProcessSignals.Owner jvm = ProcessSignals.handle("CONT", () -> {});
        try {
            loop.addSignalHandler("CONT", () -> {});
            assertThat(ProcessSignals.owner("CONT")).startsWith("Rondo's handler of SIGCONT");

            loop.removeSignalHandler("CONT");

            assertThat(ProcessSignals.owner("CONT")).isEqualTo("a test's handler");
        } finally {
            jvm.restore();
        }
    }

    @Test
    void handlerThatTheProgramInstalledLaterIsLeftAlone() {
        loop.addSignalHandler("CONT", () -> {});
        ProcessSignals.Owner ours = ProcessSignals.handle("CONT", () -> {});

        loop.removeSignalHandler("CONT");

        assertThat(ProcessSignals.owner("CONT")).isEqualTo("a test's handler");
        assertThat(ours.handler().toString()).startsWith("Rondo's handler");
        loop.addSignalHandler("CONT", () -> {}); // takes it back ...
        ProcessSignals.Owner again = ProcessSignals.handle("CONT", () -> {});
        again.restore();
        assertThat(ProcessSignals.owner("CONT")).startsWith("Rondo's handler");
        loop.removeSignalHandler("CONT"); // ... and gives it to the program again
        assertThat(ProcessSignals.owner("CONT")).isEqualTo("a test's handler");
        restoreTheHandlerOfTheJvm();
    }

    private static void restoreTheHandlerOfTheJvm() {
        try {
            Object theDefault =
                    Class.forName("sun.misc.SignalHandler").getField("SIG_DFL").get(null);
            new ProcessSignals.Owner("CONT", theDefault).restore();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void signalOnItsWayWhenItsHandlerIsRemovedIsDropped() {
        List<String> steps = new ArrayList<>();
        Poller poller = new RaisingPoller(steps);
        EventLoop raising = EventLoop.create(LoopOptions.defaults().withPoller(() -> poller));
        raising.addSignalHandler("CONT", () -> steps.add("heard"));
        ((RaisingPoller) poller).loop = raising;

        raising.runForever();
        raising.close();

        assertThat(steps).containsExactly("removed");
    }

    /** Raises a signal while the loop sleeps and has the handler removed before it is looked up. */
    private static final class RaisingPoller implements Poller {
        private final java.util.concurrent.CountDownLatch woken =
                new java.util.concurrent.CountDownLatch(1);
        private final List<String> steps;
        private EventLoop loop;

        RaisingPoller(List<String> steps) {
            this.steps = steps;
        }

        @Override
        public void poll(long timeoutNanos, Sink sink) {
            if (timeoutNanos == FOREVER) {
                ProcessSignals.raise("CONT");
                try {
                    woken.await(); // now the signal is in the loop's queue
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                sink.callSoon(() -> {
                    loop.removeSignalHandler("CONT");
                    steps.add("removed");
                    loop.callSoon(() -> loop.callSoon(loop::stop));
                });
            }
        }

        @Override
        public void wakeUp() {
            woken.countDown();
        }
    }

    // ---- several loops

    @Test
    void loopThatAddedLastHearsTheSignalUntilItIsClosed() {
        loop.addSignalHandler("CONT", hear(loop, "first loop"));
        try (var other = new VirtualLoop()) {
            other.loop().addSignalHandler("CONT", hear(other.loop(), "second loop"));
            ProcessSignals.raise("CONT");
            other.loop().runForever();
        }
        ProcessSignals.raise("CONT");
        loop.runForever();

        assertThat(heard).containsExactly("second loop", "first loop");
    }

    @Test
    void loopsMayGoInAnyOrder() {
        try (var other = new VirtualLoop()) {
            loop.addSignalHandler("CONT", hear(loop, "first loop"));
            other.loop().addSignalHandler("CONT", hear(other.loop(), "second loop"));
            loop.close();

            ProcessSignals.raise("CONT");
            other.loop().runForever();

            assertThat(heard).containsExactly("second loop");
        }
        assertThat(ProcessSignals.owner("CONT")).isEqualTo(before);
    }
}
