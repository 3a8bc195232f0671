package dev.rondo.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a command has been told. Only a new copy is changed, before anybody else has it: so {@link
 * Command} is immutable, without a constructor that has all of it as arguments.
 */
final class Plan {
    /** Where a descriptor of the child leads, and in which direction. */
    record Wire(Stdio stdio, boolean childReads) {}

    /** Columns and rows of a terminal. */
    record Size(int columns, int rows) {}

    static final int DEFAULT_LINE_LIMIT = 16 * 1024 * 1024; // bytes: JSON lines of tools are long
    static final long DEFAULT_MAX_OUTPUT = 64L * 1024 * 1024; // bytes that run() keeps
    static final Duration DEFAULT_GRACE = Duration.ofSeconds(5); // execa's and trio's
    static final Duration DEFAULT_PIPE_GRACE = Duration.ofSeconds(1);

    List<String> words;
    @Nullable Path directory;
    boolean onlyGiven; // of the environment
    final Map<String, Optional<String>> changes = new LinkedHashMap<>(); // empty: removed
    final Map<Integer, Wire> wires = new TreeMap<>();
    boolean session;
    boolean group;
    boolean endsWithParent;
    int lineLimit = DEFAULT_LINE_LIMIT;
    Signal stopSignal = Signal.TERM;
    Duration grace = DEFAULT_GRACE;
    Duration pipeGrace = DEFAULT_PIPE_GRACE;
    Optional<Duration> timeLimit = Optional.empty();
    long maxOutput = DEFAULT_MAX_OUTPUT;
    @Nullable Size terminal;

    Plan(List<String> words) {
        this.words = words;
    }

    Plan copy() {
        Plan copy = new Plan(words);
        copy.directory = directory;
        copy.onlyGiven = onlyGiven;
        copy.changes.putAll(changes);
        copy.wires.putAll(wires);
        copy.session = session;
        copy.group = group;
        copy.endsWithParent = endsWithParent;
        copy.lineLimit = lineLimit;
        copy.stopSignal = stopSignal;
        copy.grace = grace;
        copy.pipeGrace = pipeGrace;
        copy.timeLimit = timeLimit;
        copy.maxOutput = maxOutput;
        copy.terminal = terminal;
        return copy;
    }

    /** Gives a descriptor that the command says nothing of its default. */
    void otherwise(int descriptor, Stdio stdio) {
        wires.putIfAbsent(descriptor, new Wire(stdio, descriptor == 0));
    }

    void wire(int descriptor, Stdio stdio, boolean childReads) {
        wires.put(descriptor, new Wire(stdio, childReads));
    }

    /** Returns whether the child leads a group of its own, which is ended with it. */
    boolean leadsGroup() {
        return session || group || terminal != null;
    }

    /** Returns whether the environment is that of this process. */
    boolean hasSameEnvironment() {
        return !onlyGiven && changes.isEmpty();
    }

    /** Returns the environment of the child. */
    Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(onlyGiven ? Map.of() : System.getenv());
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                all.put(name, value.get());
            } else {
                all.remove(name);
            }
        });
        return all;
    }

    /** Returns a variable of the child's environment. */
    @Nullable String variable(String name) {
        Optional<String> changed = changes.get(name);
        if (changed != null) {
            return changed.orElse(null);
        }
        return onlyGiven ? null : System.getenv(name);
    }

    private static final int LONGEST_WORD = 60; // characters that messages show
    private static final int LONGEST = 200;

    /** Returns the command for messages: long arguments are cut, the environment is not shown. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (text.length() > LONGEST) {
                return text.append(" ...").toString();
            }
            String shown =
                    word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "...";
            shown = shown.replace("\n", "\\n");
            boolean plain =
                    !shown.isEmpty() && shown.chars().noneMatch(c -> " \t'\"".indexOf(c) >= 0);
            text.append(text.isEmpty() ? "" : " ").append(plain ? shown : "'" + shown + "'");
        }
        return text.toString();
    }
}
