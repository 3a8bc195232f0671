package dev.rondo;

import static dev.rondo.Rondo.createFuture;
import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What futures and tasks look like in logs and messages. */
class FutureTextTest {
    private static final String LAMBDA = "lambda in dev.rondo.FutureTextTest";

    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void close() {
        virtual.close();
        virtual.assertNoReports();
    }

    private static final class First implements Consumer<Future<Integer>> {
        @Override
        public void accept(Future<Integer> future) {}
    }

    private static final class Last implements Consumer<Future<Integer>> {
        @Override
        public void accept(Future<Integer> future) {}
    }

    @Test
    void showsTheState() {
        Future<Integer> future = loop.createFuture();
        assertThat(future).hasToString("<Future pending>");

        future.setResult(4);
        assertThat(future).hasToString("<Future finished result=4>");
    }

    @Test
    void showsTheException() {
        Future<Integer> future = loop.createFuture();
        future.setException(new RuntimeException("boom"));
        assertThat(future)
                .hasToString("<Future finished exception=java.lang.RuntimeException: boom>");
        assertThat(future.exception()).isPresent();
    }

    @Test
    void showsTheCancellation() {
        Future<Integer> plain = loop.createFuture();
        plain.cancel();
        assertThat(plain).hasToString("<Future cancelled>");

        Future<Integer> withReason = loop.createFuture();
        withReason.cancel("too late");
        assertThat(withReason).hasToString("<Future cancelled message=too late>");
    }

    @Test
    void showsWhereItWasMadeInDebugMode() {
        loop.setDebug(true);
        Future<Integer> future = loop.createFuture();
        StackTraceElement here = new Throwable().getStackTrace()[0];
        String site =
                "dev.rondo.FutureTextTest.showsWhereItWasMadeInDebugMode(FutureTextTest.java:"
                        + (here.getLineNumber() - 1)
                        + ")";
        assertThat(future.toString())
                .startsWith("<Future pending created at ")
                .endsWith(site + ">");
        future.cancel();
        assertThat(future.toString())
                .startsWith("<Future cancelled created at ")
                .endsWith(site + ">");
    }

    @Test
    void showsItsCallbackUntilItIsDone() {
        Future<Integer> future = loop.createFuture();
        future.addDoneCallback(f -> {});
        assertThat(future).hasToString("<Future pending cb=[" + LAMBDA + "]>");
        future.cancel();
        assertThat(future).hasToString("<Future cancelled>");
    }

    @Test
    void showsTwoCallbacksInTheirOrder() {
        Future<Integer> future = loop.createFuture();
        future.addDoneCallback(new First());
        future.addDoneCallback(new Last());
        assertThat(future)
                .hasToString(
                        "<Future pending cb=[dev.rondo.FutureTextTest$First,"
                                + " dev.rondo.FutureTextTest$Last]>");
    }

    @Test
    void countsTheCallbacksBetweenTheFirstAndTheLast() {
        Future<Integer> future = loop.createFuture();
        future.addDoneCallback(new First());
        for (int i = 0; i < 8; i++) {
            future.addDoneCallback(f -> {});
        }
        future.addDoneCallback(new Last());
        assertThat(future)
                .hasToString(
                        "<Future pending cb=[dev.rondo.FutureTextTest$First, <8 more>,"
                                + " dev.rondo.FutureTextTest$Last]>");
    }

    @Test
    void taskShowsNameBodyAndWhatItWaitsFor() {
        VirtualLoop.run(() -> {
            Future<Integer> gate = createFuture();
            Task<Integer> task = createTask("fetch", () -> gate.await());
            assertThat(task).hasToString("<Task pending name='fetch' body=" + LAMBDA + ">");
            sleep(0);
            assertThat(task)
                    .hasToString(
                            "<Task pending name='fetch' body="
                                    + LAMBDA
                                    + " waiting on <Future pending>>");
            gate.setResult(1);
            task.await();
            assertThat(task)
                    .hasToString("<Task finished result=1 name='fetch' body=" + LAMBDA + ">");
        });
    }

    @Test
    void taskWhoseResultContainsItselfHasAFiniteText() {
        VirtualLoop.run(() -> {
            Task<Set<Task<?>>> task =
                    createTask("all", () -> Set.copyOf(Rondo.allTasks().stream().skip(1).toList()));
            task.await();
            assertThat(task.result()).containsExactly(task);
            assertThat(task)
                    .hasToString(
                            "<Task finished result=[<Task finished result=... name='all'>]"
                                    + " name='all' body="
                                    + LAMBDA
                                    + ">");
        });
    }

    @Test
    void tasksThatWaitForEachOtherHaveFiniteTexts() {
        VirtualLoop.run(() -> {
            List<Task<?>> pair = new ArrayList<>();
            pair.add(createTask("a", () -> pair.get(1).await()));
            pair.add(createTask("b", () -> pair.get(0).await()));
            sleep(0);
            assertThat(pair.get(0).toString()).endsWith("waiting on <Task pending name='b'>>");
            assertThat(pair.get(1).toString()).endsWith("waiting on <Task pending name='a'>>");
            pair.get(0).cancel();
            Rondo.waitAll(pair);
        });
    }

    @Test
    void longChainOfWaitsHasAShortText() {
        VirtualLoop.run(() -> {
            Future<Integer> gate = createFuture();
            Future<Integer> last = gate;
            for (int i = 0; i < 2_000; i++) {
                Future<Integer> next = last;
                last = createTask("link", () -> next.await());
            }
            sleep(0);
            assertThat(last.toString()).hasSizeLessThan(200);
            gate.setResult(1);
            last.await();
        });
    }

    @Test
    void aFailingToStringOfAResultDoesNotSpoilTheText() {
        class Broken {
            @Override
            public String toString() {
                throw new AssertionError("no text");
            }
        }
        Future<Object> future = loop.createFuture();
        future.setResult(new Broken());
        assertThat(future.toString())
                .startsWith("<Future finished result=" + Broken.class.getName())
                .contains("its toString failed: java.lang.AssertionError: no text");
    }

    @Test
    void aFailingToStringOfAnExceptionDoesNotKeepATaskFromFailing() {
        class Broken extends RuntimeException {
            @Override
            public String getMessage() {
                throw new AssertionError("no text");
            }
        }
        VirtualLoop.run(() -> {
            Task<Void> task =
                    createTask(() -> {
                        throw new Broken();
                    });
            sleep(0);
            assertThat(task.done()).isTrue();
            assertThat(task.exception().orElseThrow()).isInstanceOf(Broken.class);
        });
    }
}
