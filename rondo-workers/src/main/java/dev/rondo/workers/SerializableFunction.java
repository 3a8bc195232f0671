package dev.rondo.workers;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Workers#map} does with an item. A lambda for it may use only what is serialisable.
 *
 * @param <A> the items
 * @param <R> the results
 */
@FunctionalInterface
public interface SerializableFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {
    /** Returns the result of an item. */
    R apply(A item) throws Exception;
}
