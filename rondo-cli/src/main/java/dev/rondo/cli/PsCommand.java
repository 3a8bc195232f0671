package dev.rondo.cli;

import java.io.PrintStream;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code rondo ps} and {@code rondo pstree}: what the tasks of a running program do.
 *
 * @param tree whether they are shown as a tree
 * @param pid whose; 0 for a list of the programs
 * @param stacks whether with their stacks
 * @param json whether as JSON
 */
record PsCommand(boolean tree, long pid, boolean stacks, boolean json) {
    static final String USAGE =
            """
            usage: rondo ps [PID] [--stacks] [--json]
                   rondo pstree PID [--stacks] [--json]

            Shows the tasks of a running program: state, what they wait for and since when, and who
            waits for them; pstree as a tree of who waits for whom. Without a PID: the programs of
            this user that run loops of Rondo. --stacks shows where each task is.\
            """;

    static PsCommand parse(String command, List<String> words) {
        boolean tree = command.equals("pstree");
        long pid = 0;
        boolean stacks = false;
        boolean json = false;
        for (String word : words) {
            switch (word) {
                case "--stacks" -> stacks = true;
                case "--json" -> json = true;
                default -> {
                    if (pid != 0 || word.startsWith("-")) {
                        throw Fault.usage(
                                "rondo " + command + ": what is '" + word + "'?\n" + USAGE);
                    }
                    pid = pid(command, word);
                }
            }
        }
        if (pid == 0 && (tree || stacks)) {
            throw Fault.usage("rondo " + command + ": which PID?\n" + USAGE);
        }
        return new PsCommand(tree, pid, stacks, json);
    }

    private static long pid(String command, String word) {
        try {
            long pid = Long.parseLong(word);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Fault.usage("rondo " + command + ": not a PID: " + word + "\n" + USAGE);
    }

    void run(PrintStream out) {
        if (pid == 0) {
            list(out);
            return;
        }
        try (InspectedProgram program = InspectedProgram.ask(new ProcessFacts(pid))) {
            List<SeenLoop> loops = SeenLoop.allOf(program, stacks);
            StringBuilder text = new StringBuilder();
            if (json) {
                text.append(json(program, loops)).append('\n');
            } else {
                show(text, program, loops);
            }
            out.print(text);
            out.flush();
        }
    }

    private void list(PrintStream out) {
        List<ProcessFacts> programs = ProcessFacts.runningRondo();
        if (json) {
            ArrayNode array = new JsonMapper().createArrayNode();
            for (ProcessFacts program : programs) {
                array.addObject().put("pid", program.pid()).put("program", program.program());
            }
            out.println(array);
        } else if (programs.isEmpty()) {
            out.println("No program of this user runs a loop of Rondo.");
        } else {
            out.printf("%7s  %s%n", "PID", "PROGRAM");
            for (ProcessFacts program : programs) {
                out.printf("%7d  %s%n", program.pid(), Shown.text(program.program(), 100));
            }
        }
    }

    private static ObjectNode json(InspectedProgram program, List<SeenLoop> loops) {
        ObjectNode json = new JsonMapper().createObjectNode();
        json.put("pid", program.process().pid());
        json.put("rondo", program.version());
        json.put("program", program.process().program());
        ArrayNode array = json.putArray("loops");
        loops.forEach(loop -> array.add(loop.json()));
        return json;
    }

    private void show(StringBuilder text, InspectedProgram program, List<SeenLoop> loops) {
        text.append("Process ")
                .append(program.process().pid())
                .append(": ")
                .append(Shown.text(program.process().program(), 100))
                .append(", Rondo ")
                .append(program.version())
                .append('\n');
        if (loops.isEmpty()) {
            text.append("No loop runs now.\n");
        }
        for (SeenLoop loop : loops) {
            LoopText.head(text, loop);
            if (tree) {
                new TaskTree(loop, stacks).appendTo(text);
            } else {
                TaskTable.append(text, loop, stacks);
            }
            LoopText.circles(text, loop);
        }
    }
}
