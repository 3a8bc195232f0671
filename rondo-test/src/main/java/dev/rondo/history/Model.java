package dev.rondo.history;

import java.util.Objects;

/**
 * What the data would do if one client at a time used it: a state, and what each call makes of it.
 * States are values, with {@code equals} and {@code hashCode}; nothing here may change one, or
 * suspend.
 *
 * @param <S> the states
 * @param <C> the calls
 * @param <A> the answers
 */
public interface Model<S, C, A> {
    /**
     * What a call does.
     *
     * @param state the state after it
     * @param answer what it answers
     */
    record Step<S, A>(S state, A answer) {}

    /** Returns the state before the first call. */
    S initial();

    /** Returns what a call does in a state. */
    Step<S, A> step(S state, C call);

    /**
     * Returns which part of the data a call concerns, such as its key. Calls of different parts
     * must have nothing to do with each other: the parts are checked one by one, each from {@link
     * #initial}, which is much faster. All calls are of one part unless this says more.
     */
    default Object part(C call) {
        return "";
    }

    /**
     * Returns whether an answer is what the model answers. A model whose call has no answer worth
     * comparing says true.
     */
    default boolean fits(C call, A expected, A actual) {
        return Objects.equals(expected, actual);
    }
}
