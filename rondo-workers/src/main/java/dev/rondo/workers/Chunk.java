package dev.rondo.workers;

import dev.rondo.SerializableBody;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items that go to a worker together, and the function for them. */
final class Chunk<A extends @Nullable Object, R extends @Nullable Object>
        implements SerializableBody<Chunk.Outcome<R>, Exception> {
    private static final long serialVersionUID = 1;

    private final List<A> items;
    private final SerializableFunction<A, R> function;

    Chunk(List<A> items, SerializableFunction<A, R> function) {
        this.items = items;
        this.function = function;
    }

    SerializableFunction<A, R> function() {
        return function;
    }

    /**
     * What came of a chunk: all results, or those before a failure.
     *
     * @param failure of the item after the last result
     */
    record Outcome<R extends @Nullable Object>(List<R> results, @Nullable Failure failure)
            implements Serializable {}

    @Override
    @SuppressWarnings("NullAway") // an item is null only when A admits null
    public Outcome<R> run() throws Exception {
        List<R> results = new ArrayList<>(items.size());
        for (A item : items) {
            try {
                results.add(function.apply(item));
            } catch (Throwable e) { // of the item, wherever it is in the chunk
                if (results.isEmpty()) {
                    throw e;
                }
                return new Outcome<>(results, new Failure(e, Thread.currentThread().getName()));
            }
        }
        return new Outcome<>(results, null);
    }
}
