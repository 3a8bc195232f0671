package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What every task of a loop was doing at one moment, what it waited on, and who could end that.
 * Immutable. Returned by {@link EventLoop#waitGraph}.
 *
 * @param loop what was known of the loop
 * @param exact whether the loop stood still while it was looked at; false if it was held by some
 *     code and looked at from outside, when single entries may contradict each other
 * @param holder what held the loop then, or empty
 * @param holderStack where that was, innermost frame first, without Rondo's own; empty without a
 *     holder
 * @param tasks the tasks that were not done, in the order of their creation
 */
public record WaitGraph(
        LoopSnapshot loop,
        boolean exact,
        Optional<String> holder,
        List<StackTraceElement> holderStack,
        List<Node> tasks) {
    /**
     * One task.
     *
     * @param number its number in its loop, from 1
     * @param task what was known of it
     * @param owners the numbers of the tasks without all of which its wait does not end
     * @param parent the number of the task whose {@link TaskGroup} it is in
     * @param lastStep how long ago its last step began, by the system's clock: as long it waits, or
     *     runs, if it does either. To a tenth of a second, to a sixteenth of what is longer
     * @param stack where it was, innermost frame first; empty unless asked for
     */
    public record Node(
            long number,
            TaskSnapshot task,
            List<Long> owners,
            OptionalLong parent,
            Duration lastStep,
            List<StackTraceElement> stack) {
        /** Copies the lists. */
        public Node {
            owners = List.copyOf(owners);
            stack = List.copyOf(stack);
        }
    }

    /** Copies the lists. */
    public WaitGraph {
        holderStack = List.copyOf(holderStack);
        tasks = List.copyOf(tasks);
    }

    /** Returns a task by its number. */
    public Optional<Node> task(long number) {
        return tasks.stream().filter(node -> node.number == number).findFirst();
    }

    /** Returns the circles of tasks that wait for each other: none of them can go on. */
    public List<List<Node>> circles() {
        Map<Long, Node> byNumber = new LinkedHashMap<>();
        tasks.forEach(node -> byNumber.put(node.number, node));
        Circles<Long> search =
                new Circles<>(number -> {
                    Node node = byNumber.get(number);
                    return node == null ? List.of() : node.owners;
                });
        List<List<Node>> found = new ArrayList<>();
        for (List<Long> circle : search.from(byNumber.keySet(), Integer.MAX_VALUE)) {
            found.add(circle.stream().map(byNumber::get).toList());
        }
        return found;
    }

    /** Returns it as text, a line a task, and its stack if there is one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        holder.ifPresent(held -> text.append("held by ").append(held).append('\n'));
        holderStack.forEach(frame -> text.append("    at ").append(frame).append('\n'));
        for (Node node : tasks) {
            text.append(node.number)
                    .append(' ')
                    .append(node.task.name())
                    .append(' ')
                    .append(node.task.state());
            if (!node.task.waitingOn().isEmpty()) {
                text.append(" on ").append(node.task.waitingOn());
            }
            if (!node.owners.isEmpty()) {
                text.append(
                        node.owners.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ", " of ", "")));
            }
            node.stack.forEach(frame -> text.append("\n    at ").append(frame));
            text.append('\n');
        }
        return text.toString();
    }
}
