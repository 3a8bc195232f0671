package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A failure of runCoroutineThreadsafe that nobody asks for is reported, at the latest at closing.
 */
class ThreadsafeResultTest {
    private final List<ExceptionContext> reports = new ArrayList<>();

    private void fails(Consumer<CompletableFuture<String>> use) {
        try (EventLoop loop = EventLoop.create()) {
            loop.setExceptionHandler(Optional.of((l, context) -> reports.add(context)));
            CompletableFuture<String> result =
                    Rondo.runCoroutineThreadsafe(
                            () -> {
                                throw new IllegalStateException("lost");
                            },
                            loop);
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 5; i++) {
                    Rondo.sleep(0);
                }
            });
            use.accept(result);
        }
    }

    @Test
    void failureThatNobodyAsksForIsReported() {
        fails(result -> {});
        assertThat(reports)
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.message())
                            .startsWith(
                                    "Exception of a coroutine that was run by runCoroutineThreadsafe()");
                    assertThat(report.exception()).containsInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    void waitingForItIsAsking() {
        fails(result -> {
            try {
                result.get();
            } catch (InterruptedException | ExecutionException e) {
                // It is known now.
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void aStageThatIsMadeOfItIsAsking() {
        fails(result -> result.handle((value, failure) -> "handled"));
        assertThat(reports).isEmpty();
    }

    @Test
    void oneThatWaitsWithOthersIsAsking() {
        try (EventLoop loop = EventLoop.create()) {
            loop.setExceptionHandler(Optional.of((l, context) -> reports.add(context)));
            CompletableFuture<Void> all =
                    CompletableFuture.allOf(
                            Rondo.runCoroutineThreadsafe(
                                    () -> {
                                        throw new IllegalStateException("known to allOf");
                                    },
                                    loop));
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 5; i++) {
                    Rondo.sleep(0);
                }
            });
            assertThat(all).isCompletedExceptionally();
        }
        assertThat(reports).isEmpty();
    }
}
