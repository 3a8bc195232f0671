package dev.rondo.test;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.coroutine;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fails a test though its body passed, and how it is said. */
class FindingsTest {
    private static void fails(Class<?> test, String... texts) {
        assertThat(TestKit.failure(test))
                .isInstanceOf(AssertionError.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(texts);
    }

    // ---- Tasks

    static class LeakingTask {
        @RondoTest
        void test() {
            createTask("poller-1", () -> sleep(100));
        }
    }

    @Test
    void aLeakedTaskFailsIt() {
        fails(
                LeakingTask.class,
                "The test left something behind",
                "LEAKED_TASKS: tasks that did not end:",
                "\n  poller-1 WAITING on ",
                "FindingsTest$LeakingTask",
                "Await or cancel them, or start them in a taskGroup()",
                "LEAKED_TASKS can be allowed");
    }

    static class AllowedToLeakTasks {
        @RondoTest(allow = Finding.LEAKED_TASKS)
        void byKind() {
            createTask(() -> sleep(100));
        }

        @RondoTest(allowTasks = {"metrics", "poller-*"})
        void byName() {
            createTask("poller-1", () -> sleep(100));
            createTask("metrics", () -> sleep(100));
        }
    }

    @Test
    void leakedTasksCanBeAllowed() {
        TestKit.passes(AllowedToLeakTasks.class, 2);
    }

    static class LeakingAnotherTask {
        @RondoTest(allowTasks = "poller-*")
        void test() {
            createTask("a poller-1", () -> sleep(100));
        }
    }

    @Test
    void namesMustMatchAsAWhole() {
        fails(LeakingAnotherTask.class, "\n  a poller-1 WAITING");
    }

    static class EndingSoon {
        @RondoTest
        void test() {
            createTask(() -> {
                sleep(0);
                sleep(0);
            });
        }
    }

    @Test
    void aTaskThatIsReadyMayEnd() {
        TestKit.passes(EndingSoon.class, 1);
    }

    static class LeakingInTearDown {
        @RondoTest
        void test() {}

        @AfterEach
        void tearDown() {
            createTask("late", () -> sleep(100));
        }
    }

    @Test
    void tearDownIsLookedAtToo() {
        fails(LeakingInTearDown.class, "late WAITING");
    }

    static class FailingAndLeaking {
        @RondoTest
        void test() {
            createTask(() -> sleep(100));
            throw new IllegalStateException("on its own");
        }
    }

    @Test
    void aFailedTestIsNotBlamedForWhatItLeaves() {
        Throwable failure = TestKit.failure(FailingAndLeaking.class);
        assertThat(failure).isInstanceOf(IllegalStateException.class).hasNoSuppressedExceptions();
    }

    // ---- Exceptions

    static class NeverRetrieving {
        @RondoTest
        void test() {
            createTask(
                    "careless",
                    () -> {
                        throw new IllegalArgumentException("nobody asked");
                    });
            sleep(1);
        }
    }

    @Test
    void anExceptionThatNobodyAskedForFailsIt() {
        fails(
                NeverRetrieving.class,
                "UNHANDLED_EXCEPTIONS: the exception handler heard:",
                "exception was never retrieved",
                "nobody asked",
                "careless");
        assertThat(TestKit.failure(NeverRetrieving.class))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    static class FailingInACallback {
        @RondoTest
        void test() {
            callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
            sleep(1);
        }
    }

    @Test
    void aCallbackThatFailsFailsIt() {
        fails(FailingInACallback.class, "UNHANDLED_EXCEPTIONS", "in a callback");
    }

    static class AllowedToFail {
        @RondoTest(allow = Finding.UNHANDLED_EXCEPTIONS)
        void byKind() {
            callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
        }

        @RondoTest
        void withAHandlerOfItsOwn(EventLoop loop) {
            loop.setExceptionHandler(Optional.of((any, context) -> {}));
            callSoon(() -> {
                throw new IllegalArgumentException("in a callback");
            });
        }
    }

    @Test
    void unhandledExceptionsCanBeAllowed() {
        TestKit.passes(AllowedToFail.class, 2);
    }

    static class NeverAwaiting {
        @RondoTest
        void test() {
            coroutine("forgotten", () -> sleep(1));
        }
    }

    @Test
    void aCoroutineThatNobodyAwaitsFailsIt() {
        fails(NeverAwaiting.class, "NEVER_AWAITED", "Coroutine forgotten was never awaited");
    }

    static class AllowedToForget {
        @RondoTest(allow = Finding.NEVER_AWAITED)
        void test() {
            coroutine("forgotten", () -> sleep(1));
        }
    }

    @Test
    void neverAwaitedCoroutinesCanBeAllowed() {
        TestKit.passes(AllowedToForget.class, 1);
    }

    // ---- Streams

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static class LeavingAListenerOpen {
        @RondoTest
        void test(Network network) {
            network.listen(anyPort(), ListenOptions.defaults());
        }
    }

    @Test
    void anOpenListenerFailsIt() {
        fails(LeavingAListenerOpen.class, "UNCLOSED_STREAMS: not closed:", "\n  <listener on ");
    }

    static class LeavingASocketOpen {
        @RondoTest(time = Time.REAL)
        void test(Network network) {
            network.listen(anyPort(), ListenOptions.defaults());
        }
    }

    @Test
    void anOpenSocketFailsIt() {
        fails(LeavingASocketOpen.class, "UNCLOSED_STREAMS: not closed:", "\n  <listener ");
    }

    static class AllowedToLeaveOpen {
        @RondoTest(allow = Finding.UNCLOSED_STREAMS)
        void test(Network network) {
            network.listen(anyPort(), ListenOptions.defaults());
        }
    }

    @Test
    void openStreamsCanBeAllowed() {
        TestKit.passes(AllowedToLeaveOpen.class, 1);
    }

    // ---- Time

    static class Hanging {
        @RondoTest(time = Time.REAL, deadlineSeconds = 0.3)
        void test() {
            Future<String> never = runningLoop().createFuture();
            createTask("child", () -> never.await()).await();
        }
    }

    @Test
    void aTestThatHangsNamesEveryTask() {
        fails(
                Hanging.class,
                "The test took longer than PT0.3S of real time; its tasks:",
                "\n  child WAITING on <Future pending",
                "\n      at dev.rondo.test.FindingsTest$Hanging");
    }

    static class HangingForEver {
        static final CountDownLatch RELEASE = new CountDownLatch(1);

        @RondoTest(deadlineSeconds = 0.3)
        void test() {
            while (RELEASE.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        @AfterEach
        void tearDown() {
            throw new AssertionError("not reached: the loop is held");
        }
    }

    @Test
    void aTestThatHoldsTheLoopIsGivenUp() {
        Throwable failure = TestKit.failure(HangingForEver.class);
        HangingForEver.RELEASE.countDown();
        assertThat(failure)
                .hasMessageContaining("its loop is held, so no other task can run:")
                .hasMessageContaining("\n      at dev.rondo.test.FindingsTest$HangingForEver.test");
    }

    static class Holding {
        @RondoTest
        void test() {
            for (long end = System.nanoTime() + 2_700_000_000L; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void holdingTheLoopFailsIt() {
        assertHeld(Holding.class);
    }

    private static void assertHeld(Class<?> test) {
        assertThat(TestKit.failure(test))
                .hasMessageContaining("BLOCKED_LOOP: the loop was held by:")
                .hasMessageContaining("FindingsTest$Holding.test")
                .hasMessageContaining("Offload the work with toThread()");
    }

    static class Sleeping {
        @RondoTest
        void test() throws InterruptedException {
            Thread.sleep(1_000); // long enough to be seen on the handoff engine, where it holds
        }
    }

    @Test
    void threadSleepOnVirtualTimeFailsItOnBothEngines() {
        assertThat(TestKit.failure(Sleeping.class))
                .isInstanceOf(NotVirtualError.class)
                .hasMessageContaining("waits in Thread.sleep")
                .hasMessageContaining("or run the test in real time: time = Time.REAL");
    }

    // ---- Without JUnit

    @Test
    void plainCodeGetsTheSame() {
        RondoTests.run(() -> sleep(3_600));
        RondoTests.run(test -> {
            test.clock().advance(60);
            assertThat(test.loop()).isSameAs(runningLoop());
        });
        assertThatThrownBy(() -> RondoTests.run(() -> createTask(() -> sleep(100))))
                .hasMessageContaining("LEAKED_TASKS");
        RondoTests.run(
                TestOptions.defaults()
                        .withAllow(Finding.LEAKED_TASKS)
                        .withDeadline(Duration.ofSeconds(5)),
                () -> createTask(() -> sleep(100)));
    }

    @Test
    void bodiesOfOneLoopFollowEachOther() throws Exception {
        try (TestLoop test = new TestLoop(TestOptions.defaults())) {
            CountDownLatch latch = new CountDownLatch(1);
            test.run(() -> createTask(() -> latch.countDown()));
            test.run(() -> sleep(0));
            assertThat(latch.await(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @RondoTest
    void aTestInsideATaskIsRefused() {
        assertThatThrownBy(() -> RondoTests.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("A test cannot run inside a task");
    }

    @Test
    void aClosedLoopRunsNothing() {
        TestLoop test = new TestLoop(TestOptions.defaults());
        test.close();
        test.close();
        assertThatThrownBy(() -> test.run(() -> {})).isInstanceOf(IllegalStateException.class);
    }
}
