package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** {@code awaitAll}: the results of several futures, in their order. */
class AwaitAllTest {
    private static Task<String> result(String value, double seconds) {
        return createTask(() -> {
            sleep(seconds);
            return value;
        });
    }

    private static Task<String> failure(String message, double seconds) {
        return createTask(() -> {
            sleep(seconds);
            throw new IOException(message);
        });
    }

    private static long millis() {
        return runningLoop().time().toMillis();
    }

    @Test
    void resultsAreInTheOrderOfTheFutures() {
        VirtualLoop.run(() -> {
            Task<String> a = result("a", 3);
            List<String> results = awaitAll(List.of(a, result("b", 1), a, result(null, 2)));
            assertThat(results).containsExactly("a", "b", "a", null);
            assertThat(millis()).isEqualTo(3000);
        });
    }

    @Test
    void resultsOfAGroup() {
        VirtualLoop.run(() -> {
            List<String> all =
                    taskGroupResult(g -> {
                        List<Task<String>> tasks = new ArrayList<>();
                        for (String name : List.of("a", "b", "c")) {
                            tasks.add(
                                    g.createTask(
                                            () -> sleep(Duration.ofSeconds(1), "page " + name)));
                        }
                        return awaitAll(tasks);
                    });
            assertThat(all).containsExactly("page a", "page b", "page c");
        });
    }

    @Test
    void failureInAGroupIsTheGroups() {
        VirtualLoop.run(() -> {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(() ->
                            taskGroup(g -> {
                                Task<String> a =
                                        g.createTask(() -> sleep(Duration.ofSeconds(10), "a"));
                                Task<String> b =
                                        g.createTask(() -> {
                                            sleep(1);
                                            throw new IOException("b");
                                        });
                                awaitAll(List.of(a, b));
                            }))
                    .satisfies(group -> assertThat(group.exceptions()).hasSize(1));
            assertThat(millis()).isEqualTo(1000);
        });
    }

    @Test
    void firstFailureIsThrownAtOnceAndTheOthersGoOn() {
        VirtualLoop.run(() -> {
            Task<String> a = result("a", 5);
            Task<String> b = failure("b", 1.5);
            Task<String> c = failure("c", 1);
            assertThatThrownBy(() -> awaitAll(List.of(a, b, c)))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .hasMessage("c");
            assertThat(millis()).isEqualTo(1000);
            assertThat(a.await()).isEqualTo("a");
            assertThat(millis()).isEqualTo(5000);
            assertThat(b.exception().orElseThrow()).hasMessage("b");
        });
    }

    @Test
    void oneThatWasCancelledIsThrownAtOnce() {
        VirtualLoop.run(() -> {
            Task<String> a = result("a", 5);
            Task<String> b = result("b", 5);
            callLater(1, () -> b.cancel("enough"));
            assertThatThrownBy(() -> awaitAll(List.of(a, b)))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThat(millis()).isEqualTo(1000);
            assertThat(currentTask().orElseThrow().cancelling()).isZero();
            assertThat(a.done()).isFalse();
        });
    }

    @Test
    void cancelledWaitLeavesTheFuturesAlone() {
        VirtualLoop.run(() -> {
            Task<String> a = result("a", 5);
            Task<?> task = createTask(() -> awaitAll(List.of(a)));
            sleep(1);
            VirtualLoop.cancelAndExpectCancelled(task);
            assertThat(a.await()).isEqualTo("a");
        });
    }

    @Test
    void whatIsDoneOrNothingDoesNotSuspend() {
        VirtualLoop.run(() -> {
            Task<String> a = result("a", 0);
            Task<String> bad = failure("bad", 0);
            a.await();
            waitAll(List.of(bad));
            List<String> log = new ArrayList<>();
            callSoon(() -> log.add("another"));
            assertThat(awaitAll(List.of(a))).containsExactly("a");
            assertThat(awaitAll(List.<Future<String>>of())).isEmpty();
            assertThatThrownBy(() -> awaitAll(List.of(result("late", 9), bad)))
                    .isInstanceOf(CompletionException.class);
            assertThat(log).isEmpty();
        });
    }

    @Test
    void misuseIsRefused() {
        VirtualLoop.run(() -> {
            Task<?> self = currentTask().orElseThrow();
            assertThatIllegalStateException().isThrownBy(() -> awaitAll(List.of(self)));
            assertThatThrownBy(() -> awaitAll(Arrays.asList(createFuture(), null)))
                    .hasMessage("futures contains null");
        });
    }
}
