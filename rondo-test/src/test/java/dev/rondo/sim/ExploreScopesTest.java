package dev.rondo.sim;

import static dev.rondo.Rondo.allTasks;
import static dev.rondo.Rondo.callLater;
import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.shielded;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.timeout;
import static dev.rondo.Rondo.waitFor;
import static dev.rondo.sim.Programs.pause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.Awaitable;
import dev.rondo.ExceptionGroup;
import dev.rondo.Future;
import dev.rondo.Task;
import dev.rondo.TimeoutException;
import dev.rondo.sync.Lock;
import dev.rondo.sync.LockSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Programs that are themselves drawn: groups, timeouts, gather, shields and locks in each other, to
 * any depth, with failures in between. Nobody is cancelled whom nobody cancelled; and who was,
 * ends.
 */
class ExploreScopesTest implements Explored {
    private static final int DEPTH = 3;

    @Override
    public Map<String, Simulation.Body<?>> programs() {
        Map<String, Simulation.Body<?>> programs = new LinkedHashMap<>();
        programs.put(
                "none is cancelled by itself", simulation -> new Scopes(simulation, true).run());
        programs.put(
                "a cancelled one ends at once",
                simulation -> new Scopes(simulation, false).runAndCancel());
        programs.put(
                "a cancelled one ends after its shields",
                simulation -> new Scopes(simulation, true).runAndCancelWithShields());
        return programs;
    }

    /** One drawn program. */
    private static final class Scopes {
        private final Simulation simulation;
        private final boolean shields;
        private final Lock lock = new Lock();
        private int cancellations; // of the parent
        private int begun;
        private int ended;

        Scopes(Simulation simulation, boolean shields) {
            this.simulation = simulation;
            this.shields = shields;
        }

        // ---- How it runs

        void run() {
            Task<Void> parent = start();
            parent.await();
            check(parent);
        }

        void runAndCancel() {
            Task<Void> parent = start();
            pause(simulation, 10);
            cancel(parent);
            sleep(0.0001);
            assertThat(parent.done()).as("its end after the cancellation").isTrue();
            check(parent);
        }

        void runAndCancelWithShields() {
            Task<Void> parent = start();
            pause(simulation, 10);
            cancel(parent);
            sleep(10);
            assertThat(parent.done()).as("its end after the cancellation").isTrue();
            check(parent);
        }

        private void cancel(Task<Void> parent) {
            if (parent.cancel()) {
                cancellations++;
            }
        }

        private Task<Void> start() {
            return createTask(
                    "parent",
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            attempt(DEPTH);
                        }
                        assertThat(currentTask().orElseThrow().cancelling())
                                .isEqualTo(cancellations);
                    });
        }

        private void check(Task<Void> parent) {
            if (!parent.cancelled()) {
                parent.result();
            }
            sleep(10); // what was shielded comes to its end
            assertThat(ended).isEqualTo(begun);
            assertThat(lock.snapshot()).isEqualTo(new LockSnapshot(false, Optional.empty(), 0));
            assertThat(allTasks()).hasSize(1);
        }

        // ---- What it does

        private void attempt(int depth) {
            begun++;
            try {
                act(depth);
            } catch (IllegalStateException | TimeoutException e) {
                // handled here
            } catch (ExceptionGroup e) {
                assertThat(e.leaves())
                        .allMatch(leaf ->
                                leaf instanceof IllegalStateException
                                        || leaf instanceof TimeoutException);
            } finally {
                ended++;
            }
        }

        private void act(int depth) {
            switch (simulation.random(depth == 0 ? 5 : 11)) {
                case 0 -> pause(simulation, 4);
                case 1 -> sleep(0);
                case 2 -> lock.with(() -> pause(simulation, 2));
                case 3 -> awaitFuture();
                case 4 -> fail();
                case 5 -> limited(depth);
                case 6 -> group(depth);
                case 7 -> gathered(depth);
                case 8 -> waited(depth);
                case 9 -> shield(depth);
                default -> {
                    attempt(depth - 1);
                    act(depth - 1);
                }
            }
        }

        private void fail() {
            pause(simulation, 2);
            throw new IllegalStateException("drawn");
        }

        private void awaitFuture() {
            Future<String> future = createFuture();
            callLater(
                    0.001 * simulation.random(4),
                    () -> {
                        if (!future.done()) {
                            future.setResult("value");
                        }
                    });
            future.await();
        }

        private void limited(int depth) {
            Duration limit = Duration.ofMillis(simulation.random(6));
            Duration begin = simulation.time();
            boolean[] own = {false};
            try {
                timeout(
                        limit,
                        () -> {
                            try {
                                act(depth - 1);
                            } catch (TimeoutException e) {
                                own[0] = true; // of one inside
                                throw e;
                            }
                        });
            } catch (TimeoutException e) {
                assertThat(own[0] || simulation.time().minus(begin).compareTo(limit) >= 0).isTrue();
                throw e;
            }
        }

        private void group(int depth) {
            taskGroup(group -> {
                for (int i = simulation.random(3); i >= 0; i--) {
                    group.createTask(() -> {
                        act(depth - 1);
                    });
                }
                attempt(depth - 1);
            });
        }

        private void gathered(int depth) {
            List<Awaitable<Void>> children = new ArrayList<>();
            for (int i = simulation.random(3); i >= 0; i--) {
                children.add(createTask(() -> attempt(depth - 1)));
            }
            gather(children).await();
        }

        private void waited(int depth) {
            waitFor(createTask(() -> attempt(depth - 1)), 0.001 * simulation.random(6));
        }

        private void shield(int depth) {
            if (shields) {
                shielded(() -> attempt(depth - 1));
            } else {
                attempt(depth - 1);
            }
        }
    }
}
