package dev.rondo.process;

import dev.rondo.Rondo;
import dev.rondo.stream.StreamReader;
import dev.rondo.stream.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The children of a {@link Pipeline}. Belongs to the loop that started them; leaving its scope ends
 * all of them.
 */
public final class RunningPipeline implements AutoCloseable {
    private final List<Subprocess> children;

    RunningPipeline(List<Subprocess> children) {
        this.children = List.copyOf(children);
    }

    /** Returns the children in their order. */
    public List<Subprocess> children() {
        return children;
    }

    /** Returns the writer of the first one's input. See {@link Subprocess#stdin}. */
    public StreamWriter stdin() {
        return children.getFirst().stdin();
    }

    /** Returns the reader of the last one's output. See {@link Subprocess#stdout}. */
    public StreamReader stdout() {
        return children.getLast().stdout();
    }

    /**
     * Suspends until all have ended and returns their return codes. See {@link Subprocess#await}.
     */
    public List<Integer> await() {
        List<Integer> codes = new ArrayList<>();
        children.forEach(child -> codes.add(child.await()));
        return codes;
    }

    /**
     * Closes the first one's input, collects what the last writes to a pipe, and the error outputs
     * of all that are pipes, and waits for the end of all. See {@link Subprocess#communicate()}.
     */
    public PipelineResult communicate() {
        List<Callable<Boolean>> work = new ArrayList<>();
        Collected.Budget budget = new Collected.Budget(Long.MAX_VALUE);
        children.forEach(child -> work.addAll(child.exchange().work(budget)));
        Exchange.doAll(work);
        return new PipelineResult(children.stream().map(Subprocess::communicate).toList());
    }

    /** Like {@link #communicate()}, with an input. See {@link Subprocess#communicate(byte[])}. */
    public PipelineResult communicate(byte[] input) {
        children.getFirst().exchange().setInput(input);
        return communicate();
    }

    /** Like {@link #communicate(byte[])}, with text in UTF-8. */
    public PipelineResult communicate(String input) {
        return communicate(input.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends all of them at once, each as {@link Subprocess#close} does. Suspends until then. */
    @Override
    public void close() {
        if (Rondo.currentTask().isEmpty() || Rondo.cancelRequested()) {
            children.forEach(Subprocess::close);
            return;
        }
        Rondo.taskGroup(group -> {
            for (Subprocess child : children) {
                group.createTask(() -> {
                    child.close();
                    return null;
                });
            }
        });
    }

    @Override
    public String toString() {
        return "<RunningPipeline "
                + String.join(" | ", children.stream().map(Subprocess::toString).toList())
                + ">";
    }
}
