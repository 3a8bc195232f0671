package dev.rondo.sim;

import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.sim.Programs.awaitAll;
import static dev.rondo.sim.Programs.cancelSome;
import static dev.rondo.sim.Programs.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.sync.Barrier;
import dev.rondo.sync.BrokenBarrierException;
import dev.rondo.sync.Condition;
import dev.rondo.sync.ConditionSnapshot;
import dev.rondo.sync.Event;
import dev.rondo.sync.Lock;
import dev.rondo.sync.LockSnapshot;
import dev.rondo.sync.Semaphore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Locks and their kin keep their promises in any order, and when tasks are cancelled. */
class ExploreLocksTest implements Explored {
    @Override
    public Map<String, Simulation.Body<?>> programs() {
        Map<String, Simulation.Body<?>> programs = new LinkedHashMap<>();
        programs.put("lock: one at a time, in the order of the calls", ExploreLocksTest::lock);
        programs.put("semaphore: no more than there are permits", ExploreLocksTest::semaphore);
        programs.put("event: all that wait go on", ExploreLocksTest::event);
        programs.put("condition: no signal is lost", ExploreLocksTest::condition);
        programs.put("barrier: meetings of three", ExploreLocksTest::barrier);
        programs.put("barrier: abort frees all", ExploreLocksTest::abortedBarrier);
        return programs;
    }

    /** Counts those inside, and checks that they come in the order of their calls. */
    private static final class Room {
        private int inside;
        private int nextTicket;
        private int lastEntered = -1;

        int ticket() {
            return nextTicket++;
        }

        void enter(int ticket, int most) {
            assertThat(++inside).isLessThanOrEqualTo(most);
            assertThat(ticket).as("first come, first served").isGreaterThan(lastEntered);
            lastEntered = ticket;
        }

        void leave() {
            inside--;
        }
    }

    private static void lock(Simulation simulation) {
        Lock lock = new Lock();
        Room room = new Room();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(
                    createTask(
                            "user " + i,
                            () -> {
                                for (int round = 0; round < 3; round++) {
                                    pause(simulation, 3);
                                    int ticket = room.ticket();
                                    lock.with(() -> {
                                        room.enter(ticket, 1);
                                        try {
                                            pause(simulation, 3);
                                        } finally {
                                            room.leave();
                                        }
                                    });
                                }
                            }));
        }
        cancelSome(simulation, tasks, 20);
        awaitAll(tasks);
        assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(false, Optional.empty(), 0));
    }

    private static void semaphore(Simulation simulation) {
        Semaphore semaphore = new Semaphore(2);
        Room room = new Room();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tasks.add(
                    createTask(
                            "user " + i,
                            () -> {
                                for (int round = 0; round < 3; round++) {
                                    pause(simulation, 3);
                                    semaphore.acquire();
                                    room.inside++;
                                    try {
                                        assertThat(room.inside).isLessThanOrEqualTo(2);
                                        pause(simulation, 3);
                                    } finally {
                                        room.leave();
                                        semaphore.release();
                                    }
                                }
                            }));
        }
        cancelSome(simulation, tasks, 20);
        awaitAll(tasks);
        assertThat(semaphore.snapshot().value()).isEqualTo(2);
        assertThat(semaphore.snapshot().waiters()).isZero();
    }

    private static void event(Simulation simulation) {
        Event event = new Event();
        List<Task<Void>> tasks = new ArrayList<>();
        int[] passed = {0};
        for (int i = 0; i < 5; i++) {
            tasks.add(
                    createTask(
                            "waiter " + i,
                            () -> {
                                pause(simulation, 3);
                                event.await();
                                passed[0]++;
                            }));
        }
        cancelSome(simulation, tasks, 5);
        pause(simulation, 3);
        event.set();
        event.clear(); // those that waited go on all the same
        assertThat(event.snapshot().waiters()).isZero();
        sleep(1);
        event.set();
        awaitAll(tasks);
        assertThat(tasks.stream().filter(task -> !task.cancelled())).hasSize(passed[0]);
    }

    private static void condition(Simulation simulation) {
        Condition stock = new Condition();
        Deque<Integer> shelf = new ArrayDeque<>();
        List<Integer> sold = new ArrayList<>();
        List<Task<Void>> sellers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sellers.add(
                    createTask(
                            "seller " + i,
                            () -> {
                                while (true) {
                                    int item =
                                            stock.with(() -> {
                                                stock.awaitUntil(() -> !shelf.isEmpty());
                                                return shelf.removeFirst();
                                            });
                                    sold.add(item);
                                    pause(simulation, 2);
                                }
                            }));
        }
        cancelSome(simulation, sellers.subList(1, 4), 10);
        for (int item = 0; item < 8; item++) {
            int delivered = item;
            pause(simulation, 2);
            stock.with(() -> {
                shelf.add(delivered);
                stock.signal(); // one, so that a lost one would be missed
            });
        }
        sleep(1);
        assertThat(sold).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        sellers.forEach(Task::cancel);
        awaitAll(sellers);
        assertThat(stock.snapshot())
                .isEqualTo(new ConditionSnapshot(new LockSnapshot(false, Optional.empty(), 0), 0));
    }

    private static void barrier(Simulation simulation) {
        Barrier barrier = new Barrier(3);
        List<Integer> indexes = new ArrayList<>();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            tasks.add(
                    createTask(
                            "party " + i,
                            () -> {
                                pause(simulation, 5);
                                indexes.add(barrier.await());
                            }));
        }
        cancelSome(simulation, tasks.subList(0, 3), 5);
        sleep(1);
        assertThat(indexes.size() % 3).as("a meeting is of three").isZero();
        for (int index = 0; index < 3; index++) {
            assertThat(indexes).filteredOn(List.of(index)::contains).hasSize(indexes.size() / 3);
        }
        int lonely = barrier.waiting();
        for (int i = lonely; lonely > 0 && i < 3; i++) {
            tasks.add(
                    createTask(
                            "late " + i,
                            () -> {
                                indexes.add(barrier.await());
                            }));
        }
        awaitAll(tasks);
        assertThat(indexes.size() % 3).isZero();
        assertThat(barrier.waiting()).isZero();
    }

    private static void abortedBarrier(Simulation simulation) {
        Barrier barrier = new Barrier(3);
        List<Task<Void>> tasks = new ArrayList<>();
        int[] ends = {0};
        for (int i = 0; i < 7; i++) {
            tasks.add(
                    createTask(
                            "party " + i,
                            () -> {
                                try {
                                    pause(simulation, 5);
                                    barrier.await();
                                } catch (BrokenBarrierException e) {
                                    // as it may
                                } finally {
                                    ends[0]++;
                                }
                            }));
        }
        cancelSome(simulation, tasks, 5);
        callLater(0.001 * simulation.random(6), simulation.chance(0.5) ? barrier::reset : () -> {});
        callLater(0.010, barrier::abort);
        awaitAll(tasks);
        assertThat(ends[0]).isEqualTo(7);
        assertThat(barrier.waiting()).isZero();
    }
}
