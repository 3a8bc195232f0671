package dev.rondo.workers;

import static dev.rondo.Rondo.run;
import static dev.rondo.Rondo.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Future;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls in processes that go well, or fail by themselves: all on the same two workers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessWorkersTest {
    private static final Workers WORKERS = Workers.processes(2);

    @AfterAll
    static void end() {
        WORKERS.close();
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void codeRunsInAnotherProcess() {
        long pid = run(() -> WORKERS.call(() -> pid()));

        assertThat(pid).isNotEqualTo(pid());
    }

    @Test
    void codeSeesWhatItCapturedAndReturnsWhatItMakes() {
        List<String> words = new ArrayList<>(List.of("a", "b"));

        List<String> more =
                run(() ->
                        WORKERS.call(() -> {
                            words.add("c");
                            return words;
                        }));

        assertThat(more).containsExactly("a", "b", "c");
        assertThat(words).containsExactly("a", "b"); // a copy was sent
    }

    @Test
    void callsRunAtOnce() {
        List<Long> pids =
                run(() -> {
                    Future<Long> one = WORKERS.submit(() -> slowPid());
                    Future<Long> other = WORKERS.submit(() -> slowPid());
                    return List.of(one.await(), other.await());
                });

        assertThat(pids).doesNotHaveDuplicates();
    }

    static long slowPid() throws InterruptedException {
        Thread.sleep(100);
        return pid();
    }

    @Test
    void checkedExceptionsComeWithTheirTypeAndTheStackOfThere() {
        assertThatThrownBy(() ->
                        run(() ->
                                WORKERS.call(() -> {
                                    throw new FileNotFoundException("gone");
                                })))
                .isExactlyInstanceOf(FileNotFoundException.class)
                .hasMessage("gone")
                .hasRootCauseInstanceOf(RemoteStack.class)
                .rootCause()
                .hasMessageContaining("in worker worker-")
                .hasMessageContaining("FileNotFoundException: gone")
                .hasMessageContaining("ProcessWorkersTest");
    }

    @Test
    void mapGivesResultsInTheOrderOfTheItems() {
        List<Integer> squares = run(() -> WORKERS.map(List.of(1, 2, 3, 4, 5), n -> n * n).toList());

        assertThat(squares).containsExactly(1, 4, 9, 16, 25);
    }

    @Test
    void toThreadTakesWorkers() {
        long pid = run(() -> toThread(WORKERS, () -> pid()));

        assertThat(pid).isNotEqualTo(pid());
    }

    @Test
    void aThreadWithoutALoopMayCall() throws Exception {
        assertThat(WORKERS.start(() -> 6 * 7).get()).isEqualTo(42);
    }
}
