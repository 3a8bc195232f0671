package dev.rondo.process;

import dev.rondo.process.Plan.Wire;
import dev.rondo.process.ProcessException.Reason;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Starts children by {@code ProcessBuilder}, where there is no native way: another system, no
 * native access, the NIO poller. docs/guide/processes.md tells what is missing then.
 */
final class JdkLauncher implements Launcher {
    private static final Pattern ERROR = Pattern.compile("error[=:] ?(\\d+)");

    /** Refuses what the JDK has no call for. */
    static void check(Plan plan) {
        String missing = null;
        if (plan.terminal != null) {
            missing = "withTerminal()";
        } else if (plan.session) {
            missing = "withNewSession()";
        } else if (plan.group) {
            missing = "withNewGroup()";
        } else if (plan.stopSignal != Signal.TERM && plan.stopSignal != Signal.KILL) {
            missing = "withStopSignal(" + plan.stopSignal + ")";
        } else if (plan.wires.keySet().stream().anyMatch(number -> number > 2)) {
            missing = "a descriptor beside 0, 1 and 2";
        }
        if (missing != null) {
            throw ProcessException.start(
                    Reason.NOT_SUPPORTED,
                    plan.text(),
                    missing
                            + " cannot be had here\n"
                            + "It needs Linux with native access and the epoll poller");
        }
    }

    @Override
    public List<JdkChild> launch(List<Plan> plans) {
        List<ProcessBuilder> builders = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            builders.add(builder(plans.get(i), i > 0, i < plans.size() - 1));
        }
        List<Process> processes = start(plans, builders);
        List<JdkChild> children = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            children.add(new JdkChild(plans.get(i), processes.get(i), i > 0, i < plans.size() - 1));
        }
        return children;
    }

    private static List<Process> start(List<Plan> plans, List<ProcessBuilder> builders) {
        try {
            return builders.size() == 1
                    ? List.of(builders.getFirst().start())
                    : ProcessBuilder.startPipeline(builders);
        } catch (IOException e) {
            Plan guilty = plans.getFirst();
            for (Plan plan : plans) { // the message names the program
                if (String.valueOf(e.getMessage()).contains("\"" + plan.words.getFirst() + "\"")) {
                    guilty = plan;
                }
            }
            if (e.getCause() instanceof FileNotFoundException file) {
                throw ProcessException.start(
                        Reason.NO_FILE, guilty.text(), String.valueOf(file.getMessage()), e);
            }
            Matcher number = ERROR.matcher(e.getMessage() + " " + e.getCause());
            int errno = number.find() ? Integer.parseInt(number.group(1)) : 0;
            throw Program.failure(guilty, guilty.words.getFirst(), errno, e);
        }
    }

    private static ProcessBuilder builder(Plan plan, boolean reads, boolean writes) {
        ProcessBuilder builder = new ProcessBuilder(words(plan));
        if (plan.directory != null) {
            builder.directory(plan.directory.toFile());
        }
        if (!plan.hasSameEnvironment()) {
            builder.environment().clear();
            builder.environment().putAll(plan.environment());
        }
        Map<Integer, Wire> wires = plan.wires;
        if (!reads) {
            builder.redirectInput(redirect(wires.get(0), new File(nullFile())));
        }
        if (!writes) {
            builder.redirectOutput(redirect(wires.get(1), null));
        }
        Wire errors = wires.get(2);
        if (errors != null && errors.stdio().kind() == Stdio.Kind.MERGED) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(redirect(errors, null));
        }
        return builder;
    }

    /** A name without a slash is looked for in the child's PATH, where there is such a thing. */
    private static List<String> words(Plan plan) {
        if (File.separatorChar != '/') {
            return plan.words;
        }
        List<String> words = new ArrayList<>(plan.words);
        words.set(0, Program.find(plan));
        return words;
    }

    private static String nullFile() {
        return File.separatorChar == '/' ? "/dev/null" : "NUL";
    }

    private static Redirect redirect(@Nullable Wire wire, @Nullable File nothing) {
        if (wire == null) {
            return Redirect.INHERIT;
        }
        Stdio stdio = wire.stdio();
        return switch (stdio.kind()) {
            case PIPE -> Redirect.PIPE;
            case INHERIT, MERGED -> Redirect.INHERIT;
            case NOTHING -> nothing == null ? Redirect.DISCARD : Redirect.from(nothing);
            case FROM -> Redirect.from(stdio.file().toFile());
            case TO -> Redirect.to(stdio.file().toFile());
            case APPEND -> Redirect.appendTo(stdio.file().toFile());
        };
    }
}
