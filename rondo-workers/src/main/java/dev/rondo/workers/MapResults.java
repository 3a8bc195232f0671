package dev.rondo.workers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link Workers#map}, to iterate over once, in the task's loop. {@code next}
 * suspends until there is one. The first failure is thrown where its result would stand, after the
 * results before it, unchecked as it is and checked as the cause of a {@link
 * java.util.concurrent.CompletionException}; then, and when the task is cancelled in {@code next},
 * what is still on its way is cancelled and the iteration is over.
 *
 * <p>Who leaves the loop early closes it, or lets what is on its way run to its end.
 *
 * @param <R> the results
 */
@SuppressWarnings("IterableAndIterator") // it can be read once, some by next and the rest by for
public final class MapResults<R extends @Nullable Object>
        implements Iterable<R>, Iterator<R>, AutoCloseable {
    private final Mapping<?, R> mapping;

    MapResults(Mapping<?, R> mapping) {
        this.mapping = mapping;
    }

    /** Returns itself. */
    @Override
    public Iterator<R> iterator() {
        return this;
    }

    /** Returns whether there is another result or a failure. Does not suspend. */
    @Override
    public boolean hasNext() {
        return mapping.hasNext();
    }

    /**
     * Returns the next result. Suspends.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    @Override
    public R next() {
        return mapping.next();
    }

    /** Returns all results that are left. Suspends. */
    public List<R> toList() {
        List<R> all = new ArrayList<>();
        while (hasNext()) {
            all.add(next());
        }
        return all;
    }

    /** Cancels what is on its way; there are no more results. Does not suspend. */
    @Override
    public void close() {
        mapping.close();
    }
}
