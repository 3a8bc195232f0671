package dev.rondo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The future of {@link Rondo#gather}: done when all its children are, or with the first failure.
 * Cancelling it cancels the children, and it is cancelled when they are through.
 */
final class Gathering<T extends @Nullable Object> extends Future<List<T>> {
    private static final int NAMED = 3;

    private final List<Future<? extends T>> children;
    private final boolean returnExceptions;
    private int unfinished;
    private boolean ended; // its outcome is known; it is done now or, in a chain, soon
    private @Nullable Child @Nullable [] links; // with the children, until it has ended
    private boolean cancelRequested;
    private @Nullable String cancelReason;

    Gathering(EventLoop loop, List<Future<? extends T>> children, boolean returnExceptions) {
        super(loop);
        this.children = children;
        this.returnExceptions = returnExceptions;
        this.unfinished = children.size(); // one that is given twice finishes twice
        @Nullable Child[] made = new @Nullable Child[unfinished];
        links = made;
        for (int i = 0; i < made.length && !ended; i++) {
            Child link = new Child(this);
            made[i] = link;
            children.get(i).addCompletion(link);
        }
    }

    /** Listens to one child. */
    private static final class Child extends Completion {
        private final Gathering<?> gathering;

        Child(Gathering<?> gathering) {
            this.gathering = gathering;
        }

        @Override
        void done(Future<?> done) {
            gathering.childDone(done);
        }
    }

    /** Begins what is not a future yet and returns a future of all results. */
    static <T extends @Nullable Object> Future<List<T>> of(
            Collection<? extends Awaitable<? extends T>> awaitables, boolean returnExceptions) {
        NoNulls.in(awaitables, "awaitables");
        EventLoop loop = loopOf(awaitables);
        loop.checkThread("gather()");
        IdentityHashMap<Awaitable<?>, Future<? extends T>> begun = new IdentityHashMap<>();
        List<Future<? extends T>> children = new ArrayList<>(awaitables.size());
        for (Awaitable<? extends T> awaitable : awaitables) {
            children.add(
                    awaitable instanceof Future<?>
                            ? Future.ensure(awaitable, loop)
                            : begun.computeIfAbsent(
                                    awaitable, a -> Future.ensure(awaitable, loop)));
        }
        if (children.isEmpty()) {
            Future<List<T>> nothing = loop.createFuture();
            nothing.setResult(List.of());
            return nothing;
        }
        return new Gathering<>(loop, children, returnExceptions);
    }

    private static EventLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
        for (Awaitable<?> awaitable : awaitables) {
            if (awaitable instanceof Future<?> future) {
                return future.loop();
            }
        }
        return EventLoop.running("gather()");
    }

    private void childDone(Future<?> child) {
        unfinished--;
        if (ended) {
            return; // a later failure stays unretrieved, so it reaches the exception handler;
            // asyncio drops it
        }
        if (!returnExceptions && child.failed()) {
            Throwable failure = child.retrieveFailure();
            end(() -> fail(failure));
        } else if (!returnExceptions && child.cancelled() && !cancelRequested) {
            CancelledError cancelled = child.cancelledError();
            end(() -> fail(cancelled));
        } else if (unfinished == 0) {
            end(() -> {
                if (cancelRequested) {
                    finishCancelled(cancelReason, null);
                } else {
                    finish(results());
                }
            });
        }
    }

    private void end(Runnable completing) {
        ended = true;
        @Nullable Child[] linked = Objects.requireNonNull(links);
        links = null;
        for (int i = 0; unfinished > 0 && i < linked.length; i++) { // children may live long
            Child link = linked[i];
            if (link != null) {
                children.get(i).removeCompletion(link);
            }
        }
        loop().host().chain().run(completing);
    }

    @SuppressWarnings("unchecked")
    private List<T> results() {
        List<T> results = new ArrayList<>(children.size());
        for (Future<? extends T> child : children) {
            if (child.cancelled()) {
                results.add((T) child.cancelledError());
            } else if (child.failed()) {
                results.add((T) child.retrieveFailure());
            } else {
                results.add(child.result());
            }
        }
        return results;
    }

    /** Cancels the children that are not done; the gathering follows when they are through. */
    @Override
    public boolean cancel(@Nullable String message) {
        if (ended) {
            return false;
        }
        loop().checkThread("cancel()");
        boolean requestedBefore = cancelRequested;
        cancelRequested = true; // first: a plain future is done, and heard of, within its cancel
        cancelReason = message;
        List<Future<?>> open = new ArrayList<>();
        for (Future<?> child : new LinkedHashSet<>(children)) {
            if (!child.done()) {
                open.add(child);
            }
        }
        if (open.isEmpty()) {
            cancelRequested = requestedBefore;
            return false;
        }
        Chain chain = loop().host().chain();
        chain.run(() -> open.forEach(child -> chain.run(() -> child.cancel(message))));
        return true;
    }

    /** Returns the tasks among the children that are not done. */
    List<Task<?>> owners() {
        List<Task<?>> owners = new ArrayList<>();
        for (Future<? extends T> child : children) {
            if (!child.done() && child instanceof Task<?> task) {
                owners.add(task);
            }
        }
        return owners;
    }

    @Override
    String kind() {
        return "Gathering";
    }

    @Override
    String details() {
        String of = " of " + children.size() + ": " + names();
        return done() ? of : of + ", " + unfinished + " to go";
    }

    /** Names the first of its children: which gathering it is, nothing else says. */
    private String names() {
        StringBuilder names = new StringBuilder();
        for (Future<? extends T> child : children.subList(0, Math.min(NAMED, children.size()))) {
            names.append(names.isEmpty() ? "" : ", ")
                    .append(child instanceof Task<?> task ? task.name() : "a " + child.kind());
        }
        return children.size() > NAMED ? names + ", ..." : names.toString();
    }
}
