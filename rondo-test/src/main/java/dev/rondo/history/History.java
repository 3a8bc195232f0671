package dev.rondo.history;

import dev.rondo.Body;
import dev.rondo.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records what clients ask and are told, to be checked afterwards. All threads may call it; in a
 * simulation the same seed records the same history.
 *
 * {@snippet :
 * History<Models.RegisterCall<Integer>, Object> history = new History<>();
 * history.call("alice", Models.write(1), () -> store.put("x", 1));
 * history.call("bob", Models.read(), () -> store.get("x"));
 * history.verify(Models.register(0));
 * }
 *
 * @param <C> the calls, which should have a {@code toString}
 * @param <A> the answers
 */
public final class History<C, A> {
    private final List<Class<? extends Throwable>> refusals;

    // Guarded by this.
    private final List<Recorded<C, A>> all = new ArrayList<>();
    private long places;

    /** A call under way, or over. */
    private static final class Recorded<C, A> {
        private final String client;
        private final C call;
        private final long begun;
        private long ended = Operation.NEVER;
        private @Nullable Outcome<A> outcome;

        Recorded(String client, C call, long begun) {
            this.client = client;
            this.call = call;
            this.begun = begun;
        }

        Operation<C, A> operation() {
            Outcome<A> known =
                    outcome == null ? new Outcome.Unknown<>("it has not ended") : outcome;
            return new Operation<>(client, call, known, begun, ended);
        }
    }

    /** Creates an empty one in which a call that throws anything has an unknown outcome. */
    public History() {
        this(List.of());
    }

    /**
     * Creates an empty one.
     *
     * @param refusals what a call throws that has surely had no effect, as a refused connection.
     *     All else that it throws, timeouts and cancellations too, leaves the outcome unknown
     */
    public History(List<Class<? extends Throwable>> refusals) {
        this.refusals = List.copyOf(refusals);
    }

    /**
     * Makes a call and records it. Suspends if the body does; what that throws passes through.
     *
     * @param client who calls; a client need not wait for one call before the next
     * @param call what is asked, for the model
     * @param body asks it
     */
    public <X extends Throwable> A call(String client, C call, Body<? extends A, X> body) throws X {
        Recorded<C, A> recorded = begin(client, call);
        try {
            A answer = body.run();
            end(recorded, new Outcome.Answered<>(Objects.requireNonNull(answer, "answer")));
            return answer;
        } catch (Throwable e) { // recorded, whatever it is, and thrown again
            endThrown(recorded, e);
            throw e;
        }
    }

    private void endThrown(Recorded<C, A> recorded, Throwable thrown) {
        boolean refused = refusals.stream().anyMatch(type -> type.isInstance(thrown));
        String why = thrown.getClass().getSimpleName();
        end(recorded, refused ? new Outcome.Refused<>(why) : new Outcome.Unknown<>(why));
    }

    private synchronized Recorded<C, A> begin(String client, C call) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(call, "call");
        Recorded<C, A> recorded = new Recorded<>(client, call, places++);
        all.add(recorded);
        return recorded;
    }

    private synchronized void end(Recorded<C, A> recorded, Outcome<A> outcome) {
        recorded.outcome = outcome;
        if (!(outcome instanceof Outcome.Unknown)) {
            recorded.ended = places++;
        }
    }

    /** Returns what was recorded until now, in the order of the beginnings. */
    public synchronized List<Operation<C, A>> operations() {
        return all.stream().map(Recorded::operation).toList();
    }

    /**
     * Checks that the history is linearizable; see {@link Linearizability}.
     *
     * @throws HistoryViolation if it is not, or if that could not be decided
     */
    public <S> void verify(Model<S, C, A> model) {
        HistoryViolation.throwUnlessGood(Linearizability.check(model, operations()));
    }

    /** Returns a line an operation. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Operation<C, A> operation : operations()) {
            text.append(operation).append('\n');
        }
        return text.toString();
    }
}
