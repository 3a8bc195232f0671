package dev.rondo;

import org.jspecify.annotations.Nullable;

/**
 * A future that says what it is for. A class of its own, so that all others need no field for it.
 */
final class DescribedFuture<T extends @Nullable Object> extends Future<T> {
    private final Object what;

    DescribedFuture(EventLoop loop, Object what) {
        super(loop);
        this.what = what;
    }

    Object what() {
        return what;
    }

    @Override
    String shortDetails() {
        // One that follows another that follows another: their texts do not nest for ever.
        return " of " + (what instanceof DescribedFuture ? "<Future>" : Snapshots.shortText(what));
    }

    @Override
    String details() {
        return shortDetails();
    }
}
