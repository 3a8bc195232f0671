package dev.rondo.process;

import dev.rondo.process.Plan.Wire;
import dev.rondo.process.ProcessException.Reason;
import dev.rondo.process.SpawnCalls.CallFailed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts children by {@code posix_spawn}, with pipes of our own. All descriptors of this process
 * are closed at an exec, and the child closes what it was not given besides, so that nothing leaks
 * into it, also from native code of others.
 *
 * <p>Rejected: {@code ProcessBuilder}, which reads and writes its pipes blocking, cannot tell an
 * exit code from a signal, and drops what a grandchild writes late.
 */
final class NativeLauncher implements Launcher {
    private static final int NONE = -1;
    private static final String NULL = "/dev/null";

    @Override
    public List<NativeChild> launch(List<Plan> plans) {
        List<NativeChild> children = new ArrayList<>();
        int input = NONE; // what the child before writes to, seen from the other end
        boolean done = false;
        try {
            for (int i = 0; i < plans.size(); i++) {
                boolean last = i == plans.size() - 1;
                int[] next = last ? new int[] {NONE, NONE} : pipe(plans.get(i));
                try {
                    children.add(start(plans.get(i), input, next[1]));
                } finally {
                    closeAll(input, next[1]);
                    input = next[0];
                }
            }
            done = true;
            return children;
        } finally {
            closeAll(input);
            if (!done) {
                children.forEach(NativeChild::undo);
            }
        }
    }

    private static int[] pipe(Plan plan) {
        try {
            return SpawnCalls.pipe();
        } catch (IOException e) {
            throw failure(plan, plan.words.getFirst(), e);
        }
    }

    private static void closeAll(int... descriptors) {
        for (int descriptor : descriptors) {
            if (descriptor >= 0) {
                SpawnCalls.close(descriptor);
            }
        }
    }

    private static ProcessException failure(Plan plan, String path, IOException cause) {
        int errno = cause instanceof CallFailed failed ? failed.errno() : 0;
        return Program.failure(plan, path, errno, cause);
    }

    /**
     * Starts one.
     *
     * @param input its input, or {@link #NONE}
     * @param output its output, or {@link #NONE}
     */
    private static NativeChild start(Plan plan, int input, int output) {
        String path = Program.find(plan);
        Ends ends = new Ends();
        boolean done = false;
        try (SpawnActions actions = new SpawnActions()) {
            Map<Integer, Integer> given = new TreeMap<>(); // the child's numbers to ours
            give(given, 0, input);
            give(given, 1, output);
            if (plan.terminal != null) {
                ends.terminal(plan.terminal);
            }
            for (Map.Entry<Integer, Wire> wired : plan.wires.entrySet()) {
                connect(plan, wired.getKey(), wired.getValue(), given, ends);
            }
            prepare(plan, actions, given, ends);
            NativeChild child = ends.child(plan, actions.spawn(plan, path));
            done = true;
            return child;
        } catch (IOException e) {
            throw failure(plan, path, e);
        } finally {
            ends.close(!done);
        }
    }

    private static void give(Map<Integer, Integer> given, int number, int descriptor) {
        if (descriptor >= 0) {
            given.put(number, descriptor);
        }
    }

    /** Opens what one descriptor of the child needs on this side. */
    private static void connect(
            Plan plan, int number, Wire wire, Map<Integer, Integer> given, Ends ends)
            throws IOException {
        if (given.containsKey(number) || (plan.terminal != null && number <= 2)) {
            return;
        }
        switch (wire.stdio().kind()) {
            case PIPE -> given.put(number, ends.pipe(number, wire.childReads()));
            case FROM -> given.put(number, file(plan, wire, SpawnCalls.O_RDONLY, ends));
            case TO -> given.put(number, file(plan, wire, writing(SpawnCalls.O_TRUNC), ends));
            case APPEND -> given.put(number, file(plan, wire, writing(SpawnCalls.O_APPEND), ends));
            case NOTHING, INHERIT, MERGED -> {} // done by the child
        }
    }

