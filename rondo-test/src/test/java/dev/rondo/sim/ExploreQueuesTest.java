package dev.rondo.sim;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.sim.Programs.awaitAll;
import static dev.rondo.sim.Programs.cancelSome;
import static dev.rondo.sim.Programs.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.sync.Queue;
import dev.rondo.sync.QueueShutDownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queues lose nothing and double nothing in any order, and when tasks are cancelled. */
class ExploreQueuesTest implements Explored {
    @Override
    public Map<String, Simulation.Body<?>> programs() {
        Map<String, Simulation.Body<?>> programs = new LinkedHashMap<>();
        programs.put("what was put is got once", ExploreQueuesTest::transfer);
        programs.put("one consumer gets it in the order of the puts", ExploreQueuesTest::order);
        programs.put("an item is not lost to a timeout", ExploreQueuesTest::impatient);
        programs.put("join waits for all that is unfinished", ExploreQueuesTest::join);
        programs.put("shutdown hands out what is left", ExploreQueuesTest::shutdown);
        return programs;
    }

    private static Task<Void> producer(
            Simulation simulation, Queue<Integer> queue, int first, List<Integer> put) {
        return createTask(
                "producer " + first,
                () -> {
                    for (int item = first; item < first + 5; item++) {
                        pause(simulation, 2);
                        queue.put(item);
                        put.add(item);
                    }
                });
    }

    private static Task<Void> consumer(
            Simulation simulation, Queue<Integer> queue, List<Integer> got) {
        return createTask(() -> {
            while (true) {
                got.add(queue.get());
                assertThat(queue.size()).isLessThanOrEqualTo(2);
                pause(simulation, 3);
            }
        });
    }

    private static void transfer(Simulation simulation) {
        Queue<Integer> queue = new Queue<>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<Void>> producers = new ArrayList<>();
        List<Task<Void>> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            producers.add(producer(simulation, queue, 100 * i, put));
            consumers.add(consumer(simulation, queue, got));
        }
        cancelSome(simulation, producers, 10);
        cancelSome(simulation, consumers.subList(1, 3), 10);
        awaitAll(producers);
        sleep(1);
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        consumers.forEach(Task::cancel);
        awaitAll(consumers);
        assertThat(queue.snapshot().getters() + queue.snapshot().putters()).isZero();
    }

    private static void order(Simulation simulation) {
        Queue<Integer> queue = new Queue<>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<Void>> producers =
                List.of(
                        producer(simulation, queue, 0, put),
                        producer(simulation, queue, 100, put),
                        producer(simulation, queue, 200, put));
        Task<Void> consumer = consumer(simulation, queue, got);
        cancelSome(simulation, producers, 10);
        awaitAll(producers);
        sleep(1);
        consumer.cancel();
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        for (int i = 0; i < 3; i++) {
            int of = i;
            assertThat(got.stream().filter(item -> item / 100 == of)).isSorted();
        }
    }

    private static void impatient(Simulation simulation) {
        Queue<Integer> queue = new Queue<>(1);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        Task<Void> producer = producer(simulation, queue, 0, put);
        while (!producer.done() || !queue.isEmpty()) {
            try {
                timeout(Duration.ofMillis(simulation.random(3)), () -> got.add(queue.get()));
            } catch (TimeoutException e) {
                // once more
            }
        }
        producer.await();
        assertThat(got).containsExactly(0, 1, 2, 3, 4).isEqualTo(put);
    }

    private static void join(Simulation simulation) {
        Queue<Integer> queue = new Queue<>();
        List<Task<Void>> workers = new ArrayList<>();
        int[] finished = {0};
        for (int i = 0; i < 3; i++) {
            workers.add(
                    createTask(
                            "worker " + i,
                            () -> {
                                while (true) {
                                    queue.get();
                                    try {
                                        pause(simulation, 3);
                                    } finally {
                                        finished[0]++;
                                        queue.taskDone();
                                    }
                                }
                            }));
        }
        for (int item = 0; item < 9; item++) {
            queue.putNow(item);
        }
        cancelSome(simulation, workers.subList(1, 3), 10);
        queue.join();
        assertThat(finished[0]).isEqualTo(9);
        workers.forEach(Task::cancel);
        awaitAll(workers);
    }

    private static void shutdown(Simulation simulation) {
        Queue<Integer> queue = new Queue<>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int first = 100 * i;
            tasks.add(
                    createTask(
                            "producer " + i,
                            () -> {
                                try {
                                    producer(simulation, queue, first, put).await();
                                } catch (QueueShutDownException e) {
                                    // as it may
                                }
                            }));
            tasks.add(
                    createTask(
                            "consumer " + i,
                            () -> {
                                for (int item : queue) {
                                    got.add(item);
                                    pause(simulation, 3);
                                }
                            }));
        }
        pause(simulation, 12);
        queue.shutdown();
        awaitAll(tasks);
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
    }
}
