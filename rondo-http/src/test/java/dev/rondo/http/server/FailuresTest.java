package dev.rondo.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.CancelledError;
import dev.rondo.Rondo;
import dev.rondo.Task;
import dev.rondo.test.RondoTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Failures failures = new Failures();

    @Test
    void theFirstIsThrownWithTheOthersInIt() {
        failures.run(() -> {
            throw new IOException("first");
        });
        failures.run(() -> {
            throw new IllegalStateException("second");
        });
        failures.run(() -> {});
        assertThatThrownBy(failures::throwFirst)
                .isInstanceOf(AppException.class)
                .hasMessage("first")
                .cause()
                .hasSuppressedException(new IllegalStateException("second"));
    }

    @Test
    void noFailureThrowsNothing() {
        failures.run(() -> {});
        failures.throwFirst();
    }

    @RondoTest
    void aCancellationGoesBeforeOthersAndDoesNotStopTheRest() {
        List<String> done = new ArrayList<>();
        Task<?> task =
                Rondo.createTask(() -> {
                    failures.run(() -> {
                        throw new IllegalStateException("first");
                    });
                    failures.run(() -> Rondo.sleep(10));
                    failures.run(() -> done.add("last"));
                    failures.throwFirst();
                });
        Rondo.sleep(1);
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        assertThat(task.cancelled()).isTrue();
        assertThat(done).containsExactly("last");
    }
}
