package dev.rondo.history;

/** What {@link Linearizability} has found. */
public sealed interface Verdict {
    /** There is an order that explains all answers. */
    record Linearizable() implements Verdict {}

    /**
     * There is none.
     *
     * @param part the part of the data, see {@link Model#part}
     * @param report the calls around the place where every order ends, drawn
     */
    record Violated(Object part, String report) implements Verdict {}

    /**
     * The search was given up. Fewer calls at a time, or parts, make it shorter; each call whose
     * outcome is unknown makes it longer.
     *
     * @param part the part of the data at which it was
     * @param steps how many steps were tried
     */
    record Undecided(Object part, long steps) implements Verdict {}
}
