package dev.rondo.cli;

import dev.rondo.WaitGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tasks of a loop, a line each. */
final class TaskTable {
    private static final List<String> HEAD =
            List.of("ID", "NAME", "STATE", "SINCE", "WAITS ON", "OF", "WAITED FOR BY", "MADE OF");
    private static final List<Integer> WIDEST = List.of(10, 36, 8, 9, 50, 20, 20, 60); // characters
    private static final int NUMBERS = 3; // of tasks in one field; the rest is counted

    private TaskTable() {}

    static void append(StringBuilder text, SeenLoop loop, boolean stacks) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        loop.graph().tasks().forEach(node -> rows.add(row(loop, node)));
        int[] widths = widths(rows);
        line(text, HEAD, widths);
        for (int i = 0; i < loop.graph().tasks().size(); i++) {
            line(text, rows.get(i + 1), widths);
            if (stacks) {
                LoopText.stack(text, "       ", loop.graph().tasks().get(i).stack());
            }
        }
    }

    private static List<String> row(SeenLoop loop, WaitGraph.Node node) {
        List<String> row = new ArrayList<>();
        row.add(Long.toString(node.number()));
        row.add(node.task().name());
        row.add(LoopText.state(node));
        row.add(Shown.time(node.lastStep().toMillis()));
        row.add(node.task().waitingOn());
        row.add(numbers(node.owners()));
        row.add(numbers(loop.waiters().getOrDefault(node.number(), List.of())));
        row.add(madeOf(node));
        for (int i = 0; i < row.size(); i++) {
            row.set(i, Shown.text(row.get(i), WIDEST.get(i)));
        }
        return row;
    }

    private static String madeOf(WaitGraph.Node node) {
        return node.task().created().isEmpty()
                ? node.task().body()
                : node.task().created().getFirst().toString(); // in debug mode
    }

    private static String numbers(List<Long> numbers) {
        if (numbers.isEmpty()) {
            return ""; // as most are
        }
        String first =
                numbers.stream()
                        .limit(NUMBERS)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
        return numbers.size() <= NUMBERS ? first : first + " +" + (numbers.size() - NUMBERS);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String field = row.get(i);
            String space = " ".repeat(widths[i] - field.length());
            if (i == 0) { // numbers stand at the right
                text.append(space).append(field).append("  ");
            } else if (i < widths.length - 1) {
                text.append(field).append(space).append("  ");
            } else {
                text.append(field);
            }
        }
        text.append('\n');
    }
}
