package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Rondo#ensureFuture}. */
class EnsureFutureTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void coroutineBecomesATaskOfTheRunningLoop() {
        Future<String> task =
                loop.runUntilComplete(() -> ensureFuture(coroutine("greet", () -> "ok")));
        assertThat(task).isInstanceOf(Task.class);
        assertThat(task.loop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(task)).isEqualTo("ok");
    }

    @Test
    void coroutineThatAwaitsBecomesATaskToo() {
        Future<String> task =
                loop.runUntilComplete(() ->
                        ensureFuture(coroutine("nap", () -> sleep(Duration.ofSeconds(1), "ok"))));
        assertThat(task.done()).isFalse();
        assertThat(loop.runUntilComplete(task)).isEqualTo("ok");
    }

    @Test
    void coroutineNeedsARunningLoop() {
        Coroutine<String> coroutine = coroutine("greet", () -> "ok");
        assertThatIllegalStateException()
                .isThrownBy(() -> ensureFuture(coroutine))
                .withMessageContaining("no running event loop");
        assertThat(loop.runUntilComplete(coroutine)).isEqualTo("ok"); // it was not used up
    }

    @Test
    void futureIsReturnedAsItIs() {
        Future<String> future = loop.createFuture();
        future.setResult("ko");
        assertThat(ensureFuture(future)).isSameAs(future);
        assertThat(loop.runUntilComplete(future)).isEqualTo("ko");
    }

    @Test
    void taskIsReturnedAsItIs() {
        Task<String> task = loop.createTask(() -> "ok");
        assertThat(ensureFuture(task)).isSameAs(task);
        assertThat(loop.runUntilComplete(task)).isEqualTo("ok");
    }

    @Test
    void futureOfAnotherLoopIsRefusedWhereALoopIsGiven() {
        try (VirtualLoop other = new VirtualLoop()) {
            Future<String> future = loop.createFuture();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.loop().runUntilComplete(future))
                    .withMessageContaining("The future belongs to a different loop");
        }
    }
}
