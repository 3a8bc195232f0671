package dev.rondo.process;

import dev.rondo.EventLoop;
import dev.rondo.net.NativeDescriptors;
import dev.rondo.stream.ByteStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A child with a pidfd, which the poller watches. Only this reaps it, so its number is no other's
 * before, and signals go to nobody else.
 *
 * <pre>
 *   started   on a thread, with bare descriptors; undo() gives all back
 *   attached  the descriptors are the loop's, which hears of the end
 *   reaped    by the loop; or, if that was closed before, by a thread of the JDK's
 * </pre>
 */
final class NativeChild implements Launcher.Child {
    private static final int UNKNOWN_CODE = 255; // asyncio's

    private final Plan plan;
    private final long pid;
    private final Runnable ending = this::killNow;
    private final int pidfd;
    private final int terminal; // -1: none
    private boolean handedOver; // pidfd and terminal: the poller closes them
    private final TreeMap<Integer, Integer> ends; // by the child's number; until they are streams
    private final Map<Integer, ByteStream> streams = new LinkedHashMap<>();
    private NativeDescriptors.@Nullable Watch watch;
    private @Nullable EventLoop loop;
    private @Nullable Exit exit;
    private boolean groupEnds;
    private boolean reaped; // the loop's thread, from attach() on

    NativeChild(Plan plan, long pid, int pidfd, int terminal, Map<Integer, Integer> ends) {
        this.plan = plan;
        this.pid = pid;
        this.pidfd = pidfd;
        this.terminal = terminal;
        this.ends = new TreeMap<>(ends);
        if (plan.endsWithParent) {
            Orphans.atEnd(ending);
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    private void killNow() {
        SpawnCalls.kill(plan.leadsGroup() ? -pid : pid, Signal.KILL.number());
    }

    @Override
    public void undo() {
        killNow();
        Orphans.forget(ending);
        SpawnCalls.reapBlocking(pid);
        ends.values().forEach(SpawnCalls::close);
        if (!handedOver) {
            SpawnCalls.close(pidfd);
            if (terminal >= 0) {
                SpawnCalls.close(terminal);
            }
        }
    }

    @Override
    public void attach(EventLoop owner, Exit end) {
        loop = owner;
        exit = end;
        handedOver = true; // also by calls that fail
        boolean done = false;
        try {
            watch = NativeDescriptors.onReadable(pidfd, end, this::hasEnded);
            attachStreams();
            Orphans.of(owner).add(this);
            done = true;
        } finally {
            if (!done) {
                reaped = true; // by undo()
                streams.values().forEach(ByteStream::close);
                endWatch();
            }
        }
    }

    private void attachStreams() {
        if (terminal >= 0) {
            ByteStream stream = NativeDescriptors.terminal(terminal, name("terminal"));
            streams.put(0, stream);
            streams.put(1, stream);
        }
        for (Map.Entry<Integer, Integer> end; (end = ends.pollFirstEntry()) != null; ) {
            // It is handed over, also by a call that fails.
            int number = end.getKey();
            int descriptor = end.getValue();
            Object name = name(Subprocess.nameOf(number));
            Plan.Wire wire = plan.wires.get(number);
            streams.put(
                    number,
                    wire != null && wire.childReads()
                            ? NativeDescriptors.writePipe(descriptor, name)
                            : NativeDescriptors.readPipe(descriptor, name));
        }
    }

    private void endWatch() {
        NativeDescriptors.Watch known = watch;
        if (known != null) {
            known.end();
        }
    }

    private Object name(String what) {
        return what + " of " + exit;
    }

    /** The child has ended. Loop thread. */
    private void hasEnded() {
        if (reaped || !SpawnCalls.hasEnded(pidfd)) {
            return;
        }
        if (groupEnds
                && plan.leadsGroup()) { // it is not reaped yet: its number is still the group's
            SpawnCalls.kill(-pid, Signal.KILL.number());
        }
        Orphans.forget(ending); // before its number is free for another process
        int code = SpawnCalls.reap(pidfd);
        reaped = true;
        endWatch();
        if (loop != null) {
            Orphans.of(loop).remove(this);
        }
        if (exit != null) {
            exit.ended(code == SpawnCalls.UNKNOWN ? unknownCode() : code);
        }
    }

    private int unknownCode() {
        System.getLogger("dev.rondo")
                .log(
                        System.Logger.Level.WARNING,
                        "Somebody else has taken the return code of "
                                + exit
                                + "; it counts as "
                                + UNKNOWN_CODE);
        return UNKNOWN_CODE;
    }

    /** The loop is closed, and the descriptors with it. */
    void outlivesLoop() {
        if (!reaped) {
            reaped = true;
            // A thread of the JDK's waits for its end, and leaves it to others to reap.
            ProcessHandle.of(pid)
                    .ifPresentOrElse(
                            handle -> handle.onExit().thenRun(this::reapOrphan), this::reapOrphan);
        }
    }

    private void reapOrphan() {
        Orphans.forget(ending);
        SpawnCalls.reapBlocking(pid);
    }

    @Override
    public Map<Integer, ByteStream> streams() {
        return streams;
    }

    @Override
    public boolean signal(Signal signal, boolean group) {
        if (reaped) {
            return false;
        }
        return group
                ? SpawnCalls.kill(-pid, signal.number())
                : SpawnCalls.signal(pidfd, signal.number());
    }

    @Override
    public void endsWithGroup() {
        groupEnds = true;
    }

    @Override
    public void resize(Plan.Size size) {
        ByteStream stream = streams.get(0);
        if (terminal < 0 || stream == null || stream.isClosed()) {
            return;
        }
        try {
            SpawnCalls.resize(terminal, size);
        } catch (IOException e) {
            throw new UncheckedIOException("resize " + plan.text(), e);
        }
    }
}
