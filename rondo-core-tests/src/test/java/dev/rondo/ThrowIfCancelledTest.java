package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link Rondo#throwIfCancelled}: a cancellation point that never suspends. */
class ThrowIfCancelledTest {
    private final List<String> log = new ArrayList<>();

    private static void cancelThisTask(String message) {
        currentTask().orElseThrow().cancel(message);
    }

    @Test
    void returnsWithoutASuspensionWhenNobodyCancelled() {
        VirtualLoop.run(() -> {
            callSoon(() -> log.add("callback"));
            throwIfCancelled();
            assertThat(log).isEmpty();
        });
    }

    @Test
    void throwsARequestOnce() {
        VirtualLoop.run(() ->
                createTask(
                                () -> {
                                    cancelThisTask("enough");
                                    assertThatThrownBy(Rondo::throwIfCancelled)
                                            .isInstanceOf(CancelledError.class)
                                            .hasMessage("enough");
                                    throwIfCancelled();
                                    sleep(0);
                                })
                        .await());
    }

    @Test
    void shieldedBodyIsLeftAlone() {
        VirtualLoop.run(() ->
                createTask(
                                () -> {
                                    shielded(() -> {
                                        cancelThisTask("later");
                                        throwIfCancelled();
                                        log.add("done");
                                    });
                                    assertThatThrownBy(Rondo::throwIfCancelled).hasMessage("later");
                                    assertThat(log).containsExactly("done");
                                })
                        .await());
    }

    @Test
    void needsATask() {
        assertThatIllegalStateException()
                .isThrownBy(Rondo::throwIfCancelled)
                .withMessageContaining("no running event loop: throwIfCancelled() was called on");
    }
}
