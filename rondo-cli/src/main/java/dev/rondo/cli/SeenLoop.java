package dev.rondo.cli;

import dev.rondo.LoopSnapshot;
import dev.rondo.WaitGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A loop of another program, as it was told.
 *
 * @param facts what it is, and its counters
 * @param graph what its tasks did
 * @param circles the tasks that wait for each other
 * @param waiters who waits for a task, by its number
 */
record SeenLoop(
        JsonNode facts,
        WaitGraph graph,
        List<List<WaitGraph.Node>> circles,
        Map<Long, List<Long>> waiters) {
    private static final int PART = 10_000; // tasks
    private static final int MOST_ASKED_AGAIN = 1_000; // tasks of circles
    private static final JsonMapper JSON = new JsonMapper();

    /** Asks a program for all of its loops. */
    static List<SeenLoop> allOf(InspectedProgram program, boolean stacks) {
        List<SeenLoop> loops = new ArrayList<>();
        for (JsonNode facts : program.ask("loops").path("loops")) {
            loops.add(new Asking(program, facts, stacks).loop());
        }
        return loops;
    }

    String title() {
        return "Loop "
                + facts.path("number").asLong()
                + " on thread "
                + Shown.text(facts.path("thread").asString(""));
    }

    /** Returns it as JSON: what was told, and the circles. */
    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        facts.propertyStream().forEach(field -> json.set(field.getKey(), field.getValue()));
        json.put("exact", graph.exact());
        graph.holder()
                .ifPresent(holder -> {
                    json.put("holder", holder);
                    putFrames(json, "holderStack", graph.holderStack());
                });
        ArrayNode tasks = json.putArray("taskList");
        graph.tasks().forEach(node -> put(tasks.addObject(), node));
        ArrayNode all = json.putArray("circles");
        for (List<WaitGraph.Node> circle : circles) {
            ArrayNode numbers = all.addArray();
            circle.forEach(node -> numbers.add(node.number()));
        }
        return json;
    }

    private static void put(ObjectNode json, WaitGraph.Node node) {
        json.put("number", node.number());
        json.put("name", node.task().name());
        json.put("state", node.task().state().name());
        json.put("waitingOn", node.task().waitingOn());
        json.put("lastStepMillis", node.lastStep().toMillis());
        json.put("cancelling", node.task().cancelling());
        json.put("body", node.task().body());
        ArrayNode owners = json.putArray("owners");
        node.owners().forEach(owners::add);
        node.parent().ifPresent(parent -> json.put("parent", parent));
        putFrames(json, "created", node.task().created());
        putFrames(json, "stack", node.stack());
    }

    private static void putFrames(ObjectNode json, String name, List<StackTraceElement> frames) {
        if (!frames.isEmpty()) {
            ArrayNode texts = json.putArray(name);
            frames.forEach(frame -> texts.add(frame.toString()));
        }
    }

    /** The questions about one loop. */
    private static final class Asking {
        private final InspectedProgram program;
        private final JsonNode facts;
        private final String stacks;
        private final Map<Long, WaitGraph.Node> told = new TreeMap<>();
        private boolean exact = true;
        private Optional<String> holder = Optional.empty();
        private List<StackTraceElement> holderStack = List.of();

        Asking(InspectedProgram program, JsonNode facts, boolean stacks) {
            this.program = program;
            this.facts = facts;
            this.stacks = stacks ? " stacks" : "";
        }

        SeenLoop loop() {
            long newest = facts.path("tasksMade").asLong(); // a loop may go on making more
            long last = 0;
            List<WaitGraph.Node> part;
            do {
                part = part(last, PART);
                part.forEach(node -> told.put(node.number(), node));
                last = part.isEmpty() ? newest : part.getLast().number();
            } while (last < newest);
            WaitGraph graph = graph();
            List<List<WaitGraph.Node>> circles = graph.circles();
            int inCircles = circles.stream().mapToInt(List::size).sum();
            if (inCircles > 0 && inCircles <= MOST_ASKED_AGAIN) { // not all was of one moment
                circles.forEach(circle -> circle.forEach(this::askAgain));
                graph = graph();
                circles = graph.circles();
            }
            return new SeenLoop(facts, graph, circles, waiters(graph));
        }

        private List<WaitGraph.Node> part(long after, int atMost) {
            ToldTasks answer =
                    program.askForTasks(
                            "tasks "
                                    + facts.path("number").asLong()
                                    + " "
                                    + after
                                    + " "
                                    + atMost
                                    + stacks);
            exact &= answer.exact();
            if (holder.isEmpty() && answer.holder().isPresent()) {
                holder = answer.holder();
                holderStack = answer.holderStack();
            }
            return answer.tasks();
        }

        private void askAgain(WaitGraph.Node node) {
            told.remove(node.number());
            part(node.number() - 1, 1).forEach(again -> told.put(again.number(), again));
        }

        private WaitGraph graph() {
            LoopSnapshot loop =
                    new LoopSnapshot(
                            true,
                            false,
                            facts.path("debug").asBoolean(false),
                            facts.path("engine").asString(""),
                            facts.path("tasks").asInt(),
                            facts.path("ready").asInt(),
                            facts.path("timers").asInt(),
                            facts.path("outstanding").asInt());
            return new WaitGraph(loop, exact, holder, holderStack, List.copyOf(told.values()));
        }

        private static Map<Long, List<Long>> waiters(WaitGraph graph) {
            Map<Long, List<Long>> waiters = new HashMap<>();
            for (WaitGraph.Node node : graph.tasks()) {
                for (Long owner : node.owners()) {
                    waiters.computeIfAbsent(owner, number -> new ArrayList<>()).add(node.number());
                }
            }
            return waiters;
        }
    }
}
