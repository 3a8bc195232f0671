package dev.rondo.sync;

import static dev.rondo.Rondo.createTask;
import static dev.rondo.Rondo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.Task;
import dev.rondo.testing.VirtualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code with}, on everything that is acquired and released. */
@ParameterizedClass
@MethodSource("kinds")
class AcquirableTest {
    private final Acquirable object;
    private final String free;

    AcquirableTest(Supplier<Acquirable> kind) {
        object = kind.get();
        free = object.toString();
    }

    static List<Supplier<Acquirable>> kinds() {
        return List.of(
                Lock::new,
                ReentrantLock::new,
                Semaphore::new,
                () -> new BoundedSemaphore(1),
                Condition::new);
    }

    @Test
    void withHoldsItWhileTheBodyRuns() {
        VirtualLoop.run(() -> {
            String result =
                    object.with(() -> {
                        assertThat(object.toString()).isNotEqualTo(free);
                        return "result";
                    });
            assertThat(result).isEqualTo("result");
            assertThat(object).hasToString(free);
        });
    }

    @Test
    void withReleasesWhenTheBodyThrowsAndPassesItsCheckedException() {
        VirtualLoop.run(() -> {
            assertThatThrownBy(() -> object.with(AcquirableTest::fail))
                    .isInstanceOf(IOException.class);
            assertThat(object).hasToString(free);
        });
    }

    private static String fail() throws IOException {
        throw new IOException("from the body");
    }

    @Test
    void withReleasesWhenTheBodyIsCancelled() {
        VirtualLoop.run(() -> {
            Task<?> task = createTask(() -> object.with(() -> sleep(1)));
            sleep(0);
            VirtualLoop.cancelAndExpectCancelled(task);
            assertThat(object).hasToString(free);
        });
    }

    @Test
    void withDoesNotRunABodyThatIsCancelledInLine() {
        VirtualLoop.run(() -> {
            List<String> log = new ArrayList<>();
            object.acquire();
            Task<?> cancelled = createTask(() -> object.with(() -> log.add("cancelled")));
            Task<?> next = createTask(() -> object.with(() -> log.add("next")));
            sleep(0);
            VirtualLoop.cancelAndExpectCancelled(cancelled);
            object.release();
            next.await();
            assertThat(log).containsExactly("next");
            assertThat(object).hasToString(free);
        });
    }

    @Test
    void bodyThatWasLetInBeforeItsCancellationRuns() {
        VirtualLoop.run(() -> {
            List<String> log = new ArrayList<>();
            object.acquire();
            Task<?> task =
                    createTask(() ->
                            object.with(() -> {
                                log.add("in");
                                sleep(1);
                            }));
            sleep(0);
            object.release();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("in");
            assertThat(object).hasToString(free);
        });
    }

    @Test
    void bodyIsNeeded() {
        assertThatThrownBy(() -> object.with((Action<RuntimeException>) null))
                .isInstanceOf(NullPointerException.class);
        assertThat(object).hasToString(free);
    }
}
