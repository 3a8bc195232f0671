package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Context variables in tasks and callbacks. */
class TaskContextTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final ContextVar<String> name = ContextVar.of("name", "nope");

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
        assertThat(name.get()).isEqualTo("nope"); // nothing got out into the thread
    }

    @Test
    void taskGetsACopyOfItsCreatorsContext() {
        loop.runUntilComplete(() -> {
            assertThat(name.get()).isEqualTo("nope");
            Task<?> task =
                    createTask(() -> {
                        sleep(0.01);
                        assertThat(name.get())
                                .isEqualTo("nope"); // as it was when the task was created
                        name.set("something else");
                    });
            name.set("yes");
            assertThat(name.get()).isEqualTo("yes");
            task.await();
            assertThat(name.get()).isEqualTo("yes");
        });
    }

    @Test
    void taskInheritsWhatWasSetBefore() {
        loop.runUntilComplete(() -> {
            name.set("parent");
            Task<String> task = createTask(name::get);
            name.set("later");
            assertThat(task.await()).isEqualTo("parent");
        });
    }

    @Test
    void callbacksChangeACopyAndWaitsChangeNothing() {
        loop.runUntilComplete(() -> {
            for (int j = 0; j < 2; j++) {
                Future<String> future = createFuture();
                future.addDoneCallback(done -> name.set("something else"));
                name.set("yes" + j);
                callSoon(() -> future.setResult(""));
                future.await();
                assertThat(name.get()).isEqualTo("yes" + j);
                for (int i = 0; i < 3; i++) {
                    name.set("yes" + i + j);
                    sleep(0.001);
                    assertThat(name.get()).isEqualTo("yes" + i + j);
                }
            }
        });
    }

    @Test
    void callbackRunsInTheContextOfWhoAddedIt() {
        List<String> seen = new ArrayList<>();
        loop.runUntilComplete(() -> {
            Future<String> future = createFuture();
            name.set("adder");
            future.addDoneCallback(done -> seen.add(name.get()));
            callSoon(() -> seen.add(name.get()));
            name.set("later");
            future.setResult("");
            sleep(0);
        });
        assertThat(seen).containsExactly("adder", "adder");
    }

    @Test
    void hundredTasksKeepTheirValuesApart() {
        ContextVar<Integer> number = ContextVar.of("number", -1);
        Random random = new Random(17);
        loop.runUntilComplete(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int t = 0; t < 100; t++) {
                int first = random.nextInt(10);
                tasks.add(
                        createTask(() -> {
                            for (int i = 0; i < 10; i++) {
                                number.set(first + i);
                                sleep(Duration.ofMillis(1 + random.nextInt(50)));
                                assertThat(number.get()).isEqualTo(first + i);
                            }
                        }));
            }
            gather(tasks).await();
        });
        assertThat(number.get()).isEqualTo(-1);
    }

    /** Two tasks that run in a given context, one after the other, change it. */
    private void checkGivenContext(BiFunction<Context, Action<?>, Task<?>> creator) {
        ContextVar<Integer> number = ContextVar.of("number");
        List<Optional<Integer>> seen = new ArrayList<>();
        loop.runUntilComplete(() -> {
            Context context = Context.copyCurrent();
            seen.add(context.find(number));
            for (int value = 1; value <= 2; value++) {
                int next = value;
                creator.apply(
                                context,
                                () -> {
                                    sleep(0);
                                    number.set(next);
                                })
                        .await();
                seen.add(context.find(number));
            }
            assertThat(number.find()).isEmpty();
        });
        assertThat(seen).containsExactly(Optional.empty(), Optional.of(1), Optional.of(2));
    }

    private static TaskOptions in(Context context) {
        return TaskOptions.defaults().withContext(context);
    }

    @Test
    void newTaskRunsInTheGivenContextItself() {
        checkGivenContext((context, body) -> loop.newTask(Bodies.callable(body), in(context)));
    }

    @Test
    void createTaskRunsInTheGivenContextItself() {
        checkGivenContext((context, body) -> createTask(in(context), body));
    }

    @Test
    void createTaskOfTheLoopRunsInTheGivenContextItself() {
        checkGivenContext((context, body) -> loop.createTask(in(context), Bodies.callable(body)));
    }

    @Test
    void tasksMayShareAContext() {
        Context shared = new Context();
        List<String> seen = new ArrayList<>();
        loop.runUntilComplete(() -> {
            Task<?> writer =
                    createTask(
                            in(shared),
                            () -> {
                                name.set("first");
                                sleep(1);
                                name.set("second");
                            });
            Task<?> reader =
                    createTask(
                            in(shared),
                            () -> {
                                seen.add(name.get());
                                sleep(2);
                                seen.add(name.get());
                            });
            waitAll(List.of(writer, reader));
        });
        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void contextOfATaskIsTheGivenOne() {
        Context context = Context.copyCurrent();
        Task<?> task = loop.createTask(in(context), () -> "");
        assertThat(task.context()).isSameAs(context);
        loop.runUntilComplete(task);
        assertThat(task.context()).isSameAs(context);
    }

    @Test
    void contextOfATaskShowsWhatItSet() {
        Task<?> task =
                loop.createTask(() -> {
                    name.set("mine");
                });
        loop.runUntilComplete(task);
        assertThat(task.context().find(name)).hasValue("mine");
    }

    @Test
    void awaitedCoroutineRunsInTheContextOfTheTask() {
        loop.runUntilComplete(() -> {
            coroutine("setter", () -> name.set("by the coroutine")).await();
            assertThat(name.get()).isEqualTo("by the coroutine");
        });
    }

    @Test
    void tokenOfACreatorIsOfAnotherContext() {
        loop.runUntilComplete(() -> {
            ContextVar.Token<String> token = name.set("x");
            Task<?> task = createTask(() -> name.reset(token));
            waitAll(List.of(task));
            assertThat(task.exception().orElseThrow())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another context");
            name.reset(token);
            assertThat(name.get()).isEqualTo("nope");
        });
    }

    @Test
    void contextEnteredInsideATaskLastsOverItsWaits() {
        Context entered = new Context();
        loop.runUntilComplete(() -> {
            name.set("task");
            entered.run(() -> {
                name.set("entered");
                createTask(() -> assertThat(name.get()).isEqualTo("entered")).await();
                sleep(1);
                assertThat(name.get()).isEqualTo("entered");
                return null;
            });
            assertThat(name.get()).isEqualTo("task");
            assertThat(currentTask().orElseThrow().context().find(name)).hasValue("task");
        });
    }

    /** What Python's decimal module keeps in its context: the precision. */
    @Test
    void ambientSettingsOfTasksDoNotMix() {
        ContextVar<MathContext> precision = ContextVar.of("precision", MathContext.UNLIMITED);
        BiFunction<Integer, Integer, List<String>> thirds =
                (digits, delay) -> {
                    precision.set(new MathContext(digits));
                    BigDecimal one = BigDecimal.ONE;
                    BigDecimal third = one.divide(new BigDecimal(3), precision.get());
                    sleep(delay);
                    BigDecimal ninth = one.divide(new BigDecimal(9), precision.get());
                    return List.of(third.toString(), ninth.toString());
                };
        List<List<String>> results =
                loop.runUntilComplete(
                        () -> gather(() -> thirds.apply(3, 1), () -> thirds.apply(6, 2)).await());
        assertThat(results)
                .containsExactly(List.of("0.333", "0.111"), List.of("0.333333", "0.111111"));
    }
}
