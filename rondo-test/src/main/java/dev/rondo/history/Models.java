package dev.rondo.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The usual models. An answer is compared only where the call has one worth it: what a write, an
 * add or an offer answers is not looked at.
 */
public final class Models {
    private Models() {}

    // ---- A register

    /** A call of {@link #register}. */
    public sealed interface RegisterCall<V> {
        /** Answers the value. */
        record Read<V>() implements RegisterCall<V> {
            @Override
            public String toString() {
                return "read()";
            }
        }

        /** Sets the value. */
        record Write<V>(V value) implements RegisterCall<V> {
            @Override
            public String toString() {
                return "write(" + value + ")";
            }
        }

        /** Sets the value if it is an expected one; answers whether, as a Boolean. */
        record CompareAndSet<V>(V expected, V value) implements RegisterCall<V> {
            @Override
            public String toString() {
                return "compareAndSet(" + expected + ", " + value + ")";
            }
        }
    }

    /** Returns a call that answers the value. */
    public static <V> RegisterCall<V> read() {
        return new RegisterCall.Read<>();
    }

    /** Returns a call that sets the value. */
    public static <V> RegisterCall<V> write(V value) {
        return new RegisterCall.Write<>(value);
    }

    /** Returns a call that sets the value if it is an expected one, and answers whether. */
    public static <V> RegisterCall<V> compareAndSet(V expected, V value) {
        return new RegisterCall.CompareAndSet<>(expected, value);
    }

    /** Returns a model of one value. */
    public static <V> Model<V, RegisterCall<V>, Object> register(V initial) {
        return new Model<>() {
            @Override
            public V initial() {
                return initial;
            }

            @Override
            public Step<V, Object> step(V state, RegisterCall<V> call) {
                return switch (call) {
                    case RegisterCall.Read<V>() -> new Step<>(state, state);
                    case RegisterCall.Write<V>(V value) -> new Step<>(value, true);
                    case RegisterCall.CompareAndSet<V>(V expected, V value) ->
                            expected.equals(state)
                                    ? new Step<>(value, true)
                                    : new Step<>(state, false);
                };
            }

            @Override
            public boolean fits(RegisterCall<V> call, Object expected, Object actual) {
                return call instanceof RegisterCall.Write || expected.equals(actual);
            }
        };
    }

    /**
     * A call of one key.
     *
     * @param key the key
     * @param call what is asked of its value
     */
    public record Keyed<K, C>(K key, C call) {
        @Override
        public String toString() {
            return key + " " + call;
        }
    }

    /** Returns a model of many keys, each of which follows a model by itself and is a part. */
    public static <K, S, C, A> Model<S, Keyed<K, C>, A> keyed(Model<S, C, A> each) {
        return new Model<>() {
            @Override
            public S initial() {
                return each.initial();
            }

            @Override
            public Step<S, A> step(S state, Keyed<K, C> call) {
                return each.step(state, call.call());
            }

            @Override
            public Object part(Keyed<K, C> call) {
                return call.key();
            }

            @Override
            public boolean fits(Keyed<K, C> call, A expected, A actual) {
                return each.fits(call.call(), expected, actual);
            }
        };
    }

    // ---- A counter

    /** A call of {@link #counter}. */
    public sealed interface CounterCall {
        /** Adds a number and answers the sum, as a Long. */
        record AddAndGet(long number) implements CounterCall {}

        /** Adds a number. */
        record Add(long number) implements CounterCall {}

        /** Answers the sum, as a Long. */
        record Get() implements CounterCall {}
    }

    /** Returns a model of a sum. */
    public static Model<Long, CounterCall, Object> counter(long initial) {
        return new Model<>() {
            @Override
            public Long initial() {
                return initial;
            }

            @Override
            public Step<Long, Object> step(Long state, CounterCall call) {
                return switch (call) {
                    case CounterCall.AddAndGet(long number) ->
                            new Step<>(state + number, state + number);
                    case CounterCall.Add(long number) -> new Step<>(state + number, true);
                    case CounterCall.Get() -> new Step<>(state, state);
                };
            }

            @Override
            public boolean fits(CounterCall call, Object expected, Object actual) {
                return call instanceof CounterCall.Add || expected.equals(actual);
            }
        };
    }

    // ---- A set

