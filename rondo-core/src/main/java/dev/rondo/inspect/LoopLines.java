package dev.rondo.inspect;

import dev.rondo.EventLoop;
import dev.rondo.LoopCounters;
import dev.rondo.LoopSnapshot;
import dev.rondo.TaskSnapshot;
import dev.rondo.WaitGraph;
import java.util.List;

/** What a visitor is told of loops and their tasks, an answer a line. */
final class LoopLines {
    private static final int MOST_FRAMES = 500; // the innermost ones of a deep recursion

    private LoopLines() {}

    /** Adds the loops that run now, in an array. */
    static JsonLine loops(JsonLine line) {
        line.begin("loops");
        EventLoop.allRunning().forEach(loop -> add(line, loop));
        return line.end();
    }

    private static void add(JsonLine line, EventLoop loop) {
        LoopSnapshot now = loop.snapshot();
        LoopCounters counters = loop.counters();
        line.beginObject()
                .put("number", loop.number())
                .put("thread", loop.threadName().orElse(""))
                .put("engine", now.engine())
                .put("debug", now.debug())
                .put("timeMillis", loop.time().toMillis())
                .put("tasks", now.tasks())
                .put("ready", now.ready())
                .put("timers", now.timers())
                .put("outstanding", now.outstanding())
                .put("steps", counters.steps())
                .put("passes", counters.passes())
                .put("tasksMade", counters.tasksMade())
                .put("tasksDone", counters.tasksDone())
                .put("heldMillis", counters.held().toMillis())
                .put("longestHeldMillis", counters.longestHeld().toMillis())
                .put("longestHolder", counters.longestHolder())
                .endObject();
    }

    /** Returns a part of a loop's wait graph. */
    static JsonLine part(WaitGraph graph) {
        JsonLine line = new JsonLine().put("exact", graph.exact());
        graph.holder()
                .ifPresent(holder -> {
                    line.put("holder", holder);
                    line.putTexts("holderStack", innermost(graph.holderStack()));
                });
        line.begin("tasks");
        graph.tasks().forEach(node -> add(line, node));
        return line.end();
    }

    private static void add(JsonLine line, WaitGraph.Node node) {
        TaskSnapshot task = node.task();
        line.beginObject()
                .put("number", node.number())
                .put("name", task.name())
                .put("state", task.state().name())
                .put("waitingOn", task.waitingOn())
                .put("lastStepMillis", node.lastStep().toMillis())
                .put("cancelling", task.cancelling())
                .put("body", task.body())
                .putNumbers("owners", node.owners());
        node.parent().ifPresent(parent -> line.put("parent", parent));
        if (!task.created().isEmpty()) {
            line.putTexts("created", innermost(task.created()));
        }
        if (!node.stack().isEmpty()) {
            line.putTexts("stack", innermost(node.stack()));
        }
        line.endObject();
    }

    private static List<StackTraceElement> innermost(List<StackTraceElement> stack) {
        return stack.subList(0, Math.min(stack.size(), MOST_FRAMES));
    }
}
