package dev.rondo;

import static dev.rondo.Rondo.allTasks;
import static dev.rondo.Rondo.await;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.sync.Lock;
import dev.rondo.testing.Threads;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops in several threads: each is a world of its own, with doors between them. */
@Timeout(60)
class ManyLoopsTest {
    private static final int LOOPS = 10;
    private static final ContextVar<Integer> NUMBER = ContextVar.of("number");

    /** Runs a body in each of several loops at once, each in a thread of its own. */
    static void runMany(boolean eager, IntFunction<Action<Exception>> body)
            throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(LOOPS);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            int number = i;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    together.await();
                                    runOne(eager, body.apply(number));
                                } catch (Throwable e) {
                                    failures.add(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    private static void runOne(boolean eager, Action<Exception> body) throws Exception {
        try (Runner runner = new Runner()) {
            if (eager) {
                runner.loop().setTaskFactory(Optional.of(TaskFactory.eager()));
            }
            runner.run(body);
        }
    }

    // ---- Each on its own

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyLoopKnowsItsOwnTasksOnly(boolean eager) throws InterruptedException {
        runMany(
                eager,
                number ->
                        () -> {
                            EventLoop loop = runningLoop();
                            Future<Integer> gate = createFuture();
                            Set<Task<?>> created = new LinkedHashSet<>();
                            taskGroup(group -> {
                                for (int i = 0; i < 100; i++) {
                                    created.add(group.createTask(gate::await));
                                }
                                List<Task<?>> all = allTasks();
                                assertThat(all).hasSize(101).allMatch(task -> task.loop() == loop);
                                assertThat(all).noneMatch(Task::done);
                                Task<?> current = currentTask().orElseThrow();
                                assertThat(current.loop()).isSameAs(loop);
                                created.add(current);
                                assertThat(new LinkedHashSet<>(all)).isEqualTo(created);
                                gate.setResult(1);
                            });
                        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTaskKnowsItselfAndItsLoop(boolean eager) throws InterruptedException {
        runMany(
                eager,
                number ->
                        () -> {
                            EventLoop loop = runningLoop();
                            taskGroup(group -> {
                                for (int i = 0; i < 50; i++) {
                                    String name = number + "-" + i;
                                    group.createTask(
                                            name,
                                            () -> {
                                                for (int step = 0; step < 10; step++) {
                                                    assertThat(currentTask().orElseThrow().name())
                                                            .isEqualTo(name);
                                                    assertThat(runningLoop()).isSameAs(loop);
                                                    sleep(0);
                                                }
                                            });
                                }
                            });
                        });
    }

    @Test
    void betweenTwoSuspensionsALoopsDataNeedNoLock() throws InterruptedException {
        runMany(
                false,
                number ->
                        () -> {
                            int[] counter = new int[1];
                            taskGroup(group -> {
                                for (int i = 0; i < 50; i++) {
                                    group.createTask(() -> {
                                        for (int step = 0; step < 20; step++) {
                                            int before = counter[0];
                                            Thread.onSpinWait();
                                            counter[0] = before + 1;
                                            sleep(0);
                                        }
                                    });
                                }
                            });
                            assertThat(counter[0]).isEqualTo(1_000);
                        });
    }

    @Test
    void lockOfOneLoopDoesNotHoldAnother() throws InterruptedException {
        runMany(
                false,
                number ->
                        () -> {
                            Lock lock = new Lock();
                            int[] inside = new int[1];
                            List<Integer> order = new ArrayList<>();
                            taskGroup(group -> {
                                for (int i = 0; i < 20; i++) {
                                    int place = i;
                                    group.createTask(() ->
                                            lock.with(() -> {
                                                assertThat(++inside[0]).isEqualTo(1);
                                                order.add(place);
                                                sleep(0);
                                                inside[0]--;
                                            }));
                                }
                            });
                            assertThat(order).hasSize(20).isSorted();
                            assertThat(lock.locked()).isFalse();
                        });
    }

    @Test
    void contextsOfLoopsDoNotMix() throws InterruptedException {
        runMany(
                false,
                number ->
                        () -> {
                            NUMBER.set(number);
                            taskGroup(group -> {
                                for (int i = 0; i < 20; i++) {
                                    group.createTask(() -> {
                                        sleep(0);
                                        assertThat(NUMBER.get()).isEqualTo(number);
                                        assertThat(toThread(NUMBER::get)).isEqualTo(number);
                                    });
                                }
                            });
                        });
    }

    @Test
    void failureInOneLoopLeavesTheOthersAlone() throws InterruptedException {
        runMany(
                false,
                number ->
                        () -> {
                            Task<Integer> task =
                                    createTask(
                                            "work",
                                            () -> {
                                                sleep(0);
                                                if (number == 3) {
                                                    throw new IllegalStateException("only here");
                                                }
                                                return number;
                                            });
                            if (number == 3) {
                                assertThatThrownBy(task::await).hasMessage("only here");
                            } else {
                                assertThat(task.await()).isEqualTo(number);
                            }
                        });
    }

    @Test
    void taskOfAnEndedLoopIsCollected() throws InterruptedException {
        List<WeakReference<Task<?>>> tasks = Collections.synchronizedList(new ArrayList<>());
        runMany(
                false,
                number ->
                        () -> {
                            tasks.add(new WeakReference<>(currentTask().orElseThrow()));
                            tasks.add(new WeakReference<>(createTask(() -> number)));
                        });
        for (int i = 0; i < 100 && tasks.stream().anyMatch(task -> task.get() != null); i++) {
            System.gc();
        }
        assertThat(tasks).hasSize(2 * LOOPS).allMatch(task -> task.get() == null);
    }

    // ---- From threads into a loop

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadsGetResultsOfTasksOfTheLoop(boolean eager) throws Exception {
        runOne(
                eager,
                () -> {
                    EventLoop loop = runningLoop();
                    List<Integer> results = Collections.synchronizedList(new ArrayList<>());
                    taskGroup(group -> {
                        for (int i = 0; i < LOOPS; i++) {
                            group.createTask(() ->
                                    toThread(() -> {
                                        results.add(
                                                runCoroutineThreadsafe(
                                                                () -> sleep(Duration.ZERO, 42),
                                                                loop)
                                                        .get());
                                    }));
                        }
                    });
                    assertThat(results).hasSize(LOOPS).containsOnly(42);
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threadsGetFailuresOfTasksOfTheLoop(boolean eager) throws Exception {
        runOne(
                eager,
                () -> {
                    EventLoop loop = runningLoop();
                    List<Task<Object>> tasks = new ArrayList<>();
                    for (int i = 0; i < LOOPS; i++) {
                        tasks.add(
                                createTask(
                                        "asking",
                                        () ->
                                                toThread(() ->
                                                        runCoroutineThreadsafe(
                                                                        () -> {
                                                                            sleep(0);
                                                                            throw new IOException(
                                                                                    "test");
                                                                        },
                                                                        loop)
                                                                .get())));
                    }
                    List<Object> outcomes = Rondo.gatherExceptions(tasks).await();
                    assertThat(outcomes)
                            .hasSize(LOOPS)
                            .allSatisfy(outcome ->
                                    assertThat((Throwable) outcome)
                                            .hasRootCauseExactlyInstanceOf(IOException.class)
                                            .hasRootCauseMessage("test"));
                });
    }

    @Test
    void otherThreadsAskTheLoopForItsTasks() throws Exception {
        runOne(
                false,
                () -> {
                    EventLoop loop = runningLoop();
                    Future<Integer> gate = createFuture();
                    Set<Task<?>> created = new LinkedHashSet<>();
                    List<CompletableFuture<List<Task<?>>>> seen = new ArrayList<>();
                    for (int i = 0; i < 1_000; i++) {
                        created.add(createTask(gate::await));
                        if (i % 100 == 99) {
                            assertThat(
                                            Threads.outside(() ->
                                                    seen.add(
                                                            runCoroutineThreadsafe(
                                                                    Rondo::allTasks, loop))))
                                    .isNull();
                            sleep(0);
                        }
                    }
                    assertThat(Threads.outside(loop::allTasks))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("allTasks() was called on thread outside");
                    for (CompletableFuture<List<Task<?>>> all : seen) {
                        assertThat(await(all)).isNotEmpty();
                    }
                    assertThat(seen.getLast().join()).containsAll(created);
                    gate.setResult(1);
                });
    }

    @Test
    void tasksSeenFromOutsideIncludeEagerOnes() throws Exception {
        runOne(
                false,
                () -> {
                    EventLoop loop = runningLoop();
                    Future<Integer> never = createFuture();
                    createTask(TaskOptions.eager().withName("eager"), never::await);
                    createTask("normal", never::await);
                    List<String> names =
                            toThread(() ->
                                    runCoroutineThreadsafe(
                                                    () ->
                                                            allTasks().stream()
                                                                    .map(Task::name)
                                                                    .toList(),
                                                    loop)
                                            .get());
                    assertThat(names).contains("eager", "normal");
                    never.setResult(1);
                });
    }
}
