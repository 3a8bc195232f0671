package dev.rondo.sim;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.EventLoop;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.stream.Connection;
import dev.rondo.stream.ListenOptions;
import dev.rondo.stream.Server;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Time, order, hosts and the end of simulations. */
class SimulationTest {
    static void echo(Host host) {
        Server server =
                new Server(
                        List.of(
                                host.network()
                                        .listen(
                                                new InetSocketAddress(7),
                                                ListenOptions.defaults())),
                        connection -> {
                            while (true) {
                                byte[] bytes = connection.reader().read(1_000);
                                if (bytes.length == 0) {
                                    return;
                                }
                                connection.writer().write(bytes);
                                connection.writer().drain();
                            }
                        });
        server.serveForever();
    }

    static void ask(Host host, int times) {
        try (Connection connection = new Connection(host.network().connect("server", 7))) {
            for (int i = 0; i < times; i++) {
                connection.writer().write("question " + i + "\n");
                assertThat(connection.reader().nextLine()).contains("question " + i);
            }
        }
    }

    private static void program(Simulation simulation) {
        simulation.host("server", SimulationTest::echo);
        Host one = simulation.host("one", host -> ask(host, 5));
        Host two = simulation.host("two", host -> ask(host, 5));
        one.join();
        two.join();
    }

    @Test
    void timeMovesWhenEveryTaskWaits() {
        Simulation.run(
                1,
                simulation -> {
                    sleep(3_600);
                    assertThat(simulation.time()).isEqualTo(Duration.ofHours(1));
                    assertThat(simulation.main().now()).isEqualTo("2000-01-01T01:00:00Z");
                });
    }

