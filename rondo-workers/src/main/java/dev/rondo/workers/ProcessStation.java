package dev.rondo.workers;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Runs calls in a JVM of its own. */
final class ProcessStation implements Station {
    private final WorkerOptions options;
    private final ProgramClasses classes;
    private final Jvm jvm;
    private final String where;

    /** The call that was sent, and its end. Written by the seat's thread, read by any. */
    private record Sent(Call<?> call, CompletableFuture<Frame> answer) {}

    private volatile @Nullable Sent sent;

    /**
     * Starts the JVM and runs the initializer in it. Blocks.
     *
     * @throws BrokenWorkerException if it does not come up
     */
    ProcessStation(String name, WorkerOptions options, ProgramClasses classes) {
        this.options = options;
        this.classes = classes;
        this.jvm = Jvm.start(name, options, classes, this::answered);
        this.where = "worker " + name + " (process " + jvm.pid() + ")";
    }

    private void answered(Frame frame) {
        Sent current = sent;
        if (current != null && current.call().id == frame.id()) {
            current.answer().complete(frame);
        }
    }

    @Override
    public void run(Call<?> call) {
        Parcel parcel;
        try {
            classes.note(call.code);
            parcel = Marshal.pack("code", call.code);
        } catch (RuntimeException e) { // nothing was sent
            call.completeExceptionally(e);
            return;
        }
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        sent = new Sent(call, answer);
        try {
            jvm.send(new Frame(Frame.Type.CALL, call.id, parcel));
            if (call.isCancelled()) { // while it was being sent
                interrupt(call);
            }
            CompletableFuture.anyOf(answer, jvm.ended()).join();
            if (!answer.isDone()) {
                throw jvm.ended().join();
            }
            settle(call, answer.join());
        } catch (UnserializableException e) { // above the limit: nothing was sent
            call.completeExceptionally(e);
        } finally {
            sent = null;
        }
    }

    private void settle(Call<?> call, Frame frame) {
        Object content;
        try {
            content =
                    Marshal.unpack(
                            "result",
                            frame.parcel(),
                            classes,
                            TypeFilter.with(options.filter().orElse(null)));
        } catch (RuntimeException | LinkageError e) { // of a class's static initialiser, too
            call.completeExceptionally(e);
            return;
        }
        if (frame.type() == Frame.Type.RESULT) {
            call.succeed(content);
        } else if (content instanceof Failure failure) {
            call.completeExceptionally(failure.thrown());
        } else {
            call.completeExceptionally(
                    new CompletionException(where + " failed without a failure", null));
        }
    }

    @Override
    public boolean isUsable() {
        return jvm.isAlive();
    }

    @Override
    public void interrupt(Call<?> call) {
        Sent current = sent;
        if (current != null && current.call() == call) {
            // If the call itself is still being sent, whoever sends it looks afterwards.
            jvm.trySend(new Frame(Frame.Type.CANCEL, call.id));
        }
    }

    @Override
    public boolean abandon(Call<?> call) {
        Sent current = sent;
        if (current != null && current.call() == call && !current.answer().isDone()) {
            jvm.destroy(true, "was killed: its call was cancelled and went on");
        }
        return true;
    }

    @Override
    public void end(Duration grace) {
        jvm.end(grace);
    }

    @Override
    public void destroy(boolean forcibly) {
        jvm.destroy(forcibly, forcibly ? "was killed" : "was terminated");
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(jvm.pid());
    }
}
