package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.test.Steps;
import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.ChildJvm;
import dev.rondo.testing.Engines;
import dev.rondo.testing.VirtualLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits where a virtual thread cannot unmount: in class initialisers and under native frames. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PinnedWaitTest {
    private static Runnable initialiser = () -> {}; // what the next class initialiser does
    private final VirtualLoop virtual = new VirtualLoop();

    /** Runs code in a class initialiser and returns what it failed with. */
    private static IllegalStateException failureInInitialiser(Runnable code, Runnable use) {
        initialiser = code;
        ExceptionInInitializerError error =
                catchThrowableOfType(ExceptionInInitializerError.class, use::run);
        assertThat(error).isNotNull();
        assertThat(error.getCause()).isInstanceOf(IllegalStateException.class);
        return (IllegalStateException) error.getCause();
    }

    private static int initialise() {
        initialiser.run();
        return 1;
    }

    private static final class AwaitsFuture {
        static final int VALUE = initialise();
    }

    @Test
    void awaitInAClassInitialiserFailsWithItsFrameAndTheLoopGoesOn() {
        Engines.assumeScheduled();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<String> future = createFuture();
                Steps steps = new Steps();
                createTask("beside", () -> steps.expect(1));
                IllegalStateException failure =
                        failureInInitialiser(future::await, () -> use(AwaitsFuture.VALUE));

                assertThat(failure)
                        .hasMessageContaining("name='Task-1'")
                        .hasMessageContaining(
                                "cannot unmount inside "
                                        + AwaitsFuture.class.getName()
                                        + ".<clinit>")
                        .hasMessageContaining("Await outside of class initialisers");
                assertThat(future.firstCompletion()).isNull();
                sleep(0);
                steps.finish(2);
                future.setResult("late");
                assertThat(future.await()).isEqualTo("late");
            });
        }
        virtual.assertNoReports();
    }

    private static final class Sleeps {
        static final int VALUE = initialise();
    }

    @Test
    void sleepInAClassInitialiserLeavesNoTimer() {
        Engines.assumeScheduled();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                failureInInitialiser(() -> sleep(5), () -> use(Sleeps.VALUE));
                assertThat(runningLoop().snapshot().timers()).isZero();
                sleep(1);
                assertThat(virtual.now()).isEqualTo(Duration.ofSeconds(1));
            });
        }
    }

    private static final class Yields {
        static final int VALUE = initialise();
    }

    @Test
    void sleepOfZeroInAClassInitialiserLeavesNothingReady() {
        Engines.assumeScheduled();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                int ready = runningLoop().snapshot().ready();
                failureInInitialiser(() -> sleep(0), () -> use(Yields.VALUE));
                assertThat(runningLoop().snapshot().ready()).isEqualTo(ready);
                Future<String> future = createFuture();
                createTask(() -> {
                    sleep(0);
                    sleep(0);
                    future.setResult("done");
                });
                assertThat(future.await()).isEqualTo("done"); // not woken by a stale entry
            });
        }
    }

    private static final class StartsEagerly {
        static final int VALUE = initialise();
    }

    @Test
    void eagerStartInAClassInitialiserFailsAndTheChildRunsInItsTurn() {
        Engines.assumeScheduled();
        Steps steps = new Steps();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                TaskOptions eager = TaskOptions.defaults().withEagerStart(true);
                int ready = runningLoop().snapshot().ready();
                failureInInitialiser(
                        () -> createTask(eager, () -> steps.expect(2)),
                        () -> use(StartsEagerly.VALUE));
                assertThat(runningLoop().snapshot().ready()).isEqualTo(ready + 1); // the child
                steps.expect(1);
                sleep(0);
                steps.finish(3);
            });
        }
        virtual.assertNoReports();
    }

    private static final class WaitsForMany {
        static final int VALUE = initialise();
    }

    @Test
    void composedWaitsInAClassInitialiserLeaveNothingBehind() {
        Engines.assumeScheduled();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Future<String> future = createFuture();
                failureInInitialiser(
                        () ->
                                timeout(
                                        Duration.ofSeconds(5),
                                        () -> waitAll(List.of(future), Duration.ofSeconds(3))),
                        () -> use(WaitsForMany.VALUE));
                assertThat(future.firstCompletion()).isNull();
                assertThat(runningLoop().snapshot().timers()).isZero();
                sleep(10);
                assertThat(runningLoop().allTasks()).hasSize(1);
            });
        }
        virtual.assertNoReports();
    }

    private static final class AfterForeignWait {
        static final int VALUE = initialise();
    }

    @Test
    void awaitAfterAForeignWaitIsFoundToo() throws InterruptedException {
        Engines.assumeScheduled();
        run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Thread.ofPlatform().start(latch::countDown);
            latch.await();
            assertThat(failureInInitialiser(() -> sleep(5), () -> use(AfterForeignWait.VALUE)))
                    .hasMessageContaining("<clinit>");
        });
    }

    private static final class InATask {
        static final int VALUE = initialise();
    }

    @Test
    void taskThatAwaitsInAClassInitialiserFailsAndItsGroupSeesIt() {
        Engines.assumeScheduled();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Throwable thrown =
                        catchThrowableOfType(
                                ExceptionGroup.class,
                                () ->
                                        taskGroup(group -> {
                                            group.createTask(() -> {
                                                initialiser = () -> gather(() -> sleep(1)).await();
                                                return InATask.VALUE;
                                            });
                                            group.createTask(() -> sleep(60));
                                        }));
                assertThat(thrown).isNotNull();
                assertThat(virtual.now()).isLessThan(Duration.ofSeconds(60));
            });
        }
    }

    private static final class Blocks {
        static final int VALUE = initialise();
    }

    @Test
    void foreignWaitInAClassInitialiserIsReportedWithItsFrameAndGoesOn() {
        Engines.assumeScheduled();
        CountDownLatch latch = new CountDownLatch(1);
        Logger logger = Logger.getLogger("dev.rondo");
        Handler opens = new Opens(latch);
        try (CapturedLog log = new CapturedLog()) {
            logger.addHandler(opens);
            run(() -> {
                initialiser = () -> awaitQuietly(latch);
                assertThat(Blocks.VALUE).isEqualTo(1);
            });
            assertThat(log.messages().getFirst())
                    .contains("blocks the loop's thread")
                    .contains("name='Task-1'")
                    .contains("it waits inside " + Blocks.class.getName() + ".<clinit>")
                    .contains("at java.base/java.util.concurrent.CountDownLatch.await");
            assertThat(log.records()).hasSize(1);
        } finally {
            logger.removeHandler(opens);
        }
    }

    /** The log's reader lets the task go on. */
    private static final class Opens extends Handler {
        private final CountDownLatch latch;

        Opens(CountDownLatch latch) {
            this.latch = latch;
        }

        @Override
        public void publish(LogRecord record) {
            latch.countDown();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void awaitUnderANativeFrameFailsWithTheMethodThatItCalls() {
        Engines.assumeScheduled();
        ChildJvm.Result result =
                new ChildJvm(Upcall.class).option("--enable-native-access=ALL-UNNAMED").run();

        assertThat(result.output())
                .contains("cannot unmount inside ")
                .contains("Upcall.compare(PinnedWaitTest.java")
                .contains("which native code calls")
                .contains("and goes on");
        assertThat(result.exitCode()).isZero();
    }

    /** Sorts with C's qsort, whose comparator awaits. */
    static final class Upcall {
        static int compare(MemorySegment a, MemorySegment b) {
            try {
                sleep(1);
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            return 0;
        }

        public static void main(String[] arguments) throws Throwable {
            Linker linker = Linker.nativeLinker();
            var sort =
                    linker.downcallHandle(
                            linker.defaultLookup().find("qsort").orElseThrow(),
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS));
            var compare =
                    MethodHandles.lookup()
                            .findStatic(
                                    Upcall.class,
                                    "compare",
                                    MethodType.methodType(
                                            int.class, MemorySegment.class, MemorySegment.class));
            var stub =
                    linker.upcallStub(
                            compare,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                            Arena.global());
            MemorySegment numbers = Arena.global().allocateFrom(ValueLayout.JAVA_INT, 2, 1);
            run(() -> {
                sort.invokeExact(numbers, 2L, 4L, stub);
                sleep(0);
                System.out.println("and goes on");
            });
        }
    }

    @Test
    void waitThatTakesTheLastCarrierOfTheHandoffEngineFailsToo() {
        ChildJvm.Result result =
                new ChildJvm(LastCarrier.class)
                        .option("-Drondo.engine=handoff")
                        .option("-Djdk.virtualThreadScheduler.parallelism=1")
                        .option("-Djdk.virtualThreadScheduler.maxPoolSize=1")
                        .run();

        assertThat(result.output())
                .contains(
                        "cannot unmount inside " + LastCarrier.class.getName() + "$Waits.<clinit>")
                .contains("and goes on");
        assertThat(result.exitCode()).isZero();
    }

    static final class LastCarrier {
        static final class Waits {
            static final int VALUE;

            static {
                sleep(1);
                VALUE = 1;
            }
        }

        public static void main(String[] arguments) {
            run(() -> {
                try {
                    System.out.println(Waits.VALUE);
                } catch (ExceptionInInitializerError e) {
                    System.out.println(e.getCause().getMessage());
                }
                sleep(0);
                System.out.println("and goes on");
            });
        }
    }

    private static void use(int value) {
        assertThat(value).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
