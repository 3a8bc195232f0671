package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The run order as an {@link Entropy} draws it. */
class EntropySeamTest {
    private static Entropy seeded(long seed) {
        Random random = new Random(seed);
        return ready -> random.nextInt(ready.size());
    }

    /** Runs tasks, callbacks and timers in some passes and returns the order of their steps. */
    private static List<String> order(Entropy entropy) {
        List<String> steps = new ArrayList<>();
        VirtualLoop virtual = new VirtualLoop(entropy);
        try (Runner runner = virtual.runner()) {
            runner.run(() ->
                    Rondo.taskGroup(group -> {
                        for (int i = 0; i < 5; i++) {
                            int n = i;
                            group.createTask(() -> threeSteps(steps, n));
                            Rondo.callSoon(() -> steps.add("callback " + n));
                            Rondo.callLater(1, () -> steps.add("timer " + n));
                        }
                    }));
        }
        virtual.assertNoReports();
        return steps;
    }

    private static void threeSteps(List<String> steps, int n) {
        steps.add("task " + n + " a");
        Rondo.sleep(0);
        steps.add("task " + n + " b");
        Rondo.sleep(1);
        steps.add("task " + n + " c");
    }

    @Test
    void oneSeedGivesOneOrder() {
        for (long seed = 0; seed < 5; seed++) {
            assertThat(order(seeded(seed))).isEqualTo(order(seeded(seed)));
        }
    }

    @Test
    void seedsGiveDifferentOrdersOfTheSameSteps() {
        Set<List<String>> orders = new HashSet<>();
        Set<Set<String>> stepSets = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            List<String> steps = order(seeded(seed));
            orders.add(steps);
            stepSets.add(new TreeSet<>(steps));
            assertThat(steps).hasSize(25);
        }
        assertThat(orders).hasSize(10);
        assertThat(stepSets).hasSize(1);
    }

    @Test
    void withoutChoiceTheOrderIsThatOfArrival() {
        assertThat(order(ready -> 0)).isEqualTo(order(Entropy.fifo()));
    }

    @Test
    void stepsOfOneTaskKeepTheirOrder() {
        for (long seed = 0; seed < 10; seed++) {
            List<String> steps = order(seeded(seed));
            for (int n = 0; n < 5; n++) {
                assertThat(steps)
                        .containsSubsequence(
                                "task " + n + " a", "task " + n + " b", "task " + n + " c");
            }
        }
    }

    @Test
    void lastOneFirstIsPossible() {
        List<String> steps = new ArrayList<>();
        try (VirtualLoop virtual = new VirtualLoop(ready -> ready.size() - 1)) {
            for (int i = 0; i < 3; i++) {
                int n = i;
                virtual.loop().callSoon(() -> steps.add("step " + n));
            }
            virtual.runOnce();
        }
        assertThat(steps.getFirst()).isEqualTo("step 2");
        assertThat(steps).containsExactlyInAnyOrder("step 0", "step 1", "step 2");
    }

    @Test
    void isAskedOnceForEveryChoice() {
        List<Integer> asked = new ArrayList<>();
        Entropy counting =
                ready -> {
                    asked.add(ready.size());
                    return 0;
                };
        try (VirtualLoop virtual = new VirtualLoop(counting)) {
            for (int i = 0; i < 4; i++) {
                virtual.loop().callSoon(() -> {});
            }
            virtual.runOnce();
            assertThat(asked).containsExactly(4, 3, 2, 1);

            virtual.loop().callSoon(() -> {});
            virtual.runOnce();
            assertThat(asked).hasSize(5);
        }
    }

    @Test
    void choosesAmongWhatIsReadyInThePassOnly() {
        List<String> steps = new ArrayList<>();
        try (VirtualLoop virtual = new VirtualLoop(ready -> ready.size() - 1)) {
            EventLoop loop = virtual.loop();
            loop.callSoon(() -> loop.callSoon(() -> steps.add("next pass")));
            loop.callSoon(() -> steps.add("this pass"));
            virtual.runOnce();
            assertThat(steps).containsExactly("this pass");
            virtual.runOnce();
            assertThat(steps).containsExactly("this pass", "next pass");
        }
    }

    @Test
    void choiceThatDoesNotExistEndsTheRun() {
        try (VirtualLoop virtual = new VirtualLoop(Entropy.Ready::size)) {
            virtual.loop().callSoon(() -> {});
            virtual.loop().callSoon(() -> {});

            assertThatThrownBy(virtual::runOnce).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aSmallBurstLetsAReadyOneWaitForManyPasses() {
        List<String> steps = new ArrayList<>();
        Entropy starving =
                new Entropy() {
                    @Override
                    public int pick(Ready ready) {
                        return ready.size() - 1;
                    }

                    @Override
                    public int burst(int ready) {
                        return 1;
                    }
                };
        try (VirtualLoop virtual = new VirtualLoop(starving)) {
            EventLoop loop = virtual.loop();
            loop.callSoon(() -> steps.add("first"));
            loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(() -> steps.add("queued last"))));
            virtual.runBriefly();
        }
        assertThat(steps).containsExactly("queued last", "first");
    }

    @Test
    void aBurstOutsideOfItsRangeIsRefused() {
        for (int burst : new int[] {0, 2}) {
            Entropy wrong =
                    new Entropy() {
                        @Override
                        public int pick(Ready ready) {
                            return 0;
                        }

                        @Override
                        public int burst(int ready) {
                            return burst;
                        }
                    };
            try (VirtualLoop virtual = new VirtualLoop(wrong)) {
                virtual.loop().callSoon(() -> {});
                assertThatThrownBy(virtual::runOnce).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    @Test
    void theEntropySeesTasksAndCallbacks() {
        List<String> seen = new ArrayList<>();
        Entropy watching =
                ready -> {
                    seen.add(ready.get(0) instanceof Task<?> task ? task.name() : "callback");
                    return 0;
                };
        try (VirtualLoop virtual = new VirtualLoop(watching)) {
            virtual.loop().callSoon(() -> {});
            virtual.loop().createTask(TaskOptions.named("worker"), () -> 1);
            virtual.runOnce();
        }
        assertThat(seen).containsExactly("callback", "worker");
    }
}
