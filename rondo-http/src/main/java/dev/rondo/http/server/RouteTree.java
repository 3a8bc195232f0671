package dev.rondo.http.server;

import dev.rondo.http.server.PathPattern.Literal;
import dev.rondo.http.server.PathPattern.Mixed;
import dev.rondo.http.server.PathPattern.Rest;
import dev.rondo.http.server.PathPattern.Segment;
import dev.rondo.http.server.PathPattern.Whole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path: a tree of segments, so that the cost is that of the path's length,
 * however many routes there are.
 *
 * <p>At each segment text comes before expressions, these in the order they were added, before a
 * name, before the rest. If a way leads nowhere, or to no route of the method, the next is tried.
 * The depth of the search is that of the longest pattern, whatever the path.
 *
 * @param <R> what a route leads to
 */
final class RouteTree<R> {
    static final String ANY = "*"; // method

    private final Node<R> root = new Node<>();

    /** What is known of the patterns that begin in the same way. */
    private static final class Node<R> {
        final Map<String, Node<R>> literals = new LinkedHashMap<>();
        final Map<String, Node<R>> mixed = new LinkedHashMap<>(); // by their sources
        final List<Mixed> expressions = new ArrayList<>(); // of these, in the same order
        @Nullable Node<R> whole;
        final Map<String, Leaf<R>> rest = new LinkedHashMap<>(); // by method
        final Map<String, Leaf<R>> here = new LinkedHashMap<>(); // by method
    }

    /** A route and the names in its pattern. */
    private record Leaf<R>(R route, List<String> names) {}

    /** What a search has met. */
    private static final class Search<R> {
        final RequestPath path;
        final String method;
        // Made when something is found for them: most paths are text, and most requests have a
        // route.
        private @Nullable List<String> values;
        private @Nullable Set<String> allowed; // methods of patterns that match

        Search(RequestPath path, String method) {
            this.path = path;
            this.method = method;
        }

        List<String> values() {
            List<String> known = values;
            if (known == null) {
                known = new ArrayList<>(4);
                values = known;
            }
            return known;
        }

        void found(List<String> names) {
            path.found(names, values == null ? List.of() : values);
        }

        Set<String> allowed() {
            Set<String> known = allowed;
            if (known == null) {
                known = new TreeSet<>();
                allowed = known;
            }
            return known;
        }
    }

    /** What was found. */
    sealed interface Found<R> {}

    /** The route. */
    record Hit<R>(R route) implements Found<R> {}

    /** There is none for the path; or not for the method, but for those that are allowed. */
    @SuppressWarnings("UnusedTypeParameter") // of what it is one of
    record Miss<R>(Collection<String> allowed) implements Found<R> {}

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException if there is one of this method and pattern already
     */
    void add(String method, PathPattern pattern, R route) {
        Node<R> node = root;
        for (Segment segment : pattern.segments()) {
            switch (segment) {
                case Literal literal ->
                        node = node.literals.computeIfAbsent(literal.text(), _ -> new Node<>());
                case Mixed expression -> {
                    Node<R> next = node.mixed.get(expression.source());
                    if (next == null) {
                        next = new Node<>();
                        node.mixed.put(expression.source(), next);
                        node.expressions.add(expression);
                    }
                    node = next;
                }
                case Whole _ -> {
                    Node<R> next = node.whole == null ? new Node<>() : node.whole;
                    node.whole = next;
                    node = next;
                }
                case Rest _ -> {
                    put(node.rest, method, pattern, route);
                    return;
                }
            }
        }
        put(node.here, method, pattern, route);
    }

    private void put(Map<String, Leaf<R>> leaves, String method, PathPattern pattern, R route) {
        if (leaves.putIfAbsent(method, new Leaf<>(route, pattern.names())) != null) {
            throw new IllegalArgumentException(
                    "There is a route for " + method + " " + pattern + " already");
        }
    }

    /** Finds the route of a request and sets the path's names. */
    Found<R> find(String method, RequestPath path) {
        Search<R> search = new Search<>(path, method);
        R route = descend(root, 0, search);
        return route == null ? new Miss<>(search.allowed()) : new Hit<>(route);
    }

    private @Nullable R descend(Node<R> node, int depth, Search<R> search) {
        List<String> parts = search.path.parts();
        if (depth == parts.size()) {
            return pick(node.here, search);
        }
        String part = parts.get(depth);
        Node<R> literal = node.literals.get(part);
        R found = literal == null ? null : descend(literal, depth + 1, search);
        if (found == null && !node.expressions.isEmpty()) {
            found = byExpression(node, depth, search);
        }
        Node<R> whole = node.whole;
        if (found == null && whole != null && !part.isEmpty()) {
            search.values().add(part);
            found = descend(whole, depth + 1, search);
            if (found == null) {
                search.values().removeLast();
            }
        }
        if (found == null && !node.rest.isEmpty()) {
            search.values().add(String.join("/", parts.subList(depth, parts.size())));
            found = pick(node.rest, search);
            if (found == null) {
                search.values().removeLast();
            }
        }
        return found;
    }

    private @Nullable R byExpression(Node<R> node, int depth, Search<R> search) {
        String part = search.path.parts().get(depth);
        for (Mixed expression : node.expressions) {
            Matcher matcher = expression.expression().matcher(part);
            if (matcher.matches()) {
                int before = search.values().size();
                for (int i = 1; i <= expression.groups(); i++) {
                    search.values().add(matcher.group(i));
                }
                Node<R> next = node.mixed.get(expression.source());
                R found = next == null ? null : descend(next, depth + 1, search);
                if (found != null) {
                    return found;
                }
                while (search.values().size() > before) {
                    search.values().removeLast();
                }
            }
        }
        return null;
    }

    /** HEAD is answered by a GET's route, of which only the head is sent. */
    private @Nullable R pick(Map<String, Leaf<R>> leaves, Search<R> search) {
        Leaf<R> leaf = leaves.get(search.method);
        if (leaf == null && search.method.equals("HEAD")) {
            leaf = leaves.get("GET");
        }
        if (leaf == null) {
            leaf = leaves.get(ANY);
        }
        if (leaf == null) {
            search.allowed().addAll(leaves.keySet());
            if (leaves.containsKey("GET")) {
                search.allowed().add("HEAD");
            }
            return null;
        }
        search.found(leaf.names());
        return leaf.route();
    }
}
