package dev.rondo.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A graph of what comes before what, in which circles are looked for. No recursion. */
final class Cycles {
    /**
     * One comes before another.
     *
     * @param why in words, of the first one
     */
    record Edge(int from, int to, Dependencies.Kind kind, String why) {}

    /**
     * Nodes, two or more, from each of which one comes to each.
     *
     * @param kinds by edges of these
     */
    record Knot(Set<Integer> nodes, EnumSet<Dependencies.Kind> kinds) {}

    // Edges that are looked at for a shorter circle, so that a knot of any size takes a second.
    private static final int MOST_LOOKS = 1_000_000;

    private final List<List<Edge>> edges = new ArrayList<>();

    Cycles(int nodes) {
        for (int i = 0; i < nodes; i++) {
            edges.add(new ArrayList<>());
        }
    }

    void add(int from, int to, Dependencies.Kind kind, String why) {
        if (from != to) {
            edges.get(from).add(new Edge(from, to, kind, why));
        }
    }

    /** Returns the knots by edges of some kinds: Tarjan's strongly connected components (1972). */
    List<Knot> knots(EnumSet<Dependencies.Kind> kinds) {
        return new Tarjan(kinds).run();
    }

    private final class Tarjan {
        private final int[] number = new int[edges.size()];
        private final int[] lowest = new int[edges.size()];
        private final int[] at = new int[edges.size()]; // which edge of a node is next
        private final boolean[] onStack = new boolean[edges.size()];
        private final ArrayDeque<Integer> stack = new ArrayDeque<>();
        private final ArrayDeque<Integer> path = new ArrayDeque<>();
        private final List<Knot> found = new ArrayList<>();
        private final EnumSet<Dependencies.Kind> kinds;
        private int last;

        Tarjan(EnumSet<Dependencies.Kind> kinds) {
            this.kinds = kinds;
        }

        List<Knot> run() {
            for (int node = 0; node < edges.size(); node++) {
                if (number[node] == 0) {
                    enter(node);
                    while (!path.isEmpty()) {
                        step(path.peek());
                    }
                }
            }
            return found;
        }

        private void enter(int node) {
            number[node] = ++last;
            lowest[node] = last;
            onStack[node] = true;
            stack.push(node);
            path.push(node);
        }

        private void step(int node) {
            if (at[node] < edges.get(node).size()) {
                Edge edge = edges.get(node).get(at[node]++);
                if (kinds.contains(edge.kind())) {
                    follow(node, edge.to());
                }
                return;
            }
            path.pop();
            Integer parent = path.peek();
            if (parent != null) {
                lowest[parent] = Math.min(lowest[parent], lowest[node]);
            }
            if (lowest[node] == number[node]) {
                take(node);
            }
        }

        private void follow(int node, int to) {
            if (number[to] == 0) {
                enter(to);
            } else if (onStack[to]) {
                lowest[node] = Math.min(lowest[node], number[to]);
            }
        }

        private void take(int root) {
            Set<Integer> knot = new TreeSet<>();
            int node;
            do {
                node = stack.pop();
                onStack[node] = false;
                knot.add(node);
            } while (node != root);
            if (knot.size() > 1) {
                found.add(new Knot(knot, kinds));
            }
        }
    }

    /**
     * Returns a circle in a knot that begins with an edge of one kind and goes on with edges of
     * others: the shortest, but for large knots, in which not all are looked at.
     */
    Optional<List<Edge>> shortest(
            Knot knot, Dependencies.Kind first, EnumSet<Dependencies.Kind> others) {
        Ways ways = new Ways(knot.nodes(), others);
        List<Edge> shortest = List.of();
        for (int node : knot.nodes()) {
            for (Edge edge : edges.get(node)) {
                if (ways.looks > MOST_LOOKS) {
                    return shortest.isEmpty() ? Optional.empty() : Optional.of(shortest);
                }
                if (edge.kind() == first && knot.nodes().contains(edge.to())) {
                    List<Edge> circle = ways.close(edge);
                    if (!circle.isEmpty()
                            && (shortest.isEmpty() || circle.size() < shortest.size())) {
                        shortest = circle;
                    }
                }
            }
        }
        return shortest.isEmpty() ? Optional.empty() : Optional.of(shortest);
    }

    /** Ways in a knot by edges of some kinds. */
    private final class Ways {
        private final Set<Integer> nodes;
        private final EnumSet<Dependencies.Kind> kinds;
        private long looks;

        Ways(Set<Integer> nodes, EnumSet<Dependencies.Kind> kinds) {
            this.nodes = nodes;
            this.kinds = kinds;
        }

        /**
         * Returns an edge and the shortest way back from where it leads; nothing if there is none.
         */
        List<Edge> close(Edge begin) {
            Map<Integer, Edge> cameBy = new HashMap<>();
            ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(begin.to()));
            while (!queue.isEmpty()) {
                int node = queue.remove();
                if (node == begin.from()) {
                    return way(begin, cameBy);
                }
                for (Edge edge : edges.get(node)) {
                    looks++;
                    if (kinds.contains(edge.kind())
                            && nodes.contains(edge.to())
                            && edge.to() != begin.to()
                            && cameBy.putIfAbsent(edge.to(), edge) == null) {
                        queue.add(edge.to());
                    }
                }
            }
            return List.of();
        }
    }

    private static List<Edge> way(Edge begin, Map<Integer, Edge> cameBy) {
        List<Edge> way = new ArrayList<>();
        for (int node = begin.from(); node != begin.to(); ) {
            Edge edge = cameBy.get(node);
            if (edge == null) {
                throw new AssertionError("No way back to " + begin);
            }
            way.add(edge);
            node = edge.from();
        }
        way.add(begin);
        Collections.reverse(way);
        return way;
    }
}
