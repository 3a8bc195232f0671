package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FutureCallbackTest {
    private static final ContextVar<String> NAME = ContextVar.of("name", "nobody");

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<Object> bag = new ArrayList<>();
    private final Future<String> future = loop.createFuture();

    private final Consumer<Future<String>> one = f -> bag.add(1);
    private final Consumer<Future<String>> two = f -> bag.add(2);
    private final Consumer<Future<String>> three = f -> bag.add(3);

    @AfterEach
    void close() {
        virtual.close();
        virtual.assertNoReports();
    }

    private void addAll() {
        future.addDoneCallback(one);
        future.addDoneCallback(two);
        future.addDoneCallback(three);
    }

    private void finish() {
        assertThat(bag).isEmpty();
        future.setResult("foo");
        assertThat(bag).as("never inside setResult").isEmpty();
        virtual.runBriefly();
        assertThat(future.result()).isEqualTo("foo");
    }

    // ---- Taking out

    @Test
    void firstCallbackCanBeTakenOut() {
        addAll();
        assertThat(future.removeDoneCallback(one)).isEqualTo(1);
        assertThat(future.removeDoneCallback(one)).isZero();
        finish();
        assertThat(bag).containsExactly(2, 3);
    }

    @Test
    void firstAndSecondCallbackCanBeTakenOut() {
        addAll();
        assertThat(future.removeDoneCallback(one)).isEqualTo(1);
        assertThat(future.removeDoneCallback(two)).isEqualTo(1);
        assertThat(future.removeDoneCallback(one)).isZero();
        finish();
        assertThat(bag).containsExactly(3);
    }

    @Test
    void lastCallbackCanBeTakenOut() {
        addAll();
        assertThat(future.removeDoneCallback(three)).isEqualTo(1);
        assertThat(future.removeDoneCallback(three)).isZero();
        future.addDoneCallback(f -> bag.add(4));
        finish();
        assertThat(bag).containsExactly(1, 2, 4);
    }

    @Test
    void removeTakesOutEveryOccurrenceAndCountsThem() {
        future.addDoneCallback(one);
        future.addDoneCallback(two);
        assertThat(future.removeDoneCallback(two)).isEqualTo(1);
        assertThat(future.removeDoneCallback(three)).isZero();
        future.addDoneCallback(two);
        for (int i = 0; i < 5; i++) {
            future.addDoneCallback(one);
        }
        assertThat(future.removeDoneCallback(one)).isEqualTo(6);
        finish();
        assertThat(bag).containsExactly(2);
    }

    @Test
    void removeLeavesWaitersAndOtherListenersAlone() {
        VirtualLoop.run(() -> {
            Future<String> awaited = createFuture();
            awaited.addDoneCallback(one);
            Task<String> reader = createTask(() -> awaited.await());
            Future<String> shield = Rondo.shield(awaited);
            sleep(0);
            assertThat(awaited.removeDoneCallback(one)).isEqualTo(1);
            awaited.setResult("foo");
            assertThat(reader.await()).isEqualTo("foo");
            assertThat(shield.await()).isEqualTo("foo");
            assertThat(bag).isEmpty();
        });
    }

    @Test
    void removeAfterCompletionFindsNothingAndTheCallbackRuns() {
        future.addDoneCallback(one);
        future.setResult("foo");
        assertThat(future.removeDoneCallback(one)).isZero();
        virtual.runBriefly();
        assertThat(bag).containsExactly(1);
    }

    // ---- Running

    @Test
    void callbacksRunInTheOrderOfAddingAfterAResult() {
        future.addDoneCallback(two);
        future.addDoneCallback(one);
        finish();
        assertThat(bag).containsExactly(2, 1);
    }

    @Test
    void callbacksRunAfterAnException() {
        RuntimeException failure = new RuntimeException("boom");
        future.addDoneCallback(one);
        future.setException(failure);
        virtual.runBriefly();
        assertThat(bag).containsExactly(1);
        assertThat(future.exception()).containsSame(failure);
    }

    @Test
    void callbacksRunAfterACancellation() {
        future.addDoneCallback(f -> bag.add(f.cancelled()));
        future.cancel();
        assertThat(bag).isEmpty();
        virtual.runBriefly();
        assertThat(bag).containsExactly(true);
    }

    @Test
    void callbackGetsItsFuture() {
        future.addDoneCallback(bag::add);
        finish();
        assertThat(bag).containsExactly(future);
    }

    @Test
    void sameCallbackAddedTwiceRunsTwice() {
        future.addDoneCallback(one);
        future.addDoneCallback(one);
        finish();
        assertThat(bag).containsExactly(1, 1);
    }

    @Test
    void callbackAddedToADoneFutureRunsSoonButNotAtOnce() {
        future.setResult("foo");
        future.addDoneCallback(one);
        assertThat(bag).isEmpty();
        virtual.runOnce();
        assertThat(bag).containsExactly(1);
    }

    @Test
    void callbackAddedByACallbackRunsInTheNextPass() {
        future.addDoneCallback(f -> {
            bag.add("outer");
            f.addDoneCallback(inner -> bag.add("inner"));
        });
        future.setResult("foo");
        virtual.runOnce();
        assertThat(bag).containsExactly("outer");
        virtual.runOnce();
        assertThat(bag).containsExactly("outer", "inner");
    }

    @Test
    void callbacksTakeTheirPlaceAmongOtherReadyCallbacks() {
        future.addDoneCallback(f -> bag.add("done"));
        loop.callSoon(() -> bag.add("before"));
        future.setResult("foo");
        loop.callSoon(() -> bag.add("after"));
        virtual.runOnce();
        assertThat(bag).containsExactly("before", "done", "after");
    }

    @Test
    void callbacksAndWaitersGoInTheOrderOfTheirComing() {
        VirtualLoop.run(() -> {
            Future<String> mixed = createFuture();
            mixed.addDoneCallback(f -> bag.add("callback 1"));
            createTask(() -> {
                mixed.await();
                bag.add("waiter");
            });
            sleep(0);
            mixed.addDoneCallback(f -> bag.add("callback 2"));
            mixed.setResult("foo");
            sleep(0);
            assertThat(bag).containsExactly("callback 1", "waiter", "callback 2");
        });
    }

    // ---- A list that changes while it is looked through

    /** A callback whose equality has a side effect. */
    private abstract static class Meddler implements Consumer<Future<String>> {
        private boolean meddling;

        abstract void meddle();

        @Override
        public final boolean equals(Object other) {
            if (!meddling) {
                meddling = true;
                meddle();
                meddling = false;
            }
            return false;
        }

        @Override
        public final int hashCode() {
            return 1;
        }
    }

    private Meddler meddler(Runnable meddling) {
        return new Meddler() {
            @Override
            void meddle() {
                meddling.run();
            }

            @Override
            public void accept(Future<String> f) {
                bag.add("meddler");
            }
        };
    }

    @Test
    void removeSurvivesAnEqualityThatTakesOtherCallbacksOut() {
        future.addDoneCallback(meddler(() -> future.removeDoneCallback(one)));
        for (int i = 0; i < 63; i++) {
            future.addDoneCallback(one);
        }
        future.addDoneCallback(two);
        assertThat(future.removeDoneCallback(two)).isEqualTo(1);
        finish();
        assertThat(bag).containsExactly("meddler");
    }

    @Test
    void removeCountsWhatItTookOutItself() {
        future.addDoneCallback(meddler(() -> future.removeDoneCallback(one)));
        for (int i = 0; i < 63; i++) {
            future.addDoneCallback(one);
        }
        future.addDoneCallback(two);
        int removedByTheMeddler = 63;
        assertThat(future.removeDoneCallback(one)).isEqualTo(63 - removedByTheMeddler);
        finish();
        assertThat(bag).containsExactly("meddler", 2);
    }

    @Test
    void removeSurvivesAnEqualityThatAddsCallbacks() {
        int[] added = {0};
        future.addDoneCallback(
                meddler(() -> {
                    if (added[0] < 100) {
                        added[0]++;
                        future.addDoneCallback(one);
                    }
                }));
        future.addDoneCallback(two);
        assertThat(future.removeDoneCallback(two)).isEqualTo(1);
        assertThat(added[0]).isPositive();
        finish();
        assertThat(bag).startsWith("meddler", 1).hasSize(1 + added[0]);
    }

    @Test
    void callbackThatTakesOutOthersComesTooLateForThem() {
        future.addDoneCallback(f -> bag.add("removed " + f.removeDoneCallback(one)));
        future.addDoneCallback(one);
        future.addDoneCallback(one);
        finish();
        assertThat(bag).containsExactly("removed 0", 1, 1);
    }

    // ---- Contexts

    @Test
    void callbackRunsInACopyOfTheContextThatAddedIt() {
        VirtualLoop.run(() -> {
            Future<String> f = createFuture();
            NAME.set("at adding");
            f.addDoneCallback(done -> {
                bag.add(NAME.get());
                NAME.set("by callback");
            });
            NAME.set("at completion");
            f.setResult("foo");
            sleep(0);
            assertThat(bag).containsExactly("at adding");
            assertThat(NAME.get()).isEqualTo("at completion");
        });
    }

    @Test
    void callbackRunsInTheContextThatIsGiven() throws Exception {
        Context context = new Context();
        context.run(() -> NAME.set("given"));
        future.addDoneCallback(
                f -> {
                    bag.add(NAME.get());
                    NAME.set("changed");
                },
                context);
        finish();
        assertThat(bag).containsExactly("given");
        assertThat(context.run(NAME::get)).isEqualTo("changed");
    }

    @Test
    void callbackOfADoneFutureRunsInTheContextThatAddedItToo() {
        VirtualLoop.run(() -> {
            Future<String> f = createFuture();
            f.setResult("foo");
            NAME.set("late");
            f.addDoneCallback(done -> bag.add(NAME.get()));
            NAME.set("later");
            sleep(0);
            assertThat(bag).containsExactly("late");
        });
    }

    @Test
    void callbackSeesNoCurrentTask() {
        future.addDoneCallback(f -> bag.add(Rondo.currentTask().isPresent()));
        finish();
        assertThat(bag).containsExactly(false);
    }

    @Test
    void callbackOfATaskSeesItDone() {
        VirtualLoop.run(() -> {
            Task<String> task = createTask(() -> "value");
            task.addDoneCallback(done -> bag.add(done.result()));
            task.await();
            sleep(0);
            assertThat(bag).containsExactly("value");
        });
    }
}
