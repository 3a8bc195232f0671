package dev.rondo.workers;

import static dev.rondo.Rondo.asCompleted;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.CancelledError;
import dev.rondo.Future;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that die, hang and are ended; each test has its own, and leaves nothing of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultyWorkersTest {
    private static final WorkerOptions OPTIONS =
            WorkerOptions.defaults()
                    .withJvmArguments("-XX:TieredStopAtLevel=1", "-Xmx64m")
                    .withGrace(Duration.ofSeconds(20));

    private final Leaks leaks = new Leaks();

    @AfterEach
    void nothingIsLeft() {
        leaks.assertNone();
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static int exit(int code) {
        System.err.println("what a pity");
        System.exit(code);
        return code;
    }

    static int eat() {
        List<byte[]> eaten = new ArrayList<>();
        while (true) {
            eaten.add(new byte[1 << 20]);
        }
    }

    @Test
    void aWorkerThatExitsFailsItsCallAndIsReplaced() {
        try (Workers workers = Workers.processes(1, OPTIONS)) {
            long first = run(() -> workers.call(() -> pid()));

            BrokenWorkerException broken =
                    catchThrowableOfType(
                            BrokenWorkerException.class,
                            () -> run(() -> workers.call(() -> exit(7))));
            BrokenWorkerException outOfMemory =
                    catchThrowableOfType(
                            BrokenWorkerException.class,
                            () -> run(() -> workers.call(() -> eat())));
            long second = run(() -> workers.call(() -> pid()));

            assertThat(broken.exitCode()).hasValue(7);
            assertThat(broken.worker()).isEqualTo("worker-1");
            assertThat(broken.lastLines()).contains("what a pity");
            assertThat(broken)
                    .hasMessageContaining("The worker worker-1 ended with exit code 7")
                    .hasMessageContaining("what a pity");
            assertThat(outOfMemory.exitCode()).hasValue(3);
            assertThat(outOfMemory.lastLines()).anyMatch(line -> line.contains("OutOfMemory"));
            assertThat(second).isNotEqualTo(first);
            assertThat(workers.snapshot().broken()).isEqualTo(2);
            assertThat(workers.snapshot().done()).isEqualTo(2);
        }
    }

    /** Ends the process that builds it again. */
    record Deadly(boolean isThere) implements java.io.Serializable {
        private Object readResolve() {
            System.exit(9);
            return this;
        }
    }

    @Test
    void aWorkerThatEndsWhileItReadsItsCallFailsOnlyThat() throws Exception {
        Deadly deadly = new Deadly(true);
        try (Workers workers = Workers.processes(1, OPTIONS)) {
            assertThatThrownBy(() -> workers.start(() -> deadly.isThere()).get())
                    .cause()
                    .isInstanceOfSatisfying(
                            BrokenWorkerException.class, e -> assertThat(e.exitCode()).hasValue(9));
            assertThat(workers.start(() -> 1).get()).isOne();
        }
    }

    @Test
    void aWorkerThatIsKilledWhileIdleCostsNoCall() throws Exception {
        try (Workers workers = Workers.processes(1, OPTIONS)) {
            long first = workers.start(() -> pid()).get();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            ProcessHandle.of(first).orElseThrow().onExit().get();
            // The reader has to see it; a call in between may fail as broken, and is not lost.
            while (workers.snapshot().workers().getFirst().pid().isPresent()
                    && ProcessHandle.of(first).isPresent()) {
                Thread.onSpinWait();
            }

            assertThat(workers.start(() -> pid()).get()).isNotEqualTo(first);
        }
    }

    @Test
    void tooManyBreaksInARowBreakThePoolAndAMapOnItFails() {
        try (Workers workers = Workers.processes(2, OPTIONS.withMaxBreaksInRow(2))) {
            run(() -> {
                assertThatThrownBy(() ->
                                workers.map(IntStream.range(0, 100).boxed().toList(), n -> exit(1))
                                        .toList())
                        .isInstanceOf(BrokenWorkerException.class);
                // Both workers may have broken by now, or only one.
                assertThatThrownBy(() -> workers.submit(() -> exit(2)).await())
                        .isInstanceOfAny(BrokenWorkerException.class, BrokenWorkersException.class);
                assertThatThrownBy(() -> workers.call(() -> pid()))
                        .isInstanceOf(BrokenWorkersException.class)
                        .hasMessageContaining("2 workers in a row broke")
                        .hasCauseInstanceOf(BrokenWorkerException.class);
            });
        }
    }

    @Test
    void aCallIsCancelledByAnInterruptAndTheWorkerGoesOn() throws Exception {
        try (Workers workers = Workers.processes(1, OPTIONS);
                Channel<String> events = Channel.create(10)) {
            long before = workers.start(() -> pid()).get();
            run(() -> {
                Task<Void> task =
                        createTask(() -> {
                            workers.call(() -> sleepUntilInterrupted(events));
                        });
                assertThat(events.receive()).isEqualTo("begun");
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                assertThat(events.receive()).isEqualTo("interrupted");
            });
            assertThat(workers.start(() -> pid()).get()).isEqualTo(before);
            assertThat(workers.snapshot().cancelled()).isEqualTo(1);
        }
    }

    static void sleepUntilInterrupted(Channel<String> events) {
        events.send("begun");
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            events.send("interrupted");
        }
    }

    static void ignoreInterrupts(Channel<String> events) {
        events.send("begun");
        while (true) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallThatIgnoresItsInterruptIsKilledAfterTheGrace() throws Exception {
        try (Workers workers = Workers.processes(1, OPTIONS.withGrace(Duration.ofMillis(50)));
                Channel<String> events = Channel.create(1)) {
            CompletableFuture<Void> call =
                    workers.start(() -> {
                        ignoreInterrupts(events);
                        return null;
                    });
            assertThat(events.receive()).isEqualTo("begun");
            call.cancel(true);

            assertThat(workers.start(() -> 1).get()).isEqualTo(1);
            assertThat(workers.snapshot().broken()).isZero();
            assertThat(workers.snapshot().cancelled()).isEqualTo(1);
        }
    }

    @Test
    void terminatingFailsWhatRunsAndWhatWaits() {
        Workers workers = Workers.processes(1, OPTIONS);
        try (Channel<String> events = Channel.create(1)) {
            CompletableFuture<Void> running =
                    workers.start(() -> {
                        ignoreInterrupts(events);
                        return null;
                    });
            CompletableFuture<Long> waiting = workers.start(() -> pid());
            assertThat(events.receive()).isEqualTo("begun");

            run(workers::terminate);

            assertThatThrownBy(running::get)
                    .hasCauseInstanceOf(BrokenWorkerException.class)
                    .hasMessageContaining("was terminated");
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(BrokenWorkersException.class)
                    .hasMessageContaining("they were terminated");
            assertThatThrownBy(() -> workers.start(() -> 1))
                    .isInstanceOf(BrokenWorkersException.class);
            assertThat(workers.snapshot().workers()).isEmpty();
        }
    }

    @Test
    void aFailedInitializerBreaksThemAndAFreshWorkerRunsItAgain() throws Exception {
        try (Workers workers =
                Workers.processes(
                        1,
                        OPTIONS.withMaxCalls(1)
                                .withInitializer(() -> System.setProperty("set", "yes")))) {
            assertThat(workers.start(() -> System.getProperty("set") + pid()).get())
                    .startsWith("yes")
                    .isNotEqualTo(workers.start(() -> System.getProperty("set") + pid()).get());
        }
        try (Workers workers =
                Workers.processes(
                        1,
                        OPTIONS.withInitializer(() -> {
                            throw new IllegalStateException("no luck");
                        }))) {
            assertThatThrownBy(() -> workers.start(() -> 1).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(BrokenWorkersException.class)
                    .hasMessageContaining("The initializer of worker-1 failed")
                    .hasMessageContaining("no luck");
        }
    }

    @Test
    void aJvmThatDoesNotStartBreaksThemWithItsLastWords() {
        try (Workers workers =
                Workers.processes(
                        1, OPTIONS.withJvmArguments("-XX:NoSuchOption=1").withMaxBreaksInRow(1))) {
            assertThatThrownBy(() -> workers.start(() -> 1).get())
                    .cause()
                    .isInstanceOf(BrokenWorkersException.class)
                    .hasMessageContaining("before it was ready")
                    .hasMessageContaining("NoSuchOption");
        }
    }

    @Test
    void workersEndWithTheirParentThoughBusy() throws Exception {
        try (Channel<Long> pids = Channel.create(1);
                WorkerProcess parent =
                        WorkerProcess.start(
                                "parent",
                                true,
                                OPTIONS,
                                () -> {
                                    Workers inner = Workers.processes(1);
                                    inner.start(
                                                    () -> {
                                                        pids.send(pid());
                                                        while (true) {
                                                            Thread.onSpinWait();
                                                        }
                                                    })
                                            .get();
                                })) {
            ProcessHandle worker = ProcessHandle.of(pids.receive()).orElseThrow();

            parent.kill();

            worker.onExit().get(10, TimeUnit.SECONDS); // fails the test if it lives on
        }
    }

    @Test
    void closingLetsWhatWasSubmittedEndAndACancelledCloseKills() {
        Workers workers = Workers.processes(1, OPTIONS);
        List<Integer> done = new ArrayList<>();
        run(() -> {
            Future<Integer> one = workers.submit(() -> 1);
            Future<Integer> two = workers.submit(() -> 2);
            workers.close();
            for (Future<Integer> each : asCompleted(List.of(one, two))) {
                done.add(each.await());
            }
        });
        assertThat(done).containsExactly(1, 2);
        assertThatThrownBy(() -> workers.start(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");

        Workers stuck = Workers.processes(1, OPTIONS);
        try (Channel<String> events = Channel.create(1)) {
            run(() -> {
                CompletableFuture<Void> call =
                        stuck.start(() -> {
                            ignoreInterrupts(events);
                            return null;
                        });
                events.receive();
                Task<Void> closing = createTask(stuck::close);
                sleep(0);
                closing.cancel();
                assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(() -> dev.rondo.Rondo.await(call))
                        .isInstanceOf(BrokenWorkerException.class);
            });
            stuck.close(); // now it only waits
        }
    }

    @Test
    void aCallThatWaitsIsDroppedWhenItIsCancelled() throws Exception {
        try (Workers workers = Workers.threads(1)) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            CompletableFuture<Void> running = workers.start(gate::join);
            CompletableFuture<Integer> waiting = workers.start(() -> 1);

            waiting.cancel(true);
            gate.complete(null);

            running.get();
            assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
            assertThat(workers.snapshot().cancelled()).isEqualTo(1);
        }
    }
}
