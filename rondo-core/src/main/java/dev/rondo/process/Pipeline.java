package dev.rondo.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several commands, each of which reads what the one before writes, through pipes between the
 * children themselves. Immutable; any thread. A shell's {@code |}.
 *
 * {@snippet :
 * String words = Command.of("sort").pipe(Command.of("uniq", "-c")).run(text).check().text();
 * }
 *
 * <p>The time limit, the output limit and the pipes' grace time are those of the last command; each
 * is ended in its own way.
 */
public final class Pipeline {
    private final List<Command> commands;

    private Pipeline(List<Command> commands) {
        this.commands = commands;
    }

    /**
     * Returns a pipeline of commands.
     *
     * @throws IllegalArgumentException if there is none, or one but the first has another input, or
     *     one but the last another output, or one a terminal
     */
    public static Pipeline of(Command... commands) {
        List<Command> copy = List.of(commands);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("A pipeline needs a command");
        }
        for (int i = 0; i < copy.size(); i++) {
            check(copy.get(i), i > 0, i < copy.size() - 1);
        }
        return new Pipeline(copy);
    }

    private static void check(Command command, boolean reads, boolean writes) {
        Plan plan = command.plan();
        boolean otherwise =
                (reads && plan.wires.containsKey(0))
                        || (writes && plan.wires.containsKey(1))
                        || (plan.terminal != null && (reads || writes));
        if (otherwise) {
            throw new IllegalArgumentException(
                    "Inside of a pipeline a command has no other input or output: " + command);
        }
    }

    /** Returns a longer pipeline. */
    public Pipeline pipe(Command next) {
        List<Command> all = new ArrayList<>(commands);
        all.add(next);
        return of(all.toArray(Command[]::new));
    }

    /** Returns the commands in their order. */
    public List<Command> commands() {
        return commands;
    }

    /**
     * Starts all of them. When one cannot be started, none is left. See {@link Command#start}.
     *
     * @throws ProcessException if one cannot be started
     */
    public RunningPipeline start() {
        List<Plan> plans = new ArrayList<>();
        for (Command command : commands) {
            Plan plan = command.plan().copy();
            for (int number = 0; number <= 2; number++) {
                plan.otherwise(number, Stdio.inherit());
            }
            plans.add(plan);
        }
        return new RunningPipeline(Spawner.start(plans));
    }

    /**
     * Runs all to their end and returns how each has ended, and what the last has written. See
     * {@link Command#run()}.
     *
     * @throws ProcessException as {@code Command.run()}
     */
    public PipelineResult run() {
        return new PipelineResult(Run.of(commands, Optional.empty()));
    }

    /** Like {@link #run()}, with an input of the first. See {@link Command#run(byte[])}. */
    public PipelineResult run(byte[] input) {
        return new PipelineResult(Run.of(commands, Optional.of(input)));
    }

    /** Like {@link #run(byte[])}, with text in UTF-8. */
    public PipelineResult run(String input) {
        return run(input.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the commands, shortened, with bars between them. */
    @Override
    public String toString() {
        return String.join(" | ", commands.stream().map(Command::toString).toList());
    }
}
