package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random programs of tasks, scopes and cancellations, in a random run order: whatever they do, they
 * end, scopes leave nothing behind, and the same seed does the same.
 */
class TaskFuzzTest {
    // -Drondo.fuzz=N tries more.
    private static final int SEEDS = Integer.getInteger("rondo.fuzz", 30);

    private CapturedLog warnings;

    @Test
    void randomProgramsEndAndLeaveNothingBehind() {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Program(seed).run();
        }
    }

    @Test
    void sameSeedDoesTheSame() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(new Program(seed).run()).isEqualTo(new Program(seed).run());
        }
    }

    @BeforeEach
    void collectWarnings() { // of tasks that swallow a cancellation and are cancelled again
        warnings = new CapturedLog();
    }

    @AfterEach
    void dropWarnings() {
        warnings.close();
    }

    /**
     * Time that moves at once. The kit's gives each foreign wait a moment of real time, in which a
     * thread could end it; here none does, and thousands of moments are minutes.
     */
    private static final class Instantly implements Clock, Poller {
        private long nowNanos;

        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public void poll(long timeoutNanos, Sink sink) {
            assertThat(timeoutNanos).isNotEqualTo(FOREVER);
            nowNanos += timeoutNanos;
        }

        @Override
        public void wakeUp() {}
    }

    /** One random program. */
    private static final class Program {
        private final long seed;
        private final Random random;
        private final Instantly time = new Instantly();
        private final EventLoop loop;
        private final List<ExceptionContext> reports = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private final List<Task<?>> victims = new ArrayList<>();
        private final List<Future<String>> futures = new ArrayList<>();
        private final LinkedBlockingQueue<String> foreign = new LinkedBlockingQueue<>();
        private final boolean foreignWaits;

        Program(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            Random order = new Random(~seed);
            this.loop =
                    EventLoop.create(
                            LoopOptions.defaults()
                                    .withClock(time)
                                    .withPoller(() -> time)
                                    .withEntropy(ready -> order.nextInt(ready.size()))
                                    .withDebug(false));
            loop.setExceptionHandler(Optional.of((any, context) -> reports.add(context)));
            this.foreignWaits = loop.engine().equals("scheduled");
        }

        List<String> run() {
            try (Runner runner = new Runner(RunnerOptions.defaults().withLoopFactory(() -> loop))) {
                runner.run(() -> {
                    List<Task<?>> quiet = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        quiet.add(createTask("quiet" + i, () -> quietly(3)));
                        spawn(3);
                    }
                    callLater(10, this::feed);
                    for (int i = 0; i < 20; i++) {
                        sleep(random.nextInt(3));
                        cancelSomebody();
                    }
                    waitAll(quiet);
                    quiet.forEach(Future::result);
                });
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + log, e);
            }
            for (ExceptionContext report : reports) {
                boolean expected =
                        report.exception()
                                .filter(e ->
                                        e instanceof Planned
                                                || e instanceof ExceptionGroup
                                                || e instanceof TimeoutException
                                                || e instanceof CancelledError)
                                .isPresent();
                if (!expected) {
                    throw new AssertionError(
                            "seed " + seed + ": " + report, report.exception().orElse(null));
                }
                log.add(report.message());
            }
            return log;
        }

        private void feed() {
            foreign.add("food");
            for (Future<String> future : futures) {
                if (!future.done()) {
                    future.setResult("fed");
                }
            }
            futures.clear();
            callLater(10, this::feed);
        }

        private Task<?> spawn(int depth) {
            Task<?> task = createTask(() -> body(depth));
            victims.add(task);
            return task;
        }

        private void cancelSomebody() {
            Task<?> victim = victims.get(random.nextInt(victims.size()));
            log.add(
                    loop.time().toSeconds()
                            + " cancel "
                            + victim.name()
                            + " "
                            + victim.cancel("fuzz"));
        }

        private void note(String what) {
            log.add(
                    loop.time().toSeconds()
                            + " "
                            + currentTask().orElseThrow().name()
                            + " "
                            + what);
        }

        private String body(int depth) throws InterruptedException {
            int steps = 1 + random.nextInt(3);
            for (int i = 0; i < steps; i++) {
                step(depth);
            }
            note("ends");
            return "x";
        }

        private void step(int depth) throws InterruptedException {
            switch (random.nextInt(depth > 0 ? 18 : 8)) {
                case 0, 1 -> sleep(random.nextInt(5));
                case 2 -> sleep(0);
                case 3 -> {
                    Future<String> future = createFuture();
                    futures.add(future);
                    note(future.await());
                }
                case 4 -> cancelSomebody();
                case 5 -> {
                    if (random.nextInt(3) == 0) {
                        throw new Planned();
                    }
                }
                case 6 -> {
                    if (foreignWaits) {
                        note(foreign.take());
                    }
                }
                case 7 -> checkedShield();
                case 8 -> spawn(depth - 1);
                case 9 -> spawn(depth - 1).await();
                case 10 -> gather(spawn(depth - 1), spawn(depth - 1)).await();
                case 11 -> shield(spawn(depth - 1)).await();
                case 12 -> waitFirst(List.of(spawn(depth - 1), spawn(depth - 1)));
                case 13 -> checkedTimeout(depth);
                case 14 -> checkedGroup(depth);
                case 15 -> {
                    try {
                        step(depth - 1);
                    } catch (CancelledError e) {
                        note("caught " + currentTask().orElseThrow().uncancel());
                    }
                }
                case 16 -> {
                    try {
                        step(depth - 1);
                    } finally {
                        checkedShield();
                    }
                }
                default -> {
                    for (Task<?> done :
                            asCompleted(
                                    List.of(spawn(depth - 1), spawn(depth - 1)),
                                    Duration.ofSeconds(random.nextInt(10)))) {
                        assertThat(done.done()).isTrue();
                    }
                }
            }
        }

        /** Sleeps that nothing may cut. */
        private void checkedShield() {
            Duration begin = loop.time();
            int time = random.nextInt(4);
            try {
                shielded(() -> {
                    sleep(time);
                    try {
                        timeout(1, () -> sleep(2));
                        throw new AssertionError("no timeout");
                    } catch (TimeoutException e) {
                        sleep(0);
                    }
                });
            } catch (CancelledError e) {
                throw new AssertionError("a shielded scope was cut", e);
            }
            assertThat(loop.time()).isGreaterThanOrEqualTo(begin.plusSeconds(time + 1));
        }

        private void checkedTimeout(int depth) throws InterruptedException {
            Duration deadline = loop.time().plusSeconds(random.nextInt(6));
            Timeout limit = Timeout.at(deadline);
            try {
                limit.run(() -> step(depth - 1));
            } catch (TimeoutException e) {
                note("timeout");
            } finally {
                assertThat(limit.expired() && loop.time().compareTo(deadline) < 0).isFalse();
            }
        }

        private void checkedGroup(int depth) {
            List<Task<?>> children = new ArrayList<>();
            try {
                taskGroup(g -> {
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        Task<?> child = g.createTask(() -> body(depth - 1));
                        children.add(child);
                        victims.add(child);
                    }
                    if (random.nextInt(3) == 0) {
                        callLater(random.nextInt(3), g::cancel);
                    }
                    step(depth - 1);
                });
            } catch (ExceptionGroup e) {
                note("group " + e.exceptions().size());
            } finally {
                assertThat(children).allMatch(Future::done);
            }
        }

        /** Scopes that only they themselves cancel: no trace of it may be left. */
        private void quietly(int depth) {
            for (int i = 0; i < 6; i++) {
                try {
                    quietStep(depth);
                } catch (TimeoutException | ExceptionGroup e) {
                    note("quiet " + e.getClass().getSimpleName());
                }
                assertThat(currentTask().orElseThrow().cancelling()).isZero();
                sleep(0);
            }
        }

        private void quietStep(int depth) {
            if (depth == 0) {
                sleep(random.nextInt(4));
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> timeout(random.nextInt(5), () -> quietStep(depth - 1));
                case 1 -> shielded(() -> quietStep(depth - 1));
                case 2 ->
                        taskGroup(g -> {
                            int delay = random.nextInt(4);
                            boolean fails = random.nextBoolean();
                            g.createTask(() -> {
                                sleep(delay);
                                if (fails) {
                                    throw new Planned();
                                }
                            });
                            quietStep(depth - 1);
                        });
                case 3 ->
                        taskGroup(g -> {
                            callLater(random.nextInt(4), g::cancel);
                            g.createTask(() -> sleep(2));
                            quietStep(depth - 1);
                        });
                default -> {
                    quietStep(depth - 1);
                    quietStep(depth - 1);
                }
            }
        }
    }

    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Planned() {
            super("planned", null, true, false);
        }
    }
}
