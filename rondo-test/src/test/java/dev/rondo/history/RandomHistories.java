package dev.rondo.history;

import dev.rondo.history.Models.RegisterCall;
import dev.rondo.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Histories of a register, by seed. */
final class RandomHistories {
    private RandomHistories() {}

    private static RegisterCall<Integer> call(Random random, int values) {
        return switch (random.nextInt(3)) {
            case 0 -> Models.read();
            case 1 -> Models.write(random.nextInt(values));
            default -> Models.compareAndSet(random.nextInt(values), random.nextInt(values));
        };
    }

    /**
     * Returns one of a register that works: each call takes effect at a moment between its ends.
     */
    static List<Operation<RegisterCall<Integer>, Object>> good(
            Random random, int calls, int clients) {
        record Planned(
                int client, RegisterCall<Integer> call, long begun, long moment, long ended) {}
        long[] free = new long[clients]; // from when on a client may call
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            int client = i % clients;
            long begun = free[client] + 1 + random.nextInt(1_000);
            long moment = begun + 1 + random.nextInt(1_000);
            long ended = moment + 1 + random.nextInt(1_000);
            free[client] = ended;
            planned.add(new Planned(client, call(random, 5), begun, moment, ended));
        }
        planned.sort(Comparator.comparingLong(Planned::moment).thenComparing(Planned::client));
        Model<Integer, RegisterCall<Integer>, Object> model = Models.register(0);
        int state = model.initial();
        List<Operation<RegisterCall<Integer>, Object>> history = new ArrayList<>();
        for (Planned plan : planned) {
            Model.Step<Integer, Object> step = model.step(state, plan.call);
            state = step.state();
            // No two ends are at one place.
            long begun = plan.begun * clients + plan.client;
            long ended = plan.ended * clients + plan.client;
            history.add(
                    new Operation<>(
                            "c" + plan.client,
                            plan.call,
                            new Outcome.Answered<>(step.answer()),
                            begun,
                            ended));
        }
        history.sort(Comparator.comparingLong(Operation::begun));
        return history;
    }

    /** Returns one whose answers are drawn. */
    static List<Operation<RegisterCall<Integer>, Object>> any(Random random, int calls) {
        List<Long> places = new ArrayList<>();
        for (long i = 0; i < 2L * calls; i++) {
            places.add(i);
        }
        java.util.Collections.shuffle(places, random);
        List<Operation<RegisterCall<Integer>, Object>> history = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            long begun = Math.min(places.get(2 * i), places.get(2 * i + 1));
            long ended = Math.max(places.get(2 * i), places.get(2 * i + 1));
            RegisterCall<Integer> call = call(random, 3);
            Outcome<Object> outcome =
                    switch (random.nextInt(6)) {
                        case 0 -> new Outcome.Unknown<>("timeout");
                        case 1 -> new Outcome.Refused<>("full");
                        default ->
                                new Outcome.Answered<>(
                                        call instanceof RegisterCall.CompareAndSet
                                                ? (Object) random.nextBoolean()
                                                : (Object) random.nextInt(3));
                    };
            boolean isUnknown = outcome instanceof Outcome.Unknown;
            history.add(
                    new Operation<>(
                            "c" + i, call, outcome, begun, isUnknown ? Operation.NEVER : ended));
        }
        return history;
    }
}
