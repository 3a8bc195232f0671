package dev.rondo;

import static dev.rondo.Rondo.callSoon;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.currentTask;
import static dev.rondo.Rondo.gather;
import static dev.rondo.Rondo.runCoroutineThreadsafe;
import static dev.rondo.Rondo.runningLoop;
import static dev.rondo.Rondo.sleep;
import static dev.rondo.Rondo.taskGroup;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What follows a task into those that it creates and into threads, and what does not. */
class InheritanceTest {
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
    private final ThreadLocal<String> local = new ThreadLocal<>();
    private final InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
    private final ContextVar<String> variable = ContextVar.of("variable", "-");

    private String seen() {
        return "scoped=%s local=%s inheritable=%s variable=%s"
                .formatted(
                        SCOPED.isBound() ? SCOPED.get() : "unbound",
                        local.get(),
                        inheritable.get(),
                        variable.get());
    }

    private void setAll(String value) {
        local.set(value);
        inheritable.set(value);
        variable.set(value);
    }

    private Inheritance both() {
        return Inheritance.ofThreadLocal(local).and(Inheritance.ofScopedValue(SCOPED));
    }

    private static <X extends Throwable> void run(Inheritance inheritance, Action<X> body)
            throws X {
        Rondo.run(() -> {
            runningLoop().setInheritance(Optional.of(inheritance));
            body.run();
        });
    }

    @Test
    void withoutOneOnlyVariablesGoAlong() {
        Rondo.run(() ->
                ScopedValue.where(SCOPED, "x")
                        .run(() -> {
                            setAll("x");
                            List<String> called = new ArrayList<>();
                            assertThat(seen())
                                    .isEqualTo("scoped=x local=x inheritable=x variable=x");
                            assertThat(createTask(this::seen).await())
                                    .isEqualTo(
                                            "scoped=unbound local=null inheritable=x variable=x");
                            assertThat(toThread(this::seen))
                                    .isEqualTo(
                                            "scoped=unbound local=null inheritable=null variable=x");
                            callSoon(() -> called.add(seen()));
                            sleep(0);
                            assertThat(called)
                                    .containsExactly(
                                            "scoped=unbound local=null inheritable=null variable=x");
                            assertThat(seen())
                                    .isEqualTo("scoped=x local=x inheritable=x variable=x");
                        }));
    }

    @Test
    void tasksAndThreadsHaveWhatTheirCreatorHas() {
        run(
                both(),
                () ->
                        ScopedValue.where(SCOPED, "x")
                                .run(() -> {
                                    local.set("x");
                                    assertThat(createTask(this::localAndScoped).await())
                                            .isEqualTo("x x");
                                    assertThat(
                                                    createTask(
                                                                    TaskOptions.eager(),
                                                                    this::localAndScoped)
                                                            .await())
                                            .isEqualTo("x x");
                                    assertThat(
                                                    gather(
                                                                    this::localAndScoped,
                                                                    () ->
                                                                            toThread(
                                                                                    this
                                                                                            ::localAndScoped))
                                                            .await())
                                            .containsExactly("x x", "x x");
                                    taskGroup(group ->
                                            group.createTask(() -> {
                                                assertThat(createTask(this::localAndScoped).await())
                                                        .isEqualTo("x x"); // a grandchild
                                            }));
                                    assertThat(
                                                    runningLoop()
                                                            .runInExecutor(this::localAndScoped)
                                                            .await())
                                            .isEqualTo("x x");
                                }));
    }

    private String localAndScoped() {
        return local.get() + " " + SCOPED.orElse("unbound");
    }

    @Test
    void aTaskHasTheValueOfItsCreation() {
        run(
                both(),
                () -> {
                    local.set("at creation");
                    Task<String> task = createTask(this::localAndScoped);
                    local.set("later");
                    assertThat(task.await()).isEqualTo("at creation unbound");
                    assertThat(local.get()).isEqualTo("later");
                });
    }

    @Test
    void whatATaskSetsStaysWithIt() {
        run(
                both(),
                () -> {
                    local.set("mine");
                    createTask(
                                    () -> {
                                        local.set("its own");
                                        sleep(0.001);
                                        assertThat(local.get()).isEqualTo("its own");
                                    })
                            .await();
                    assertThat(local.get()).isEqualTo("mine");
                });
    }

    @Test
    void aThreadIsLeftAsItWas() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            one.submit(() -> local.set("the worker's")).get();
            run(
                    both(),
                    () -> {
                        local.set("x");
                        assertThat(toThread(one, this::localAndScoped)).isEqualTo("x unbound");
                        assertThatThrownBy(() ->
                                        toThread(
                                                one,
                                                () -> {
                                                    local.set("changed");
                                                    throw new IllegalStateException("failed");
                                                }))
                                .hasMessage("failed");
                        local.remove();
                        assertThat(toThread(one, this::localAndScoped)).isEqualTo("null unbound");
                    });
            assertThat(one.submit(local::get).get()).isEqualTo("the worker's");
        }
    }

    @Test
    void aCoroutineFromAnotherThreadHasThatThreadsValues() {
        run(
                both(),
                () -> {
                    EventLoop loop = runningLoop();
                    CompletableFuture<CompletableFuture<String>> handed = new CompletableFuture<>();
                    Thread.ofPlatform()
                            .start(() -> {
                                local.set("the thread's");
                                handed.complete(runCoroutineThreadsafe(this::localAndScoped, loop));
                                local.set("later");
                            });
                    assertThat(Rondo.await(Rondo.await(handed))).isEqualTo("the thread's unbound");
                });
    }

    @Test
    void theMainTaskHasWhatTheThreadThatRunsItHas() {
        local.set("outside");
        try (Runner runner = new Runner()) {
            runner.loop().setInheritance(Optional.of(both()));
            assertThat(runner.<String, RuntimeException>run(this::localAndScoped))
                    .isEqualTo("outside unbound");
        }
    }

    @Test
    void theBodyStaysTheOneThatWasGiven() {
        run(
                both(),
                () -> {
                    Callable<String> body = this::localAndScoped;
                    assertThat(createTask(body).body()).isSameAs(body);
                });
    }

    @Test
    void aFailingCaptureFailsWhoCreates() {
        Inheritance failing =
                Inheritance.of(
                        () -> {
                            throw new IllegalStateException("no capture");
                        },
                        value -> {});
        run(
                failing,
                () -> {
                    assertThatThrownBy(() -> createTask(() -> 1)).hasMessage("no capture");
                    assertThatThrownBy(() -> toThread(() -> 1)).hasMessage("no capture");
                    runningLoop().setInheritance(Optional.empty());
                    assertThat(runningLoop().inheritance()).isEmpty();
                    assertThat(createTask(() -> currentTask().isPresent()).await()).isTrue();
                });
    }

    @Test
    void aWorkerHasNothingOfTheTaskThatHadItFirst() {
        Rondo.run(() -> {
            inheritable.set("first");
            assertThat(toThread(inheritable::get)).isNull();
            assertThat(toThread(() -> Thread.currentThread().getContextClassLoader()))
                    .isSameAs(Thread.currentThread().getContextClassLoader());
        });
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefused() {
        assertThatThrownBy(() -> both().and(null)).hasMessage("other");
        assertThatThrownBy(() -> Inheritance.ofThreadLocal(null)).hasMessage("local");
        assertThatThrownBy(() -> Inheritance.ofScopedValue(null)).hasMessage("value");
        assertThatThrownBy(() -> Inheritance.of(null, value -> {})).hasMessage("capture");
        assertThatThrownBy(() -> Inheritance.of(() -> 1, null)).hasMessage("restore");
    }
}
