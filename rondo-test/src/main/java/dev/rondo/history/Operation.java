package dev.rondo.history;

import java.util.Objects;
import java.util.Optional;

/**
 * One call of a client, and what became of it.
 *
 * @param client who called
 * @param call what was asked
 * @param outcome what became of it
 * @param begun its place among all beginnings and ends of the history, from 0
 * @param ended the place of its end; {@link #NEVER} if the outcome is unknown: it may take effect
 *     at any time after its beginning, or never
 * @param <C> the calls
 * @param <A> the answers
 */
public record Operation<C, A>(String client, C call, Outcome<A> outcome, long begun, long ended) {
    /** The end of what nobody knows to have ended. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What became of a call. */
    public sealed interface Outcome<A> {
        /** It was answered, so it has taken effect between its beginning and its end. */
        record Answered<A>(A answer) implements Outcome<A> {}

        /** It was refused: it has no effect, ever. */
        record Refused<A>(String why) implements Outcome<A> {}

        /**
         * Nobody knows, as after a timeout or a lost connection: it has an effect, or will have
         * one, or not.
         */
        record Unknown<A>(String why) implements Outcome<A> {}
    }

    /** Checks the parts. */
    public Operation {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(outcome, "outcome");
        if (begun >= ended) {
            throw new IllegalArgumentException("It ends at " + ended + ", begins at " + begun);
        }
    }

    /** Returns the answer; empty if there was none. */
    public Optional<A> answer() {
        return outcome instanceof Outcome.Answered<A>(A answer)
                ? Optional.of(answer)
                : Optional.empty();
    }

    /** Returns whether it may or may not have taken effect. */
    public boolean isUnknown() {
        return outcome instanceof Outcome.Unknown;
    }

    /** Returns whether it is known to have no effect. */
    public boolean isRefused() {
        return outcome instanceof Outcome.Refused;
    }

    @Override
    public String toString() {
        String what =
                switch (outcome) {
                    case Outcome.Answered<A>(A answer) -> String.valueOf(answer);
                    case Outcome.Refused<A>(String why) -> "refused: " + why;
                    case Outcome.Unknown<A>(String why) -> "unknown: " + why;
                };
        return client + " " + call + " -> " + what;
    }
}
