package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random trees of groups, timeouts, shields and cancellations, in a random run order on virtual
 * time, against the books that {@link ScopeActor} keeps.
 */
class ScopeModelTest {
    private static final int SEEDS = 300;
    private static final int MANY_SEEDS = 100_000;
    private static final int DEPTH = 5;

    @Test
    void booksAgreeWithTheRuntime() {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    @Test
    @Tag("slow")
    void booksAgreeWithTheRuntimeInManyNests() {
        for (int seed = SEEDS; seed < MANY_SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        Random order = new Random(random.nextLong());
        VirtualLoop virtual = new VirtualLoop(ready -> order.nextInt(ready.size()));
        if (random.nextBoolean()) {
            virtual.loop().setTaskFactory(Optional.of(TaskFactory.eager()));
        }
        ScopeActor.Stage stage = new ScopeActor.Stage();
        try (Runner runner = virtual.runner()) {
            runner.run(() -> play(stage, random));
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed, e);
        }
        assertThat(stage.violations).as("seed %d", seed).isEmpty();
        virtual.assertNoReports();
    }

    private static void play(ScopeActor.Stage stage, Random random) {
        List<Task<?>> top = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            top.add(ScopeActor.start(stage, ScopeProgram.random(random, DEPTH)).task());
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            callLater(
                    Duration.ofSeconds(random.nextInt(6)),
                    () -> {
                        List<ScopeActor> actors = stage.actors;
                        actors.get(random.nextInt(actors.size())).cancel();
                    });
        }
        waitAll(top);
        assertThat(stage.actors).allMatch(actor -> actor.task().done());
        assertThat(allTasks()).hasSize(1);
        top.forEach(Future::markRetrieved);
    }
}
