package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rondo.testing.VirtualLoop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nothing recurses along what users make long: waits, futures that follow others, groups. */
class LongChainTest {
    private static final int LENGTH = 20_000; // some 3,000 links overflowed the stack

    /** Returns tasks of which each awaits the one before, the first at the front. */
    private static List<Task<?>> tasks(Action<?> first) {
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(createTask(first));
        for (int i = 1; i < LENGTH; i++) {
            Task<?> before = tasks.getLast();
            tasks.add(createTask(before::await));
        }
        sleep(1);
        return tasks;
    }

    private static List<Task<?>> endsAll(Consumer<List<Task<?>>> cancel) {
        List<Task<?>> all = new ArrayList<>();
        VirtualLoop.run(() -> {
            all.addAll(tasks(() -> sleep(3600)));
            cancel.accept(all);
            waitAll(all, Duration.ofSeconds(1));
            assertThat(all).allMatch(Future::cancelled);
        });
        return all;
    }

    @Test
    void lastIsCancelled() {
        List<Task<?>> all = endsAll(tasks -> assertThat(tasks.getLast().cancel("enough")).isTrue());
        assertThat(all.getFirst().cancelMessage()).isEqualTo("enough");
    }

    @Test
    void eachIsCancelledInLinearTime() {
        endsAll(tasks -> tasks.reversed().forEach(Task::cancel));
    }

    @Test
    void firstIsCancelled() {
        endsAll(tasks -> tasks.getFirst().cancel());
    }

    @Test
    void timeoutEndsAll() {
        endsAll(tasks ->
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(1, () -> tasks.getLast().await())));
    }

    @Test
    void shutdownEndsAll() {
        List<Task<?>> tasks = new ArrayList<>();
        VirtualLoop.run(() -> tasks.addAll(tasks(() -> sleep(3600))));
        assertThat(tasks).hasSize(LENGTH).allMatch(Future::cancelled);
    }

    @Test
    void groupEndsAll() {
        VirtualLoop.run(() ->
                assertThatExceptionOfType(ExceptionGroup.class)
                        .isThrownBy(() ->
                                taskGroup(group -> {
                                    Task<?> last = group.createTask(() -> sleep(3600));
                                    for (int i = 1; i < LENGTH; i++) {
                                        Task<?> before = last;
                                        last = group.createTask(before::await);
                                    }
                                    sleep(1);
                                    failNow();
                                })));
    }

    private static void failNow() {
        throw new IllegalArgumentException();
    }

    @Test
    void failureReachesTheLast() {
        VirtualLoop.run(() -> {
            List<Task<?>> tasks =
                    tasks(() -> {
                        sleep(2);
                        throw new IllegalArgumentException("first");
                    });
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> tasks.getLast().await());
            tasks.forEach(Future::exception);
        });
    }

    @Test
    void shieldsPassResultsFailuresAndCancellationsOn() {
        VirtualLoop.run(() -> {
            Future<String> result = createFuture();
            Future<String> failure = createFuture();
            Future<String> cancelled = createFuture();
            Future<String> atResult = shields(result);
            Future<String> atFailure = shields(failure);
            Future<String> atCancelled = shields(cancelled);
            result.setResult("value");
            failure.setException(new IllegalArgumentException());
            cancelled.cancel("enough");
            assertThat(atResult.result()).isEqualTo("value");
            assertThat(atFailure.exception()).get().isInstanceOf(IllegalArgumentException.class);
            assertThat(atCancelled.cancelled()).isTrue();
        });
    }

    private static Future<String> shields(Future<String> first) {
        Future<String> last = first;
        for (int i = 0; i < LENGTH; i++) {
            last = shield(last);
        }
        return last;
    }

    @Test
    void gatheringsPassAllOn() {
        VirtualLoop.run(() -> {
            Future<Object> result = createFuture();
            Future<Object> failure = createFuture();
            Future<Object> stopped = createFuture();
            Future<?> atResult = gatherings(result);
            Future<?> atFailure = gatherings(failure);
            Future<?> atStopped = gatherings(stopped);
            result.setResult("value");
            failure.setException(new IllegalArgumentException());
            assertThat(atStopped.cancel("enough")).isTrue();
            assertThat(atResult.done() && !atResult.failed()).isTrue();
            assertThat(atFailure.exception()).get().isInstanceOf(IllegalArgumentException.class);
            assertThat(stopped.cancelled() && atStopped.cancelled()).isTrue();
        });
    }

    private static Future<?> gatherings(Future<?> first) {
        Future<?> last = first;
        for (int i = 0; i < LENGTH; i++) {
            last = gather(List.of(last));
        }
        return last;
    }

    @Test
    void tasksThatAwaitGatheringsAreCancelled() {
        VirtualLoop.run(() -> {
            Task<?> first = createTask(() -> sleep(3600));
            Task<?> last = first;
            for (int i = 0; i < LENGTH; i++) {
                Task<?> before = last;
                last = createTask(() -> gather(List.of(before)).await());
            }
            sleep(1);
            last.cancel();
            waitAll(List.of(last), Duration.ofSeconds(1));
            assertThat(last.cancelled() && first.cancelled()).isTrue();
        });
    }

    @Test
    void groupsOfGroupsCanBeLookedIntoAndPrinted() {
        IllegalArgumentException leaf = new IllegalArgumentException("leaf");
        ExceptionGroup outer = new ExceptionGroup("0", List.of(leaf));
        for (int i = 1; i < LENGTH; i++) {
            outer = new ExceptionGroup("" + i, List.of(outer));
        }
        assertThat(outer.leaves()).containsExactly(leaf);
        assertThat(outer.first(IllegalArgumentException.class)).contains(leaf);
        assertThat(outer.subgroup(e -> e == leaf).orElseThrow().leaves()).containsExactly(leaf);
        assertThat(outer.subgroup(e -> e != leaf)).isEmpty();
        StringWriter text = new StringWriter();
        outer.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).contains("groups in groups go on");
    }

    @Test
    void groupsInGroupsFail() {
        ExceptionGroup failure =
                catchThrowableOfType(
                        ExceptionGroup.class, () -> VirtualLoop.run(() -> nested(2_000)));
        assertThat(failure.leaves()).hasSize(1);
    }

    private static void nested(int depth) {
        taskGroup(group -> {
            if (depth > 0) {
                group.createTask(() -> nested(depth - 1));
            } else {
                failNow();
            }
        });
    }
}
