package dev.rondo;

import dev.rondo.engine.Strand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Makes {@link WaitGraph}s, inside the loop and from outside. */
final class WaitGraphs {
    private static final long PATIENCE_MILLIS = 200; // for a loop that is only busy
    private static final int ATTEMPTS = 5;

    private WaitGraphs() {}

    static WaitGraph of(EventLoop loop, boolean stacks) {
        if (!loop.needsThreadsafe()) {
            return look(loop, stacks, true);
        }
        CompletableFuture<WaitGraph> answer = new CompletableFuture<>();
        ThreadDoor.enter(
                loop,
                () -> {
                    if (!answer.isDone()) { // else who asked has helped itself
                        try {
                            answer.complete(look(loop, stacks, true));
                        } catch (RuntimeException e) { // of a user's toString
                            answer.completeExceptionally(e);
                        }
                    }
                });
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException | ExecutionException e) {
            return fromOutside(loop, stacks); // it is held, or closed meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fromOutside(loop, stacks);
        } finally {
            answer.cancel(false);
        }
    }

    /**
     * The code that holds the loop may change what is looked at, at most for a moment: what it
     * touches is read without order, and looked at again if it does not fit together.
     */
    private static WaitGraph fromOutside(EventLoop loop, boolean stacks) {
        for (int i = 1; i < ATTEMPTS; i++) {
            try {
                return look(loop, stacks, false);
            } catch (RuntimeException e) {
                // It changed while it was read.
            }
        }
        return look(loop, stacks, false);
    }

    private static WaitGraph look(EventLoop loop, boolean stacks, boolean exact) {
        List<WaitGraph.Node> nodes = new ArrayList<>();
        for (Strand strand : loop.kernel().strands().toList()) {
            Task<?> task = (Task<?>) strand.owner();
            if (!task.done()) {
                nodes.add(node(task, stacks));
            }
        }
        Optional<String> holder =
                exact
                        ? Optional.empty()
                        : Optional.ofNullable(loop.kernel().holder()).map(Snapshots::shortText);
        return new WaitGraph(loop.snapshot(), exact, holder, nodes);
    }

    private static WaitGraph.Node node(Task<?> task, boolean stacks) {
        List<Long> owners = new ArrayList<>();
        for (Task<?> owner : WaitEdges.owners(task.waitingOn())) {
            owners.add(owner.number());
        }
        return new WaitGraph.Node(
                task.number(),
                task.snapshot(),
                owners,
                parent(task),
                stacks ? task.stack() : List.of());
    }

    private static OptionalLong parent(Task<?> task) {
        for (Completion l = task.firstCompletion(); l != null; l = l.next) {
            Task<?> parent = l.parent();
            if (parent != null) {
                return OptionalLong.of(parent.number());
            }
        }
        return OptionalLong.empty();
    }
}
