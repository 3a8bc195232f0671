package dev.rondo.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Draws the calls around the place where every order of a history ends. */
final class Drawing {
    private static final int MOST_LINES = 24; // more nobody reads; the last ones count
    private static final int SHOWN_OF_ORDER = 8;

    private Drawing() {}

    static String inPart(Object part) {
        return part.equals("") ? "" : " in the part " + part;
    }

    static <S, C, A> String of(Model<S, C, A> model, Object part, Search<S, C, A> search) {
        List<Operation<C, A>> all = search.operations();
        List<Operation<C, A>> order = search.best();
        List<Operation<C, A>> open = open(all, order);
        StringBuilder text = new StringBuilder("The history is not linearizable");
        text.append(inPart(part)).append(": no order of its ").append(all.size());
        text.append(" calls explains the answers\n");
        draw(text, shown(order, open));
        appendOrder(text, order, all.size());
        text.append("\nThe state is then ").append(search.bestState());
        for (Operation<C, A> operation : open) {
            A expected = model.step(search.bestState(), operation.call()).answer();
            text.append("\n  ").append(operation.client()).append(' ').append(operation.call());
            text.append(" would be answered ").append(expected);
            operation.answer().ifPresent(actual -> text.append(", was answered ").append(actual));
        }
        return text.toString();
    }

    /**
     * Returns those one of which had to come next: all that begin before the first of them ends.
     */
    private static <C, A> List<Operation<C, A>> open(
            List<Operation<C, A>> all, List<Operation<C, A>> order) {
        Set<Operation<C, A>> left = new LinkedHashSet<>(all);
        order.forEach(left::remove);
        long end = left.stream().mapToLong(Operation::ended).min().orElse(Operation.NEVER);
        return left.stream()
                .filter(operation -> operation.begun() < end && !operation.isUnknown())
                .toList();
    }

    private static <C, A> List<Operation<C, A>> shown(
            List<Operation<C, A>> order, List<Operation<C, A>> open) {
        int room = Math.max(0, MOST_LINES - open.size());
        List<Operation<C, A>> shown =
                new ArrayList<>(order.subList(Math.max(0, order.size() - room), order.size()));
        shown.addAll(open.subList(0, Math.min(MOST_LINES, open.size())));
        shown.sort(Comparator.comparingLong(Operation::begun));
        return shown;
    }

    /** A line a call: from its beginning to its end, on a scale of the ends that are shown. */
    private static <C, A> void draw(StringBuilder text, List<Operation<C, A>> shown) {
        TreeSet<Long> moments = new TreeSet<>();
        int width = 0;
        for (Operation<C, A> operation : shown) {
            moments.add(operation.begun());
            moments.add(operation.ended());
            width = Math.max(width, label(operation).length());
        }
        List<Long> scale = new ArrayList<>(moments);
        for (Operation<C, A> operation : shown) {
            int from = scale.indexOf(operation.begun());
            int to = scale.indexOf(operation.ended());
            String label = label(operation);
            text.append("  ").append(label).repeat(' ', width - label.length() + 2 + from);
            text.append('|').repeat('-', to - from - 1);
            text.append(operation.isUnknown() ? "..." : "|").append('\n');
        }
    }

    private static String label(Operation<?, ?> operation) {
        return operation.toString();
    }

    private static <C, A> void appendOrder(
            StringBuilder text, List<Operation<C, A>> order, int calls) {
        text.append("The longest order that explains them has ").append(order.size());
        text.append(" of ").append(calls).append(':');
        int from = Math.max(0, order.size() - SHOWN_OF_ORDER);
        if (from > 0) {
            text.append("\n  ... ").append(from).append(" more");
        }
        order.subList(from, order.size())
                .forEach(operation -> text.append("\n  ").append(operation));
    }
}
