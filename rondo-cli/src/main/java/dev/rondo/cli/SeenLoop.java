package dev.rondo.cli;

import dev.rondo.LoopSnapshot;
import dev.rondo.TaskSnapshot;
import dev.rondo.WaitGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
 * @param told what was told of each task
 * @param waiters who waits for a task, by its number
 */
record SeenLoop(
        JsonNode facts,
        WaitGraph graph,
        List<List<WaitGraph.Node>> circles,
        Map<Long, JsonNode> told,
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
                    ArrayNode stack = json.putArray("holderStack");
                    graph.holderStack().forEach(frame -> stack.add(frame.toString()));
                });
        ArrayNode tasks = json.putArray("taskList");
        told.values().forEach(tasks::add);
        ArrayNode all = json.putArray("circles");
        for (List<WaitGraph.Node> circle : circles) {
            ArrayNode numbers = all.addArray();
            circle.forEach(node -> numbers.add(node.number()));
        }
        return json;
    }

    /** The questions about one loop. */
    private static final class Asking {
        private final InspectedProgram program;
        private final JsonNode facts;
        private final String stacks;
        private final Map<Long, JsonNode> told = new TreeMap<>();
        private boolean exact = true;
        private Optional<String> holder = Optional.empty();
        private List<StackTraceElement> holderStack = List.of();

        Asking(InspectedProgram program, JsonNode facts, boolean stacks) {
            this.program = program;
            this.facts = facts;
            this.stacks = stacks ? " stacks" : "";
        }

        SeenLoop loop() {
            long last = 0;
            for (JsonNode tasks = part(last, PART); !tasks.isEmpty(); tasks = part(last, PART)) {
                for (JsonNode task : tasks) {
                    last = task.path("number").asLong();
                    told.put(last, task);
                }
            }
            WaitGraph graph = graph();
            List<List<WaitGraph.Node>> circles = graph.circles();
            int inCircles = circles.stream().mapToInt(List::size).sum();
            if (inCircles > 0 && inCircles <= MOST_ASKED_AGAIN) { // not all was of one moment
                circles.forEach(circle -> circle.forEach(this::askAgain));
                graph = graph();
                circles = graph.circles();
            }
            return new SeenLoop(facts, graph, circles, told, waiters(graph));
        }

        private JsonNode part(long after, int atMost) {
            JsonNode answer =
                    program.ask(
                            "tasks "
                                    + facts.path("number").asLong()
                                    + " "
                                    + after
                                    + " "
                                    + atMost
                                    + stacks);
            exact &= answer.path("exact").asBoolean(true);
            if (holder.isEmpty() && answer.has("holder")) {
                holder = Optional.of(answer.path("holder").asString(""));
                holderStack = frames(answer.path("holderStack"));
            }
            return answer.path("tasks");
        }

        private void askAgain(WaitGraph.Node node) {
            told.remove(node.number());
            for (JsonNode task : part(node.number() - 1, 1)) {
                told.put(task.path("number").asLong(), task);
            }
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
            return new WaitGraph(
                    loop,
                    exact,
                    holder,
                    holderStack,
                    told.values().stream().map(Asking::node).toList());
        }

        private static WaitGraph.Node node(JsonNode task) {
            List<Long> owners = new ArrayList<>();
            task.path("owners").forEach(owner -> owners.add(owner.asLong()));
            return new WaitGraph.Node(
                    task.path("number").asLong(),
                    new TaskSnapshot(
                            task.path("name").asString(""),
                            TaskSnapshot.State.valueOf(task.path("state").asString("")),
                            task.path("waitingOn").asString(""),
                            task.path("cancelling").asInt(),
                            task.path("body").asString(""),
                            frames(task.path("created"))),
                    owners,
                    task.has("parent")
                            ? OptionalLong.of(task.path("parent").asLong())
                            : OptionalLong.empty(),
                    Duration.ofMillis(task.path("lastStepMillis").asLong()),
                    frames(task.path("stack")));
        }

        private static List<StackTraceElement> frames(JsonNode texts) {
            List<StackTraceElement> frames = new ArrayList<>();
            texts.forEach(text -> frames.add(frame(text.asString(""))));
            return frames;
        }

        /** Returns a frame that has the text of the given one. */
        private static StackTraceElement frame(String text) {
            int place = text.lastIndexOf('(');
            int method = text.lastIndexOf('.', place);
            return method < 0
                    ? new StackTraceElement("", text, null, -1)
                    : new StackTraceElement(
                            text.substring(0, method),
                            text.substring(method + 1, place),
                            text.substring(place + 1, text.length() - 1),
                            -1);
        }

        private static Map<Long, List<Long>> waiters(WaitGraph graph) {
            return graph.tasks().stream()
                    .flatMap(node -> node.owners().stream().map(owner -> Map.entry(owner, node)))
                    .collect(
                            Collectors.groupingBy(
                                    Map.Entry::getKey,
                                    LinkedHashMap::new,
                                    Collectors.mapping(
                                            entry -> entry.getValue().number(),
                                            Collectors.toList())));
        }
    }
}
