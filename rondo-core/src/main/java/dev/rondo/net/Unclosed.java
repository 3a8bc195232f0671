package dev.rondo.net;

import dev.rondo.EventLoop;
import dev.rondo.ExceptionContext;
import dev.rondo.Poller;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;

/**
 * Streams, listeners and ends for datagrams that nobody can close any more, since nobody has them.
 * Each is reported once to the loop's exception handler, when the garbage collector has found it,
 * and its socket is closed: asyncio's ResourceWarning. In debug mode the report says where it was
 * opened.
 *
 * <p>A poller holds its descriptors, so what is watched are the objects in front of them, to which
 * no descriptor points. Who reads or writes holds them, too.
 */
final class Unclosed {
    private static final int DEPTH = 10; // frames, as for tasks
    private static final StackWalker WALKER = StackWalker.getInstance();

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** A thing that has to be closed; its descriptor holds this. */
    static final class Owner extends WeakReference<Object> {
        private final Descriptor descriptor;
        private final List<StackTraceElement> opened;

        private Owner(
                Object owner,
                ReferenceQueue<Object> collected,
                Descriptor descriptor,
                List<StackTraceElement> opened) {
            super(owner, collected);
            this.descriptor = descriptor;
            this.opened = opened;
        }

        private void report() {
            if (!descriptor.isClosed()) {
                ExceptionContext context =
                        new ExceptionContext(
                                "unclosed " + descriptor,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                opened);
                descriptor.close();
                descriptor.loop().callExceptionHandler(context);
            }
        }
    }

    /** Watches what owns a descriptor from now on. */
    static void watch(Object owner, Descriptor descriptor) {
        EventLoop loop = descriptor.loop();
        if (loop.poller() instanceof SocketPoller poller) {
            descriptor.owned(
                    new Owner(
                            owner,
                            poller.unclosed().collected,
                            descriptor,
                            loop.debug() ? callers() : List.of()));
        }
    }

    private static List<StackTraceElement> callers() {
        return WALKER.walk(frames ->
                frames.filter(frame -> isUsers(frame.getClassName()))
                        .limit(DEPTH)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toList());
    }

    /** Tests of Rondo are users of it. */
    private static boolean isUsers(String className) {
        return !className.startsWith("java.lang.")
                && (!className.startsWith("dev.rondo.") || className.contains("Test"));
    }

    /**
     * Reports what was found since the last call. Loop thread, during a poll: a look at a field.
     */
    void collect(Poller.Sink sink) {
        for (Reference<?> found = collected.poll(); found != null; found = collected.poll()) {
            sink.callSoon(((Owner) found)::report);
        }
    }
}
