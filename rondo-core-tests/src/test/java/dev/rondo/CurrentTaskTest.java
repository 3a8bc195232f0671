package dev.rondo;

import static dev.rondo.Rondo.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rondo.testing.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Rondo#currentTask} and {@link Rondo#allTasks}. */
class CurrentTaskTest {
    private final VirtualLoop virtual = new VirtualLoop();
    private final EventLoop loop = virtual.loop();
    private final List<Optional<Task<?>>> seen = new ArrayList<>();

    @AfterEach
    void nothingIsReported() {
        virtual.close();
        virtual.assertNoReports();
    }

    @Test
    void isTheTaskThatRuns() {
        Task<?> task =
                loop.createTask(() -> {
                    seen.add(currentTask());
                    sleep(1);
                    seen.add(currentTask());
                });
        loop.runUntilComplete(task);
        assertThat(seen).containsExactly(Optional.of(task), Optional.of(task));
    }

    @Test
    void isEmptyOutsideOfALoop() {
        assertThat(currentTask()).isEmpty();
        loop.runUntilComplete(() -> "");
        assertThat(currentTask()).isEmpty();
    }

    @Test
    void isEmptyInACallback() {
        loop.callSoon(() -> seen.add(currentTask()));
        virtual.runOnce();
        assertThat(seen).containsExactly(Optional.empty());
    }

    @Test
    void isRightForTasksThatTakeTurns() {
        Future<Boolean> first = loop.createFuture();
        Future<Boolean> second = loop.createFuture();
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(
                loop.createTask(() -> {
                    assertThat(currentTask()).containsSame(tasks.get(0));
                    first.await();
                    assertThat(currentTask()).containsSame(tasks.get(0));
                    second.setResult(true);
                }));
        tasks.add(
                loop.createTask(() -> {
                    assertThat(currentTask()).containsSame(tasks.get(1));
                    first.setResult(true);
                    second.await();
                    assertThat(currentTask()).containsSame(tasks.get(1));
                }));
        loop.runUntilComplete(() -> waitAll(tasks));
        tasks.forEach(Future::result);
        assertThat(currentTask()).isEmpty();
    }

    @Test
    void isTheAwaitingTaskInACoroutine() {
        Task<?> task =
                loop.createTask(() -> {
                    coroutine("inner", () -> seen.add(currentTask())).await();
                });
        loop.runUntilComplete(task);
        assertThat(seen).containsExactly(Optional.of(task));
    }

    @Test
    void isEmptyOnAThreadOfTheExecutor() {
        loop.runUntilComplete(() -> toThread(() -> seen.add(currentTask())));
        assertThat(seen).containsExactly(Optional.empty());
    }

    // ---- All tasks

    @Test
    void allTasksAreThoseThatAreNotDoneInTheOrderOfCreation() {
        Task<?> done = loop.createTask(() -> {});
        Task<?> waiting = loop.createTask(() -> sleep(1));
        loop.runUntilComplete(() -> {
            Task<?> fresh = createTask(() -> {});
            sleep(0);
            assertThat(done.done()).isTrue();
            assertThat(fresh.done()).isTrue();
            Task<?> last = createTask(() -> {});
            assertThat(allTasks())
                    .containsExactly(waiting, currentTask().orElseThrow(), last)
                    .isEqualTo(loop.allTasks());
            waitAll(List.of(waiting, last));
            assertThat(allTasks()).containsExactly(currentTask().orElseThrow());
            return null;
        });
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void allTasksNeedsALoop() {
        assertThatIllegalStateException()
                .isThrownBy(Rondo::allTasks)
                .withMessageContaining("no running event loop");
    }

    @Test
    void allTasksAreOfTheirLoopOnly() {
        try (VirtualLoop other = new VirtualLoop()) {
            Task<?> mine = loop.createTask(() -> {});
            Task<?> theirs = other.loop().createTask(() -> {});
            assertThat(loop.allTasks()).containsExactly(mine);
            assertThat(other.loop().allTasks()).containsExactly(theirs);
            loop.runUntilComplete(mine);
            other.loop().runUntilComplete(theirs);
        }
    }
}
