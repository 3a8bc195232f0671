package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link EventLoop#callSoon} and {@link EventLoop#callSoonThreadsafe}. */
class CallSoonTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        virtual.close();
    }

    private Runnable step(String name) {
        return () -> ran.add(name);
    }

    @Test
    void callbackIsReadyAtOnceAndRunsInTheNextPass() {
        Handle handle = loop.callSoon(step("ran"));

        assertThat(loop.snapshot().ready()).isEqualTo(1);
        assertThat(loop.snapshot().timers()).isZero();
        assertThat(handle.cancelled()).isFalse();
        assertThat(ran).isEmpty();
        virtual.runOnce();
        assertThat(ran).containsExactly("ran");
    }

    @Test
    void callbackRunsOnce() {
        loop.callSoon(step("ran"));

        virtual.runBriefly();

        assertThat(ran).containsExactly("ran");
    }

    @Test
    void callbacksRunInTheOrderOfTheCalls() {
        loop.callSoon(step("first"));
        loop.callSoon(step("second"));
        loop.callSoon(step("third"));

        virtual.runOnce();

        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    void callbackOfACallbackRunsInTheNextPass() {
        loop.callSoon(() -> {
            step("outer").run();
            loop.callSoon(step("inner"));
        });
        loop.callSoon(step("other"));

        virtual.runOnce();
        assertThat(ran).containsExactly("outer", "other");
        assertThat(loop.snapshot().ready()).isEqualTo(1);
        virtual.runOnce();
        assertThat(ran).containsExactly("outer", "other", "inner");
    }

    @Test
    void sameCallbackMayBeQueuedTwice() {
        Runnable twice = step("ran");
        loop.callSoon(twice);
        loop.callSoon(twice);

        virtual.runOnce();

        assertThat(ran).containsExactly("ran", "ran");
    }

    @Test
    void callbacksAndTasksTakeTurnsInOneQueue() {
        loop.callSoon(step("callback"));
        loop.createTask(() -> step("task").run());
        loop.callSoon(step("another callback"));

        virtual.runOnce();

        assertThat(ran).containsExactly("callback", "task", "another callback");
    }

    @Test
    void cancelledCallbackDoesNotRun() {
        Handle handle = loop.callSoon(step("cancelled"));
        loop.callSoon(step("other"));
        handle.cancel();

        virtual.runOnce();

        assertThat(ran).containsExactly("other");
    }

    @Test
    void callbackMayCancelOneThatIsReadyInTheSamePass() {
        List<Handle> later = new ArrayList<>();
        loop.callSoon(() -> later.getFirst().cancel());
        later.add(loop.callSoon(step("cancelled")));

        virtual.runBriefly();

        assertThat(ran).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway")
    void noCallbackIsRefused() {
        assertThatThrownBy(() -> loop.callSoon(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> loop.callSoonThreadsafe(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void callbackRunsInACopyOfTheCallersContext() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        ContextVar.Token<String> token = user.set("ada");
        loop.callSoon(() -> {
            ran.add(user.get());
            user.set("changed");
        });
        user.reset(token);
        loop.callSoon(() -> ran.add(user.get()));

        virtual.runOnce();

        assertThat(ran).containsExactly("ada", "nobody");
        assertThat(user.get()).isEqualTo("nobody");
    }

    @Test
    void callbackRunsInTheContextThatItIsGiven() throws Exception {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        Context context = new Context();
        loop.callSoon(() -> user.set("ada"), context);
        loop.callSoonThreadsafe(() -> ran.add(user.get()), context);

        virtual.runBriefly();

        assertThat(ran).containsExactly("ada");
        assertThat(context.run(user::get)).isEqualTo("ada");
    }

    // ---- threads

    @Test
    void threadsafeCallFromAnotherThreadWakesTheLoop() throws InterruptedException {
        Thread thread =
                Thread.ofPlatform()
                        .start(() ->
                                loop.callSoonThreadsafe(() -> {
                                    step("hello").run();
                                    loop.stop();
                                }));

        loop.runForever(); // nothing else would end it

        thread.join();
        assertThat(ran).containsExactly("hello");
    }

    @Test
    void threadsafeCallsAndOthersRunInTheOrderOfTheCalls() throws InterruptedException {
        Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(step("other thread"))).join();
        loop.callSoon(step("own thread"));
        Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(step("other again"))).join();

        virtual.runOnce();

        assertThat(ran).containsExactly("other thread", "own thread", "other again");
    }

    @Test
    void threadsafeCallsOfTheLoopsOwnThreadKeepTheirPlace() {
        loop.callSoonThreadsafe(step("threadsafe"));
        loop.callSoon(step("soon"));
        loop.callSoonThreadsafe(step("threadsafe again"));

        virtual.runOnce();

        assertThat(ran).containsExactly("threadsafe", "soon", "threadsafe again");
    }

    @Test
    void threadsafeCallsInATaskKeepTheirPlace() {
        loop.createTask(() -> {
            loop.callSoonThreadsafe(step("threadsafe"));
            loop.callSoon(step("soon"));
            loop.callSoonThreadsafe(step("threadsafe again"));
        });

        virtual.runOnce();
        virtual.runOnce();

        assertThat(ran).containsExactly("threadsafe", "soon", "threadsafe again");
    }

    @Test
    void threadsafeCallInATaskRunsInTheNextPass() {
        loop.createTask(() -> {
            loop.callSoonThreadsafe(step("threadsafe"));
            step("task").run();
        });

        virtual.runOnce();
        assertThat(ran).containsExactly("task");
        virtual.runOnce();
        assertThat(ran).containsExactly("task", "threadsafe");
    }

    @Test
    void threadsafeCallsOfManyThreadsAllArrive() throws InterruptedException {
        int threads = 8;
        int calls = 200;
        List<Integer> counts = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int j = 0; j < calls; j++) {
                                    loop.callSoonThreadsafe(() -> counts.add(1));
                                }
                            }));
        }
        loop.runUntilComplete(() -> {
            while (counts.size() < threads * calls) {
                Rondo.sleep(0);
            }
            return null;
        });
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(counts).hasSize(threads * calls);
    }

    @Test
    void otherCallsFromAnotherThreadAreRefusedWhileItRuns() throws InterruptedException {
        assertRefused(l -> l.callSoon(step("never")));
        assertRefused(l -> l.callLater(60, step("never")));
        assertRefused(l -> l.callLater(Duration.ofMinutes(1), step("never")));
        assertRefused(l -> l.callAt(l.time().plusSeconds(60), step("never")));
        assertRefused(l -> l.createTask(() -> step("never").run()));
        assertRefused(EventLoop::stop);
        assertRefused(l -> l.runInExecutor(() -> "never"));
        assertRefused(l -> l.addSignalHandler("CONT", step("never")));
        assertRefused(l -> l.removeSignalHandler("CONT"));
        assertThat(loop.snapshot().ready()).isZero();
        assertThat(loop.snapshot().timers()).isZero();
    }

    @Test
    void theyAreRefusedInATaskOfAnotherLoopToo() throws InterruptedException {
        try (var other = new VirtualLoop()) {
            assertRefused(l ->
                    other.loop()
                            .runUntilComplete(() -> {
                                l.callSoon(step("never"));
                                return null;
                            }));
        }
    }

    /** Has another thread do something to the loop while it runs. */
    private void assertRefused(Consumer<EventLoop> misuse) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                running.await();
                                misuse.accept(loop);
                            } catch (IllegalStateException | InterruptedException e) {
                                thrown.add(e);
                            }
                            loop.callSoonThreadsafe(loop::stop);
                        });
        loop.callSoon(running::countDown);
        loop.runForever();
        thread.join();

        assertThat(thrown).hasSize(1);
        assertThat(thrown.getFirst())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "Non-thread-safe operation invoked on an event loop other than the current"
                                + " one")
                .hasMessageContaining("callSoonThreadsafe");
    }

    @Test
    void whileItDoesNotRunItsOwnerMayBeAnyThread() throws InterruptedException {
        Thread.ofPlatform().start(() -> loop.callSoon(step("from elsewhere"))).join();

        virtual.runOnce();

        assertThat(ran).containsExactly("from elsewhere");
    }
}
