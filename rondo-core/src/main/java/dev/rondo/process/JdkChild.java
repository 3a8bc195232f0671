package dev.rondo.process;

import dev.rondo.EventLoop;
import dev.rondo.Future;
import dev.rondo.Rondo;
import dev.rondo.net.Net;
import dev.rondo.stream.ByteStream;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child that the JDK has started and reaps. Its pipes are carried by a thread each. That a signal
 * ended it can be told from an exit code above 128 only where this has sent that signal.
 */
final class JdkChild implements Launcher.Child {
    private static final int SIGNALLED = 128; // what the JDK adds to a signal's number

    private final Plan plan;
    private final Process process;
    private final boolean readsBefore;
    private final boolean writesNext;
    private final Runnable ending;
    private final Map<Integer, ByteStream> streams = new LinkedHashMap<>();
    private @Nullable Signal sent;

    JdkChild(Plan plan, Process process, boolean readsBefore, boolean writesNext) {
        this.plan = plan;
        this.process = process;
        this.readsBefore = readsBefore;
        this.writesNext = writesNext;
        ProcessHandle handle = process.toHandle();
        this.ending = handle::destroyForcibly;
        if (plan.endsWithParent) {
            Orphans.atEnd(ending);
            handle.onExit().thenRun(() -> Orphans.forget(ending));
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void undo() {
        process.destroyForcibly(); // closes its pipes
    }

    @Override
    public void attach(EventLoop loop, Exit exit) {
        boolean done = false;
        try {
            for (int number = 0; number <= 2; number++) {
                Plan.Wire wire = plan.wires.get(number);
                boolean linked = number == 0 ? readsBefore : number == 1 && writesNext;
                if (!linked && wire != null && wire.stdio().isPipe()) {
                    streams.put(number, stream(number));
                }
            }
            Future<Process> end = Rondo.wrapFuture(process.onExit());
            end.addDoneCallback(_ -> exit.ended(code(process.exitValue())));
            done = true;
        } catch (IOException e) {
            throw Program.failure(plan, plan.words.getFirst(), Program.EMFILE, e);
        } finally {
            if (!done) {
                streams.values().forEach(ByteStream::close);
            }
        }
    }

    private ByteStream stream(int number) throws IOException {
        Pipe pipe = Pipe.open();
        String name = pid() + "-" + Subprocess.nameOf(number);
        if (number == 0) {
            Pump.to(process.getOutputStream(), pipe.source(), name);
            return Net.connectWritePipe(pipe.sink());
        }
        Pump.from(
                number == 1 ? process.getInputStream() : process.getErrorStream(),
                pipe.sink(),
                name);
        return Net.connectReadPipe(pipe.source());
    }

    private int code(int exitValue) {
        Signal last = sent;
        return last != null && exitValue == SIGNALLED + last.number() ? -last.number() : exitValue;
    }

    @Override
    public Map<Integer, ByteStream> streams() {
        return streams;
    }

    /** By the handle: the process itself would close its pipes, and what is in them were lost. */
    @Override
    public boolean signal(Signal signal, boolean group) {
        if (group || (signal != Signal.TERM && signal != Signal.KILL)) {
            throw new UnsupportedOperationException(
                    (group ? "A signal to a group" : "The signal " + signal)
                            + " needs Linux with native access and the epoll poller");
        }
        ProcessHandle handle = process.toHandle();
        boolean asked = signal == Signal.KILL ? handle.destroyForcibly() : handle.destroy();
        if (asked) {
            sent = signal;
        }
        return asked;
    }

    @Override
    public void endsWithGroup() {}

    @Override
    public void resize(Plan.Size size) {}
}
