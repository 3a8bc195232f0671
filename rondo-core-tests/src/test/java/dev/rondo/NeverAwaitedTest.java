package dev.rondo;

import static dev.rondo.Rondo.coroutine;
import static dev.rondo.Rondo.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.testing.CapturedLog;
import dev.rondo.testing.VirtualLoop;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Coroutines that were made and forgotten. */
class NeverAwaitedTest {
    private final VirtualLoop virtual = new VirtualLoop();

    private List<String> messages() {
        return virtual.reports().stream().map(ExceptionContext::message).toList();
    }

    /** Makes a coroutine in a frame of its own, so that nothing holds it afterwards. */
    private static void makeAndForget() {
        coroutine("forgotten", () -> 1);
    }

    @Test
    void reportedWhenTheCollectorFindsIt() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                makeAndForget();
                for (int i = 0; i < 1_000 && virtual.reports().isEmpty(); i++) {
                    System.gc();
                    Rondo.sleep(0);
                }
                assertThat(messages()).hasSize(1);
                assertThat(messages().getFirst())
                        .startsWith("Coroutine forgotten was never awaited")
                        .contains("NeverAwaitedTest.makeAndForget(NeverAwaitedTest.java:");
            });
        }
        assertThat(virtual.reports()).as("reported once").hasSize(1);
    }

    @Test
    void reportedWhenTheLoopClosesInTheOrderOfMaking() {
        Coroutine<?>[] held = new Coroutine<?>[3];
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                for (int i = 0; i < held.length; i++) {
                    held[i] = coroutine("forgotten-" + i, () -> 1);
                }
            });
            virtual.assertNoReports();
        }
        assertThat(messages())
                .zipSatisfy(
                        List.of("forgotten-0", "forgotten-1", "forgotten-2"),
                        (message, name) ->
                                assertThat(message)
                                        .startsWith("Coroutine " + name + " was never awaited"));
        assertThat(held[0].toString()).startsWith("<Coroutine forgotten-0");
    }

    @Test
    void madeOutsideOfALoopItIsLoggedWhenTheCollectorFindsIt() {
        try (CapturedLog log = new CapturedLog()) {
            makeAndForget();
            for (int i = 0; i < 1_000 && log.messages().isEmpty(); i++) {
                System.gc();
            }
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().getFirst())
                    .startsWith("Coroutine forgotten was never awaited");
        }
        virtual.close();
    }

    @Test
    void notReportedOnceItRan() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                assertThat(coroutine("awaited", () -> 1).await()).isEqualTo(1);
                assertThat(createTask(coroutine("task", () -> 2)).await()).isEqualTo(2);
                assertThat(Rondo.gather(coroutine("gathered", () -> 3)).await()).containsExactly(3);
                assertThatThrownBy(
                                coroutine(
                                                "failed",
                                                () -> {
                                                    throw new IllegalArgumentException("its own");
                                                })
                                        ::await)
                        .hasMessage("its own");
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void notReportedOnceItWasClosed() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> coroutine("closed", () -> 1).close());
        }
        virtual.assertNoReports();
    }

    @Test
    void notReportedWhenTheTaskThatWasToRunItIsCancelled() {
        try (Runner runner = virtual.runner()) {
            runner.run(() -> {
                Task<Integer> task =
                        createTask(
                                coroutine(
                                        "begun",
                                        () -> {
                                            Rondo.sleep(1);
                                            return 1;
                                        }));
                task.cancel();
                Rondo.waitAll(List.of(task));
                assertThat(task.cancelled()).isTrue();
            });
        }
        virtual.assertNoReports();
    }

    @Test
    void refusedAwaitLeavesItToBeReported() {
        Coroutine<Integer> outside;
        try (Runner runner = virtual.runner()) {
            outside = runner.run(() -> coroutine("outside", () -> 1));
            assertThatThrownBy(outside::await).hasMessageStartingWith("no running event loop");
        }
        assertThat(messages()).hasSize(1);
        assertThat(outside.name()).isEqualTo("outside");
    }
}