    /** A call of {@link #set}. */
    public sealed interface SetCall<V> {
        /** Adds an element. */
        record Add<V>(V element) implements SetCall<V> {}

        /** Removes an element. */
        record Remove<V>(V element) implements SetCall<V> {}

        /** Answers whether an element is in it, as a Boolean. */
        record Contains<V>(V element) implements SetCall<V> {}

        /** Answers all elements, as a Set. */
        record All<V>() implements SetCall<V> {}
    }

    /** Returns a model of a set, empty at first. */
    public static <V> Model<Set<V>, SetCall<V>, Object> set() {
        return new Model<>() {
            @Override
            public Set<V> initial() {
                return Set.of();
            }

            @Override
            public Step<Set<V>, Object> step(Set<V> state, SetCall<V> call) {
                return switch (call) {
                    case SetCall.Add<V>(V element) -> new Step<>(with(state, element), true);
                    case SetCall.Remove<V>(V element) -> {
                        Set<V> less = new LinkedHashSet<>(state);
                        less.remove(element);
                        yield new Step<>(less, true);
                    }
                    case SetCall.Contains<V>(V element) ->
                            new Step<>(state, state.contains(element));
                    case SetCall.All<V>() -> new Step<>(state, state);
                };
            }

            @Override
            public boolean fits(SetCall<V> call, Object expected, Object actual) {
                return call instanceof SetCall.Add
                        || call instanceof SetCall.Remove
                        || expected.equals(actual);
            }
        };
    }

    private static <V> Set<V> with(Set<V> state, V element) {
        Set<V> more = new LinkedHashSet<>(state);
        more.add(element);
        return more;
    }

    // ---- A queue

    /** A call of {@link #queue}. */
    public sealed interface QueueCall<V> {
        /** Puts an element at the end. */
        record Offer<V>(V element) implements QueueCall<V> {}

        /** Takes the first element and answers it, as an Optional. */
        record Poll<V>() implements QueueCall<V> {}
    }

    /** Returns a model of a queue, first in first out, empty at first. */
    public static <V> Model<List<V>, QueueCall<V>, Object> queue() {
        return new Model<>() {
            @Override
            public List<V> initial() {
                return List.of();
            }

            @Override
            public Step<List<V>, Object> step(List<V> state, QueueCall<V> call) {
                return switch (call) {
                    case QueueCall.Offer<V>(V element) -> {
                        List<V> more = new ArrayList<>(state);
                        more.add(element);
                        yield new Step<>(more, true);
                    }
                    case QueueCall.Poll<V>() ->
                            state.isEmpty()
                                    ? new Step<>(state, Optional.empty())
                                    : new Step<>(
                                            List.copyOf(state.subList(1, state.size())),
                                            Optional.of(state.getFirst()));
                };
            }

            @Override
            public boolean fits(QueueCall<V> call, Object expected, Object actual) {
                return call instanceof QueueCall.Offer || expected.equals(actual);
            }
        };
    }

    // ---- A bank

    /** A call of {@link #bank}. */
    public sealed interface BankCall {
        /** Moves an amount, unless there is less; answers whether, as a Boolean. */
        record Transfer(String from, String to, long amount) implements BankCall {}

        /** Answers all balances, as a Map of Long. */
        record Balances() implements BankCall {}
    }

    /**
     * Returns a model of accounts none of which may be overdrawn.
     *
     * @param initial the balances at first
     */
    public static Model<Map<String, Long>, BankCall, Object> bank(Map<String, Long> initial) {
        Map<String, Long> copy = new LinkedHashMap<>(initial); // in its order
        return new Model<>() {
            @Override
            public Map<String, Long> initial() {
                return copy;
            }

            @Override
            public Step<Map<String, Long>, Object> step(Map<String, Long> state, BankCall call) {
                return switch (call) {
                    case BankCall.Balances() -> new Step<>(state, state);
                    case BankCall.Transfer(String from, String to, long amount) -> {
                        if (state.getOrDefault(from, 0L) < amount) {
                            yield new Step<>(state, false);
                        }
                        Map<String, Long> moved = new LinkedHashMap<>(state);
                        moved.merge(from, -amount, Long::sum);
                        moved.merge(to, amount, Long::sum);
                        yield new Step<>(moved, true);
                    }
                };
            }
        };
    }
}
