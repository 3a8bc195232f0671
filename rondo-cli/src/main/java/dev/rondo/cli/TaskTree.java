package dev.rondo.cli;

import dev.rondo.WaitGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tasks of a loop as a tree: below a task stand those that it waits for, and those of its
 * groups. A task that several wait for stands once with all below it, and then by its name; in a
 * circle, which is no tree, the line that closes it says so. No recursion: chains can be long.
 */
final class TaskTree {
    private static final int DEEPEST = 60; // levels that are indented

    private record Step(WaitGraph.Node node, String prefix, boolean isLast, int depth) {}

    private final SeenLoop loop;
    private final boolean stacks;
    private final Map<Long, WaitGraph.Node> byNumber = new LinkedHashMap<>();
    private final Map<Long, Set<Long>> children = new HashMap<>();
    private final Set<Long> shown = new HashSet<>();
    private final Set<Long> inCircles = new HashSet<>();
    private final Map<Long, Long> above = new HashMap<>(); // on the way from the root

    TaskTree(SeenLoop loop, boolean stacks) {
        this.loop = loop;
        this.stacks = stacks;
        loop.graph().tasks().forEach(node -> byNumber.put(node.number(), node));
        for (WaitGraph.Node node : loop.graph().tasks()) {
            for (Long owner : node.owners()) {
                link(node.number(), owner);
            }
            node.parent().ifPresent(parent -> link(parent, node.number()));
        }
        loop.circles().forEach(circle -> circle.forEach(node -> inCircles.add(node.number())));
    }

    private void link(long above, long below) {
        if (byNumber.containsKey(below) && byNumber.containsKey(above)) {
            children.computeIfAbsent(above, number -> new LinkedHashSet<>()).add(below);
        }
    }

    void appendTo(StringBuilder text) {
        Set<Long> isBelow = new HashSet<>();
        children.values().forEach(isBelow::addAll);
        for (WaitGraph.Node node : loop.graph().tasks()) {
            if (!isBelow.contains(node.number())) {
                tree(text, node);
            }
        }
        for (WaitGraph.Node node : loop.graph().tasks()) { // circles that nothing leads to
            if (!shown.contains(node.number())) {
                tree(text, node);
            }
        }
    }

    private void tree(StringBuilder text, WaitGraph.Node root) {
        Deque<Step> left = new ArrayDeque<>();
        Deque<Step> path = new ArrayDeque<>();
        left.push(new Step(root, "", true, 0));
        while (!left.isEmpty()) {
            Step step = left.pop();
            while (!path.isEmpty() && path.element().depth >= step.depth) {
                above.remove(path.pop().node.number());
            }
            line(text, step);
            boolean isNew = shown.add(step.node.number());
            if (isNew) {
                path.push(step);
                above.put(step.node.number(), step.node.number());
                pushChildren(left, step);
            }
        }
        above.clear();
    }

    private void pushChildren(Deque<Step> left, Step step) {
        List<Long> below = new ArrayList<>(children.getOrDefault(step.node.number(), Set.of()));
        String prefix = step.depth == 0 ? "" : step.prefix + (step.isLast ? "    " : "│   ");
        for (int i = below.size() - 1; i >= 0; i--) {
            boolean isLast = i == below.size() - 1;
            WaitGraph.Node child = byNumber.get(below.get(i));
            if (child != null) {
                left.push(
                        new Step(
                                child,
                                step.depth < DEEPEST ? prefix : step.prefix,
                                isLast,
                                step.depth + 1));
            }
        }
    }

    private void line(StringBuilder text, Step step) {
        String branch = step.depth == 0 ? "" : step.isLast ? "└── " : "├── ";
        WaitGraph.Node node = step.node;
        text.append(step.prefix).append(branch).append(LoopText.name(node));
        if (above.containsKey(node.number())) {
            text.append(
                    inCircles.contains(node.number())
                            ? " again: a circle, DEADLOCK\n"
                            : " again, as above\n");
            return;
        }
        if (shown.contains(node.number())) {
            text.append(" as above\n");
            return;
        }
        text.append(' ')
                .append(LoopText.state(node))
                .append(" for ")
                .append(Shown.time(node.lastStep().toMillis()));
        if (!node.task().waitingOn().isEmpty()) {
            text.append(" on ").append(Shown.text(node.task().waitingOn(), 80));
        }
        text.append('\n');
        if (stacks) {
            String indentation = step.prefix + (step.depth == 0 || step.isLast ? "    " : "│   ");
            LoopText.stack(text, indentation + "    ", node.stack());
        }
    }
}