    @Test
    void oneSeedGivesOneLog() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(Simulation.eventLog(seed, SimulationTest::program))
                    .isEqualTo(Simulation.eventLog(seed, SimulationTest::program));
        }
    }

    @Test
    void seedsGiveDifferentLogs() {
        Set<List<String>> logs = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            logs.add(Simulation.eventLog(seed, SimulationTest::program));
        }
        assertThat(logs).hasSize(20);
    }

    @Test
    void aClockMayBeAhead() {
        List<Object> times = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    HostOptions ahead =
                            HostOptions.defaults().withClockOffset(Duration.ofSeconds(90));
                    simulation.host("ahead", ahead, host -> times.add(host.now())).join();
                });
        assertThat(times).hasToString("[2000-01-01T00:01:30Z]");
    }

    @Test
    void workForThreadsRunsOnTheLoop() {
        Thread caller = Thread.currentThread();
        Simulation.run(
                1,
                simulation -> {
                    assertThat(toThread(() -> 42)).isEqualTo(42);
                    assertThat(toThread(() -> Rondo.runningLoop())).isSameAs(Rondo.runningLoop());
                });
        assertThat(caller.isInterrupted()).isFalse();
    }

    @Test
    void virtualThreadsThatTasksStartTakeTurnsWithThem() {
        try (EventLoop loop = EventLoop.create()) {
            assumeTrue(
                    loop.engine().equals("scheduled"), "a thread's scheduler is inherited there");
        }
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<String> order = orderOfThreads(seed);
            assertThat(orderOfThreads(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(1);
    }

    private static List<String> orderOfThreads(long seed) {
        List<String> order = new ArrayList<>(); // no lock: it is all one thread
        Simulation.run(
                seed,
                simulation -> {
                    List<Thread> threads = new ArrayList<>();
                    for (String name : List.of("a", "b", "c")) {
                        threads.add(Thread.startVirtualThread(() -> order.add(name)));
                        Rondo.createTask(() -> order.add("task " + name));
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                });
        return order;
    }

    @Test
    void noTimePassesWhileATaskIsInALockOfOthers() throws InterruptedException {
        Object lock = new Object();
        CountDownLatch held = new CountDownLatch(1);
        AtomicReference<Thread> waiter = new AtomicReference<>();
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            synchronized (lock) {
                                held.countDown();
                                while (waiter.get() == null
                                        || waiter.get().getState() != Thread.State.BLOCKED) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        held.await();
        List<Duration> entered = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    Task<Void> task =
                            Rondo.createTask(() -> {
                                waiter.set(Thread.currentThread());
                                synchronized (lock) {
                                    entered.add(simulation.time());
                                }
                            });
                    sleep(10);
                    task.await();
                });
        other.join();
        assertThat(entered).containsExactly(Duration.ZERO);
    }

    @Test
    void theBodysFailureSaysHowToRepeatIt() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                4711,
                                simulation -> {
                                    throw new java.io.IOException("broken");
                                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("-Drondo.seed=4711")
                .hasCauseInstanceOf(java.io.IOException.class);
    }

    @Test
    void theFailureOfAGroupNamesItsMembers() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                4711,
                                simulation ->
                                        taskGroup(group -> {
                                            group.createTask(() -> {
                                                throw new IllegalStateException("bad child");
                                            });
                                        })))
                .hasMessageContaining("\n  java.lang.IllegalStateException: bad child\n");
    }

    @Test
    void aFailingRunShrinksToItsOwnKind() {
        assertThatThrownBy(() ->
                        Exploration.run(
                                100,
                                simulation -> {
                                    int first = simulation.random(100);
                                    int second = simulation.random(100);
                                    if (first > 50 && second > 50) {
                                        throw new IllegalStateException("both");
                                    }
                                    if (first > 90) {
                                        throw new IllegalStateException("one");
                                    }
                                }))
                .hasRootCauseMessage("both")
                .hasMessageContaining("Shortest schedule: -Drondo.seed=choices:0=51,1=51\n");
    }

    @Test
    void aHostsFailureEndsTheSimulation() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                simulation -> {
                                    simulation.host(
                                            "bad",
                                            host -> {
                                                sleep(1);
                                                throw new IllegalStateException("bad host");
                                            });
                                    sleep(100);
                                }))
                .hasRootCauseMessage("bad host");
    }

    @Test
    void aHostThatMayFailDoesNot() {
        Simulation.run(
                1,
                simulation -> {
                    Host bad =
                            simulation.host(
                                    "bad",
                                    HostOptions.defaults().withMayFail(true),
                                    host -> {
                                        throw new IllegalStateException("bad host");
                                    });
                    sleep(1);
                    assertThat(bad.state()).isEqualTo(Host.State.OVER);
                });
    }

    @Test
    void whatAnExceptionHandlerHearsFailsIt() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                simulation -> {
                                    callSoon(() -> {
                                        throw new IllegalStateException("in a callback");
                                    });
                                    sleep(1);
                                }))
                .hasRootCauseMessage("in a callback");
    }

    @Test
    void nothingToWaitForIsAnErrorThatNamesTheTasks() {
        assertThatThrownBy(() ->
                        Simulation.run(
                                1,
                                simulation -> {
                                    Rondo.createTask(
                                            "stuck one",
                                            () -> {
                                                Rondo.runningLoop().createFuture().await();
                                            });
                                    Rondo.runningLoop().createFuture().await();
                                }))
                .hasMessageContaining("Nothing can go on")
                .hasMessageContaining("stuck one")
                .hasMessageContaining("SimulationTest");
    }

    @Test
    void aSleepForEverIsNothingToWaitFor() {
        assertThatThrownBy(() -> Simulation.run(1, simulation -> sleep(Double.POSITIVE_INFINITY)))
                .hasMessageContaining("every task waits for ever")
                .hasMessageContaining("sleep for ever");
    }

    @Test
    void aProgramThatSpinsIsStopped() {
        SimulationOptions few = SimulationOptions.defaults().withMaxSteps(1_000);
        assertThatThrownBy(() ->
                        Simulation.run(
                                few,
                                simulation -> {
                                    while (true) {
                                        sleep(0);
                                    }
                                }))
                .hasMessageContaining("after 1000 steps");
    }

    @Test
    void aProgramThatLastsForEverIsStopped() {
        SimulationOptions day = SimulationOptions.defaults().withTimeLimit(Duration.ofDays(1));
        assertThatThrownBy(() ->
                        Simulation.run(
                                day,
                                simulation -> {
                                    while (true) {
                                        sleep(60);
                                    }
                                }))
                .hasMessageContaining("PT24H");
    }

    @Test
    void aFailureThatNobodyRetrievesFailsItWhateverTheCollectorDoes() {
        for (boolean collect : new boolean[] {false, true}) {
            assertThatThrownBy(() ->
                            Simulation.run(
                                    1,
                                    simulation -> {
                                        Rondo.createTask(
                                                "forgotten",
                                                () -> {
                                                    throw new IllegalStateException("lost");
                                                });
                                        sleep(1);
                                        if (collect) {
                                            System.gc();
                                        }
                                        sleep(1);
                                    }))
                    .hasMessageContaining("never retrieved")
                    .hasRootCauseMessage("lost");
        }
    }

    @Test
    void leftoversAreCancelledInTheEnd() {
        List<String> ends = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    simulation.host("other", host -> waitForEver(ends, "other"));
                    Rondo.createTask(() -> waitForEver(ends, "main"));
                    sleep(1);
                });
        assertThat(ends).containsExactlyInAnyOrder("other", "main");
    }

    @Test
    void tasksOfCrashedHostsAreUnwoundAfterTheEnd() {
        List<String> ends = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    Host host = simulation.host("other", self -> waitForEver(ends, "other"));
                    sleep(1);
                    for (int i = 0; i < 3; i++) {
                        host.crash();
                        assertThat(ends).isEmpty();
                        host.restart();
                        sleep(1);
                    }
                });
        assertThat(ends).hasSize(4);
    }

    @Test
    void aHostThatCrashesItselfDoesNotGoOn() {
        List<String> steps = new ArrayList<>();
        Simulation.run(
                1,
                simulation -> {
                    Host host =
                            simulation.host(
                                    "other",
                                    self -> {
                                        steps.add("before");
                                        self.crash();
                                        steps.add("after");
                                    });
                    sleep(1);
                    assertThat(host.state()).isEqualTo(Host.State.DOWN);
                    assertThat(steps).containsExactly("before");
                });
    }

    private static void waitForEver(List<String> ends, String name) {
        try {
            Rondo.runningLoop().createFuture().await();
        } finally {
            sleep(1); // clean-up may take its time
            ends.add(name);
        }
    }

    @Test
    void callbacksRunInTheOrderOfTheirCalls() {
        Exploration.run(
                100,
                simulation -> {
                    List<Integer> order = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        int number = i;
                        callSoon(() -> order.add(number));
                        Rondo.createTask(() -> sleep(0));
                    }
                    sleep(1);
                    assertThat(order).containsExactly(0, 1, 2, 3);
                });
    }

    @Test
    void timersRunInTheOrderOfTheirTimes() {
        Set<List<Integer>> orders = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            List<Integer> order = new ArrayList<>();
            Simulation.run(
                    seed,
                    simulation -> {
                        simulation.links().setLateness(Duration.ofMillis(10));
                        Rondo.callLater(0.003, () -> order.add(3));
                        Rondo.callLater(0.001, () -> order.add(1));
                        Rondo.callLater(0.001, () -> order.add(2));
                        sleep(1);
                    });
            orders.add(order);
        }
        assertThat(orders).containsExactlyInAnyOrder(List.of(1, 2, 3), List.of(2, 1, 3));
    }

    @Test
    void everyOrderOfIndependentTasksIsTriedOnce() {
        Set<List<String>> orders = new HashSet<>();
        assertThat(
                        Exploration.everyOrder(
                                10_000,
                                simulation -> {
                                    List<String> steps = new ArrayList<>();
                                    taskGroup(group -> {
                                        for (String name : List.of("a", "b", "c")) {
                                            group.createTask(() -> {
                                                steps.add(name);
                                                sleep(0);
                                                steps.add(name);
                                            });
                                        }
                                    });
                                    orders.add(steps);
                                }))
                .contains(90); // 6! / (2!)^3
        assertThat(orders).hasSize(90);
    }
}
