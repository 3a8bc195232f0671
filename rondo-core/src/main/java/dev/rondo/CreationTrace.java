package dev.rondo;

import dev.rondo.engine.OwnFrames;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where something was made: up to 10 frames, asyncio's debug stack depth, without Rondo's own.
 *
 * @param frames the frames, innermost first
 */
record CreationTrace(List<StackTraceElement> frames) {
    private static final int DEPTH = 10;
    private static final StackWalker WALKER = StackWalker.getInstance();

    static CreationTrace capture() {
        return capture(DEPTH);
    }

    /** One frame: enough to name the place. */
    static CreationTrace captureSite() {
        return capture(1);
    }

    static CreationTrace capture(int depth) {
        return new CreationTrace(
                WALKER.walk(frames ->
                        frames.filter(frame -> !OwnFrames.isOwn(frame.getClassName()))
                                .limit(depth)
                                .map(StackWalker.StackFrame::toStackTraceElement)
                                .toList()));
    }

    String site() {
        return frames.isEmpty() ? "unknown" : frames.getFirst().toString();
    }

    String text() {
        return frames.stream().map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}
