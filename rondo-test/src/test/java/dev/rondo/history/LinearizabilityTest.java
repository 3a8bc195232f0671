package dev.rondo.history;

import static dev.rondo.history.Models.compareAndSet;
import static dev.rondo.history.Models.read;
import static dev.rondo.history.Models.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.history.Models.Keyed;
import dev.rondo.history.Models.RegisterCall;
import dev.rondo.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An order is found where there is one, and only there. */
class LinearizabilityTest {
    private static final Model<Integer, RegisterCall<Integer>, Object> REGISTER =
            Models.register(0);

    private static Operation<RegisterCall<Integer>, Object> answered(
            long begun, long ended, RegisterCall<Integer> call, Object answer) {
        return new Operation<>("c" + begun, call, new Outcome.Answered<>(answer), begun, ended);
    }

    private static Operation<RegisterCall<Integer>, Object> unknown(
            long begun, RegisterCall<Integer> call) {
        return new Operation<>(
                "c" + begun, call, new Outcome.Unknown<>("timeout"), begun, Operation.NEVER);
    }

    private static boolean explained(List<Operation<RegisterCall<Integer>, Object>> operations) {
        return Linearizability.check(REGISTER, operations) instanceof Verdict.Linearizable;
    }

    @Test
    void nothingIsLinearizable() {
        assertThat(explained(List.of())).isTrue();
    }

    @Test
    void aReadDuringAWriteMaySeeItOrNot() {
        for (int seen = 0; seen <= 1; seen++) {
            assertThat(
                            explained(
                                    List.of(
                                            answered(0, 3, write(1), true),
                                            answered(1, 2, read(), seen))))
                    .isTrue();
        }
    }

    @Test
    void aReadBehindAWriteMustSeeIt() {
        assertThat(explained(List.of(answered(0, 1, write(1), true), answered(2, 3, read(), 0))))
                .isFalse();
    }

    @Test
    void onceTheNewValueWasSeenTheOldOneIsGone() {
        assertThat(
                        explained(
                                List.of(
                                        answered(0, 5, write(1), true),
                                        answered(1, 2, read(), 1),
                                        answered(3, 4, read(), 0))))
                .isFalse();
    }

    @Test
    void oneOfUnknownOutcomeMayTakeEffectLate() {
        assertThat(
                        explained(
                                List.of(
                                        unknown(0, write(1)),
                                        answered(1, 2, read(), 0),
                                        answered(3, 4, read(), 1))))
                .isTrue();
    }

    @Test
    void oneOfUnknownOutcomeMayHaveNoEffect() {
        assertThat(explained(List.of(unknown(0, write(1)), answered(1, 2, read(), 0)))).isTrue();
    }

    @Test
    void oneOfUnknownOutcomeTakesEffectOnce() {
        assertThat(
                        explained(
                                List.of(
                                        unknown(0, write(1)),
                                        answered(1, 2, read(), 1),
                                        answered(3, 4, write(2), true),
                                        answered(5, 6, read(), 1))))
                .isFalse();
    }

    @Test
    void noneTakesEffectBeforeItsBeginning() {
        assertThat(explained(List.of(answered(0, 1, read(), 1), unknown(2, write(1))))).isFalse();
    }

    @Test
    void aRefusedOneHasNoEffect() {
        Operation<RegisterCall<Integer>, Object> refused =
                new Operation<>("a", write(1), new Outcome.Refused<>("full"), 0, 1);
        assertThat(explained(List.of(refused, answered(2, 3, read(), 0)))).isTrue();
        assertThat(explained(List.of(refused, answered(2, 3, read(), 1)))).isFalse();
    }

    @Test
    void onlyOneOfTwoSwapsSucceeds() {
        assertThat(
                        explained(
                                List.of(
                                        answered(0, 2, compareAndSet(0, 1), true),
                                        answered(1, 3, compareAndSet(0, 2), false))))
                .isTrue();
        assertThat(
                        explained(
                                List.of(
                                        answered(0, 2, compareAndSet(0, 1), true),
                                        answered(1, 3, compareAndSet(0, 2), true))))
                .isFalse();
    }

    @Test
    void aViolationIsDrawn() {
        Verdict verdict =
                Linearizability.check(
                        REGISTER,
                        List.of(
                                answered(0, 5, write(1), true),
                                answered(1, 2, read(), 1),
                                answered(3, 4, read(), 0)));
        assertThat(verdict).isInstanceOf(Verdict.Violated.class);
        assertThat(((Verdict.Violated) verdict).report())
                .isEqualTo(
                        """
                        The history is not linearizable: no order of its 3 calls explains the answers
                          c0 write(1) -> true  |----|
                          c1 read() -> 1        ||
                          c3 read() -> 0          ||
                        The longest order that explains them has 2 of 3:
                          c0 write(1) -> true
                          c1 read() -> 1
                        The state is then 1
                          c3 read() would be answered 1, was answered 0\
                        """);
    }

    @Test
    void partsAreCheckedApartAndTheBadOneIsNamed() {
        Model<Integer, Keyed<String, RegisterCall<Integer>>, Object> keyed =
                Models.keyed(Models.register(0));
        List<Operation<Keyed<String, RegisterCall<Integer>>, Object>> operations =
                List.of(
                        new Operation<>(
                                "a",
                                new Keyed<>("x", write(1)),
                                new Outcome.Answered<>(true),
                                0,
                                1),
                        new Operation<>(
                                "a", new Keyed<>("y", read()), new Outcome.Answered<>(1), 2, 3));
        Verdict verdict = Linearizability.check(keyed, operations);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Violated.class,
                        violated -> {
                            assertThat(violated.part()).isEqualTo("y");
                            assertThat(violated.report()).contains("in the part y");
                        });
    }

    @Test
    void aSearchHasABound() {
        List<Operation<RegisterCall<Integer>, Object>> operations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            operations.add(unknown(i, write(i + 1)));
        }
        operations.add(answered(100, 101, read(), -1));
        Verdict verdict = Linearizability.check(REGISTER, operations, 10_000);
        assertThat(verdict).isEqualTo(new Verdict.Undecided("", 10_000));
        assertThatThrownBy(() -> HistoryViolation.throwUnlessGood(verdict))
                .isInstanceOf(HistoryViolation.class)
                .hasMessageContaining("not decided after 10000 steps");
    }

    @Test
    void aThousandCallsOfTenClientsAreDecided() {
        for (int seed = 0; seed < 20; seed++) {
            List<Operation<RegisterCall<Integer>, Object>> history =
                    RandomHistories.good(new Random(seed), 1_000, 10);
            assertThat(Linearizability.check(REGISTER, history, 1_000_000))
                    .isInstanceOf(Verdict.Linearizable.class);
        }
    }

    @Test
    void itSaysWhatTryingAllOrdersSays() {
        int good = 0;
        for (int seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            List<Operation<RegisterCall<Integer>, Object>> history =
                    RandomHistories.any(random, 1 + random.nextInt(6));
            boolean expected = AllOrders.explain(REGISTER, history);
            assertThat(explained(history)).as("seed %d: %s", seed, history).isEqualTo(expected);
            good += expected ? 1 : 0;
        }
        assertThat(good).isBetween(500, 3_500); // both kinds were tried
    }
}
