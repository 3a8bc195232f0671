package dev.rondo.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.Rondo;
import dev.rondo.history.Models.BankCall;
import dev.rondo.history.Models.CounterCall;
import dev.rondo.history.Models.QueueCall;
import dev.rondo.history.Models.RegisterCall;
import dev.rondo.history.Models.SetCall;
import dev.rondo.sim.Simulation;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls are recorded with what became of them, and the usual models check them. */
class HistoryTest {
    @Test
    void callsAreRecordedInTheOrderOfTheirBeginnings() {
        History<String, Object> history = new History<>();
        Object answer = history.call("a", "outer", () -> history.call("b", "inner", () -> 1) + "!");
        assertThat(answer).isEqualTo("1!");
        assertThat(history.operations())
                .extracting(Operation::toString, Operation::begun, Operation::ended)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a outer -> 1!", 0L, 3L),
                        org.assertj.core.groups.Tuple.tuple("b inner -> 1", 1L, 2L));
    }

    @Test
    void whatACallThrowsPassesThroughAndLeavesTheOutcomeUnknown() {
        History<String, Object> history = new History<>();
        assertThatThrownBy(() ->
                        history.call(
                                "a",
                                "write",
                                () -> {
                                    throw new IOException("gone");
                                }))
                .isInstanceOf(IOException.class);
        assertThat(history.operations().getFirst().isUnknown()).isTrue();
        assertThat(history).hasToString("a write -> unknown: IOException\n");
    }

    @Test
    void aRefusalHasNoEffect() {
        History<String, Object> history = new History<>(List.of(ConnectException.class));
        assertThatThrownBy(() ->
                        history.call(
                                "a",
                                "write",
                                () -> {
                                    throw new ConnectException();
                                }))
                .isInstanceOf(ConnectException.class);
        assertThat(history.operations().getFirst().isRefused()).isTrue();
    }

    @Test
    void oneThatHasNotEndedIsUnknown() {
        History<String, Object> history = new History<>();
        history.call("a", "outer", () -> history.operations().getFirst().isUnknown());
        assertThat(history.operations().getFirst().answer()).contains(true);
    }

    @Test
    void aCancelledCallIsUnknown() {
        History<String, Object> history = new History<>();
        Rondo.run(() -> {
            var task =
                    Rondo.createTask(() ->
                            history.call(
                                    "a",
                                    "ask",
                                    () -> {
                                        Rondo.sleep(1e6);
                                        return 1;
                                    }));
            Rondo.sleep(0);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(dev.rondo.CancelledError.class);
        });
        assertThat(history.operations().getFirst().isUnknown()).isTrue();
    }

    @Test
    void aSeedRecordsTheSameHistoryAgain() {
        assertThat(lostUpdates(7)).isEqualTo(lostUpdates(7));
    }

    @Test
    void aLostUpdateIsFoundInASimulation() {
        assertThat(lostUpdates(7)).contains("Counter", "is not linearizable");
    }

    /** Two tasks read, sleep, and write: one of their updates is lost. */
    private static String lostUpdates(long seed) {
        StringBuilder report = new StringBuilder();
        Simulation.run(
                seed,
                simulation -> {
                    History<CounterCall, Object> history = new History<>();
                    long[] value = {0};
                    Rondo.taskGroup(group -> {
                        for (String client : List.of("a", "b")) {
                            group.createTask(() -> {
                                history.call(
                                        client,
                                        new CounterCall.AddAndGet(1),
                                        () -> {
                                            long before = value[0];
                                            Rondo.sleep(0.001 * (1 + simulation.random(9)));
                                            value[0] = before + 1;
                                            return value[0];
                                        });
                            });
                        }
                    });
                    report.append("Counter ").append(history);
                    try {
                        history.verify(Models.counter(0));
                    } catch (HistoryViolation e) {
                        report.append(e.getMessage());
                    }
                });
        return report.toString();
    }

    @Test
    void modelOfARegister() {
        History<RegisterCall<String>, Object> history = new History<>();
        history.call("a", Models.write("x"), () -> "whatever");
        history.call("a", Models.compareAndSet("x", "y"), () -> true);
        history.call("a", Models.read(), () -> "y");
        assertThatCode(() -> history.verify(Models.register("w"))).doesNotThrowAnyException();
        history.call("a", Models.read(), () -> "x");
        assertThatThrownBy(() -> history.verify(Models.register("w")))
                .isInstanceOf(HistoryViolation.class);
    }

    @Test
    void modelOfACounter() {
        History<CounterCall, Object> history = new History<>();
        history.call("a", new CounterCall.Add(5), () -> "whatever");
        history.call("a", new CounterCall.AddAndGet(2), () -> 7L);
        history.call("a", new CounterCall.Get(), () -> 7L);
        assertThatCode(() -> history.verify(Models.counter(0))).doesNotThrowAnyException();
        history.call("a", new CounterCall.Get(), () -> 8L);
        assertThatThrownBy(() -> history.verify(Models.counter(0)))
                .isInstanceOf(HistoryViolation.class);
    }

    @Test
    void modelOfASet() {
        History<SetCall<Integer>, Object> history = new History<>();
        history.call("a", new SetCall.Add<>(1), () -> "whatever");
        history.call("a", new SetCall.Add<>(2), () -> "whatever");
        history.call("a", new SetCall.Remove<>(1), () -> "whatever");
        history.call("a", new SetCall.Contains<>(1), () -> false);
        history.call("a", new SetCall.All<>(), () -> Set.of(2));
        assertThatCode(() -> history.verify(Models.set())).doesNotThrowAnyException();
        history.call("a", new SetCall.All<>(), () -> Set.of());
        assertThatThrownBy(() -> history.verify(Models.set())).isInstanceOf(HistoryViolation.class);
    }

    @Test
    void modelOfAQueue() {
        History<QueueCall<Integer>, Object> history = new History<>();
        history.call("a", new QueueCall.Offer<>(1), () -> "whatever");
        history.call("a", new QueueCall.Offer<>(2), () -> "whatever");
        history.call("a", new QueueCall.Poll<>(), () -> Optional.of(1));
        history.call("a", new QueueCall.Poll<>(), () -> Optional.of(2));
        history.call("a", new QueueCall.Poll<>(), () -> Optional.empty());
        assertThatCode(() -> history.verify(Models.queue())).doesNotThrowAnyException();
        history.call("a", new QueueCall.Poll<>(), () -> Optional.of(2));
        assertThatThrownBy(() -> history.verify(Models.queue()))
                .isInstanceOf(HistoryViolation.class);
    }

    @Test
    void modelOfABank() {
        History<BankCall, Object> history = new History<>();
        history.call("a", new BankCall.Transfer("x", "y", 3), () -> true);
        history.call("a", new BankCall.Transfer("x", "y", 8), () -> false);
        history.call("a", new BankCall.Balances(), () -> Map.of("x", 7L, "y", 3L));
        Map<String, Long> initial = Map.of("x", 10L, "y", 0L);
        assertThatCode(() -> history.verify(Models.bank(initial))).doesNotThrowAnyException();
        history.call("a", new BankCall.Balances(), () -> Map.of("x", 7L, "y", 4L));
        assertThatThrownBy(() -> history.verify(Models.bank(initial)))
                .isInstanceOf(HistoryViolation.class);
    }
}