    private static int writing(int how) {
        return SpawnCalls.O_WRONLY | SpawnCalls.O_CREAT | how;
    }

    private static int file(Plan plan, Wire wire, int flags, Ends ends) throws IOException {
        try {
            return ends.keep(SpawnCalls.open(wire.stdio().file().toString(), flags));
        } catch (CallFailed e) {
            if (e.errno() == Program.EMFILE || e.errno() == Program.ENFILE) {
                throw e;
            }
            throw ProcessException.start(
                    Reason.NO_FILE,
                    plan.text(),
                    "error " + e.errno() + " of the system, when opening " + wire.stdio().file(),
                    e);
        }
    }

    private static void prepare(
            Plan plan, SpawnActions actions, Map<Integer, Integer> given, Ends ends)
            throws IOException {
        int last = 2;
        for (int number : plan.wires.keySet()) {
            last = Math.max(last, number);
        }
        for (Map.Entry<Integer, Integer> one : given.entrySet()) {
            if (one.getValue() <= last) { // another one is to have its number
                one.setValue(ends.keep(SpawnCalls.duplicate(one.getValue(), last + 1)));
            }
        }
        if (plan.terminal != null) {
            // A leader of a session without a terminal gets the first one that it opens.
            actions.open(0, ends.terminalName(), SpawnCalls.O_RDWR);
            actions.duplicate(0, 1);
            actions.duplicate(0, 2);
        }
        for (int number = plan.terminal == null ? 0 : 3; number <= last; number++) {
            Wire wire = plan.wires.get(number);
            Integer ours = given.get(number);
            if (ours != null) {
                actions.duplicate(ours, number);
            } else if (wire == null) {
                actions.close(number);
            } else if (wire.stdio().kind() == Stdio.Kind.NOTHING) {
                int flags = wire.childReads() ? SpawnCalls.O_RDONLY : SpawnCalls.O_WRONLY;
                actions.open(number, NULL, flags);
            } else if (wire.stdio().kind() == Stdio.Kind.MERGED) {
                actions.duplicate(1, number);
            }
        }
        actions.closeFrom(last + 1);
        if (plan.directory != null) {
            actions.directory(plan.directory.toString());
        }
    }

    /** What is opened for a child. */
    private static final class Ends {
        private final Map<Integer, Integer> ours = new TreeMap<>(); // by the child's number
        private final List<Integer> childs = new ArrayList<>(); // of no use once it has started
        private int terminal = NONE;

        /** Opens a pipe and returns the child's end. */
        int pipe(int number, boolean childReads) throws IOException {
            int[] ends = SpawnCalls.pipe();
            int own = ends[childReads ? 1 : 0];
            int other = keep(ends[childReads ? 0 : 1]);
            ours.put(number, own);
            SpawnCalls.setBlocking(own, false, 0);
            return other;
        }

        int keep(int descriptor) {
            childs.add(descriptor);
            return descriptor;
        }

        void terminal(Plan.Size size) throws IOException {
            terminal = SpawnCalls.openTerminal(size);
        }

        String terminalName() throws IOException {
            return SpawnCalls.terminalName(terminal);
        }

        NativeChild child(Plan plan, long pid) throws IOException {
            try {
                return new NativeChild(plan, pid, SpawnCalls.pidfd(pid), terminal, ours);
            } catch (IOException e) { // no descriptor left for it
                SpawnCalls.kill(pid, Signal.KILL.number());
                SpawnCalls.reapBlocking(pid);
                throw e;
            }
        }

        void close(boolean all) {
            childs.forEach(SpawnCalls::close);
            if (all) {
                ours.values().forEach(SpawnCalls::close);
                if (terminal >= 0) {
                    SpawnCalls.close(terminal);
                }
            }
        }
    }
}
