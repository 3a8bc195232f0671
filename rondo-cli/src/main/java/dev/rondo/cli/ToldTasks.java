package dev.rondo.cli;

import dev.rondo.TaskSnapshot;
import dev.rondo.WaitGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer about a part of a loop's tasks, read token by token: a tree of a hundred thousand
 * tasks takes a second to build. Fields that it does not know are passed over.
 */
final class ToldTasks {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<WaitGraph.Node> tasks = new ArrayList<>();
    private final Map<String, String> texts = new HashMap<>(); // one string for those that repeat
    private boolean exact = true;
    private Optional<String> holder = Optional.empty();
    private List<StackTraceElement> holderStack = List.of();
    private String error = "";

    private ToldTasks() {}

    /** Reads a line; throws what Jackson throws if it is no JSON. */
    static ToldTasks read(String line) {
        ToldTasks told = new ToldTasks();
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            told.fields(parser);
        }
        return told;
    }

    List<WaitGraph.Node> tasks() {
        return tasks;
    }

    boolean exact() {
        return exact;
    }

    Optional<String> holder() {
        return holder;
    }

    List<StackTraceElement> holderStack() {
        return holderStack;
    }

    /** Returns what it says it could not do; empty if it did. */
    String error() {
        return error;
    }

    private void fields(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "exact" -> exact = parser.getBooleanValue();
                case "holder" -> holder = Optional.of(parser.getString());
                case "holderStack" -> holderStack = frames(parser);
                case "error" -> error = parser.getString();
                case "tasks" -> {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        tasks.add(task(parser));
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    private WaitGraph.Node task(JsonParser parser) {
        long number = 0;
        String name = "";
        String state = "";
        String waitingOn = "";
        String body = "";
        long lastStep = 0;
        int cancelling = 0;
        List<Long> owners = List.of();
        OptionalLong parent = OptionalLong.empty();
        List<StackTraceElement> created = List.of();
        List<StackTraceElement> stack = List.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "number" -> number = parser.getLongValue();
                case "name" -> name = parser.getString();
                case "state" -> state = parser.getString();
                case "waitingOn" -> waitingOn = parser.getString();
                case "body" -> body = texts.computeIfAbsent(parser.getString(), text -> text);
                case "lastStepMillis" -> lastStep = parser.getLongValue();
                case "cancelling" -> cancelling = parser.getIntValue();
                case "owners" -> owners = numbers(parser);
                case "parent" -> parent = OptionalLong.of(parser.getLongValue());
                case "created" -> created = frames(parser);
                case "stack" -> stack = frames(parser);
                default -> parser.skipChildren();
            }
        }
        TaskSnapshot task =
                new TaskSnapshot(
                        name,
                        TaskSnapshot.State.valueOf(state),
                        waitingOn,
                        cancelling,
                        body,
                        created);
        return new WaitGraph.Node(number, task, owners, parent, Duration.ofMillis(lastStep), stack);
    }

    private static List<Long> numbers(JsonParser parser) {
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private static List<StackTraceElement> frames(JsonParser parser) {
        List<StackTraceElement> frames = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            frames.add(frame(parser.getString()));
        }
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
}
