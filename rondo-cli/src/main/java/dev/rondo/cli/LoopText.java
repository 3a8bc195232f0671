package dev.rondo.cli;

import dev.rondo.WaitGraph;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What is said of a loop before and behind its tasks. */
final class LoopText {
    private static final int NAME = 40; // characters
    private static final int AT_ONCE = 500; // tasks: what is told in one bit, about

    private LoopText() {}

    static void head(StringBuilder text, SeenLoop loop) {
        JsonNode facts = loop.facts();
        text.append('\n')
                .append(loop.title())
                .append(
                        String.format(
                                Locale.ROOT,
                                ": %,d tasks, %,d ready, %,d timers; %,d steps; %s engine,"
                                        + " its clock at %.1f s%n",
                                loop.graph().tasks().size(),
                                facts.path("ready").asLong(),
                                facts.path("timers").asLong(),
                                facts.path("steps").asLong(),
                                Shown.text(facts.path("engine").asString("")),
                                facts.path("timeMillis").asLong() / 1e3));
        long longest = facts.path("longestHeldMillis").asLong();
        if (longest > 0) {
            text.append("Held for ")
                    .append(Shown.time(longest))
                    .append(" at the longest, by ")
                    .append(Shown.text(facts.path("longestHolder").asString(""), 2 * NAME))
                    .append('\n');
        }
        loop.graph()
                .holder()
                .ifPresent(holder -> {
                    text.append("HELD NOW, so nothing else runs, by ")
                            .append(Shown.text(holder))
                            .append('\n');
                    stack(text, "    ", loop.graph().holderStack());
                });
        if (loop.graph().tasks().size() > AT_ONCE) {
            text.append("The loop went on while it was looked at: not all is of one moment\n");
        }
    }

    static void circles(StringBuilder text, SeenLoop loop) {
        for (List<WaitGraph.Node> circle : loop.circles()) {
            text.append("DEADLOCK: ");
            for (WaitGraph.Node node : circle) {
                text.append(name(node)).append(" waits for ");
            }
            text.append(name(circle.getFirst())).append('\n');
        }
    }

    static String name(WaitGraph.Node node) {
        return Shown.text(node.task().name(), NAME) + " (" + node.number() + ")";
    }

    /** Returns what a task does: one that is in a call of the JDK is blocked. */
    static String state(WaitGraph.Node node) {
        return switch (node.task().state()) {
            case READY -> "ready";
            case RUNNING -> node.task().waitingOn().isEmpty() ? "running" : "blocked";
            case WAITING -> "waiting";
            case FINISHED, FAILED, CANCELLED -> "done";
        };
    }

    static void stack(StringBuilder text, String indentation, List<StackTraceElement> stack) {
        for (StackTraceElement frame : stack) {
            text.append(indentation)
                    .append("at ")
                    .append(Shown.text(frame.toString()))
                    .append('\n');
        }
    }
}
