package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tasks that wait for each other are found and named, once. */
class DeadlockTest {
    private final List<String> reports = new ArrayList<>();
    private Task<?> first;
    private Task<?> second;

    /** Something that a task holds while others wait for it. */
    private static final class Held implements Owned {
        private final Parking parking = new Parking("turn of", this);
        private final String name;
        private Task<?> holder;

        Held(String name) {
            this.name = name;
        }

        void take() {
            while (holder != null) {
                parking.await();
            }
            holder = Rondo.currentTask().orElseThrow();
        }

        @Override
        public Set<Task<?>> owners() {
            return holder == null ? Set.of() : Set.of(holder);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private void run(Action<?> body) {
        Rondo.run(() -> {
            Rondo.runningLoop()
                    .setExceptionHandler(
                            Optional.of((loop, context) -> reports.add(context.message())));
            try {
                body.run();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void inspect() {
        Rondo.runningLoop().host().deadlocks().inspect();
    }

    private static void passes(int count) {
        for (int i = 0; i < count; i++) {
            Rondo.sleep(0);
        }
    }

    @Test
    void tasksThatAwaitEachOtherAreNamedOnce() {
        run(() -> {
            first = Rondo.createTask("first", () -> second.await());
            second = Rondo.createTask("second", () -> first.await());
            passes(3);
            assertThat(Rondo.runningLoop().host().deadlocks().suspects()).isTrue();
            inspect();
            inspect();
            assertThat(reports)
                    .singleElement()
                    .asString()
                    .startsWith("Deadlock: 2 tasks wait for each other, and none can go on\n")
                    .contains("  second awaits first\n    at dev.rondo.DeadlockTest.")
                    .contains("  first awaits second\n    at dev.rondo.DeadlockTest.");
            first.cancel();
            Rondo.waitAll(List.of(first, second));
        });
    }

    @Test
    void whatEachHoldsAndWaitsForIsSaid() {
        run(() -> {
            Held a = new Held("<a>");
            Held b = new Held("<b>");
            first =
                    Rondo.createTask(
                            "first",
                            () -> {
                                a.take();
                                Rondo.sleep(0);
                                b.take();
                            });
            second =
                    Rondo.createTask(
                            "second",
                            () -> {
                                b.take();
                                Rondo.sleep(0);
                                a.take();
                            });
            passes(4);
            inspect();
            assertThat(reports)
                    .singleElement()
                    .asString()
                    .contains("first waits for turn of <b>, which second holds")
                    .contains("second waits for turn of <a>, which first holds");
            first.cancel();
            second.cancel();
        });
    }

    @Test
    void aTaskThatAwaitsItsOwnGroupThroughAChildIsFound() {
        run(() -> {
            first =
                    Rondo.createTask(
                            "parent",
                            () ->
                                    Rondo.taskGroup(group -> {
                                        group.createTask(
                                                "child", () -> Rondo.shield(first).await());
                                    }));
            passes(4);
            inspect();
            assertThat(reports)
                    .singleElement()
                    .asString()
                    .contains("which child is in")
                    .contains("child waits for <Future pending of <Task pending name='parent'")
                    .contains("which is parent's");
            first.cancel();
            Rondo.waitAll(List.of(first));
        });
    }

    @Test
    void aCircleThatEndsBeforeTheInspectionIsNone() {
        run(() -> {
            first = Rondo.createTask("first", () -> second.await());
            second = Rondo.createTask("second", () -> first.await());
            passes(3);
            first.cancel();
            Rondo.waitAll(List.of(first, second));
            inspect();
            assertThat(reports).isEmpty();
        });
    }

    @Test
    void longChainsWithoutACircleAreNone() {
        run(() -> {
            Future<String> end = Rondo.createFuture();
            List<Task<?>> chain = new ArrayList<>();
            chain.add(Rondo.createTask(() -> end.await()));
            for (int i = 0; i < 1000; i++) {
                Task<?> before = chain.getLast();
                chain.add(Rondo.createTask(() -> before.await()));
            }
            passes(3);
            inspect();
            assertThat(reports).isEmpty();
            end.setResult("end");
            Rondo.waitAll(chain);
        });
    }

    @Test
    void longCirclesAreFound() {
        run(() -> {
            List<Task<?>> circle = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int next = (i + 1) % 1000;
                circle.add(Rondo.createTask(() -> circle.get(next).await()));
            }
            passes(3);
            inspect();
            assertThat(reports).singleElement().asString().startsWith("Deadlock: 1000 tasks");
            assertThat(reports.getFirst()).contains("and 980 more");
            circle.getFirst().cancel();
            Rondo.waitAll(circle);
        });
    }

    @Test
    void aLoopThatOnlyWaitsSaysSoWithoutDebugMode() throws Exception {
        ChildJvm.Result result = new ChildJvm(NeverFilled.class).option("-Drondo.watchdog=0").run();
        assertThat(result.output())
                .contains("Deadlock: nothing can wake the loop any more")
                .contains("consumer waits for get of <a queue that nobody fills>")
                .contains("at dev.rondo.DeadlockTest$NeverFilled");
    }

    /** A program that waits for ever; it ends itself when it was told so. */
    static final class NeverFilled {
        public static void main(String[] arguments) {
            Rondo.run(() -> {
                Parking items = new Parking("get of", "<a queue that nobody fills>");
                Task<?> main = Rondo.currentTask().orElseThrow();
                Rondo.runningLoop()
                        .setExceptionHandler(
                                Optional.of((loop, context) -> {
                                    System.out.println(context.message());
                                    main.cancel();
                                }));
                Rondo.createTask("consumer", items::await).await();
            });
        }
    }
}
