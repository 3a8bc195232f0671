package dev.rondo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A depth-first search for circles in a graph, without recursion: chains of waits can be long. */
final class Circles<N> {
    private record Step<N>(N node, Iterator<? extends N> next) {}

    private final Function<N, Collection<? extends N>> edges;
    private final Map<N, Boolean> seen = new HashMap<>(); // and whether it is on the path
    private final Deque<Step<N>> path = new ArrayDeque<>();
    private final List<List<N>> found = new ArrayList<>();

    Circles(Function<N, Collection<? extends N>> edges) {
        this.edges = edges;
    }

    /** Returns the circles that some nodes lead to, as far as so many nodes are visited. */
    List<List<N>> from(Collection<? extends N> starts, int mostVisits) {
        for (N start : starts) {
            if (!seen.containsKey(start) && seen.size() < mostVisits) {
                follow(start, mostVisits);
            }
        }
        return found;
    }

    private void follow(N start, int mostVisits) {
        push(start);
        while (!path.isEmpty()) {
            Step<N> step = path.element();
            if (!step.next.hasNext() || seen.size() >= mostVisits) {
                path.pop();
                seen.put(step.node, false);
                continue;
            }
            N next = step.next.next();
            Boolean onPath = seen.get(next);
            if (onPath == null) {
                push(next);
            } else if (onPath) {
                found.add(circleTo(next));
            }
        }
    }

    private void push(N node) {
        seen.put(node, true);
        path.push(new Step<>(node, edges.apply(node).iterator()));
    }

    private List<N> circleTo(N first) {
        List<N> circle = new ArrayList<>();
        for (Step<N> step : path) { // from the top
            circle.addFirst(step.node);
            if (step.node.equals(first)) {
                break;
            }
        }
        return circle;
    }
}
