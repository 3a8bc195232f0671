package dev.rondo.process;

import dev.rondo.ExceptionGroup;
import dev.rondo.Rondo;
import dev.rondo.stream.BrokenPipeException;
import dev.rondo.stream.ByteStream;
import dev.rondo.stream.ConnectionResetException;
import dev.rondo.stream.StreamClosedException;
import dev.rondo.stream.StreamException;
import dev.rondo.stream.StreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a child and collects what it writes, at once, so that neither waits for the other. What was
 * read stays here when that is cancelled, and what was not written yet: the next call goes on.
 */
final class Exchange {
    private static final byte[] END_OF_TERMINAL = "\u0004".getBytes(StandardCharsets.US_ASCII);

    private final Subprocess child;
    private final Map<Integer, Collected> collected = new LinkedHashMap<>();
    private @Nullable ByteBuffer input; // its position: what the child has got
    private boolean fed;

    Exchange(Subprocess child) {
        this.child = child;
    }

    /** Says what to feed, once. */
    void setInput(byte[] bytes) {
        if (input != null) {
            throw new IllegalStateException(
                    "An input was given already to " + child + "\nGo on with communicate()");
        }
        if (child.stream(0) == null) {
            throw new IllegalStateException(
                    "The input of " + child + " is no pipe\nStart it with withStdin(Stdio.pipe())");
        }
        input = ByteBuffer.wrap(bytes);
    }

    /** Returns whether there is something to feed. */
    boolean hasInput() {
        return input != null;
    }

    /** Returns what was read of an output until now. */
    byte[] bytes(int number) {
        Collected known = collected.get(number);
        return known == null ? new byte[0] : known.bytes();
    }

    /** Returns what has to be done at once; each returns false if the budget was used up. */
    List<Callable<Boolean>> work(Collected.Budget budget) {
        List<Callable<Boolean>> work = new ArrayList<>();
        if (!fed && child.stream(0) != null) {
            if (input == null && !child.isTerminal() && child.writerIfUsed() == null) {
                endInput(); // needs no task
            } else {
                work.add(this::feed);
            }
        }
        for (int number : child.outputs()) {
            Collected one = collected.computeIfAbsent(number, n -> new Collected(child.reader(n)));
            work.add(() -> one.readAll(budget));
        }
        return work;
    }

    /** Does all at once; returns false when the budget was used up, and then ends the others. */
    static boolean doAll(List<Callable<Boolean>> work) {
        try {
            if (work.size() == 1) {
                return work.getFirst().call();
            }
            boolean[] within = {true};
            Rondo.taskGroup(group -> {
                for (Callable<Boolean> one : work) {
                    group.createTask(() -> {
                        if (!one.call()) {
                            within[0] = false;
                            group.cancel();
                        }
                        return null;
                    });
                }
            });
            return within[0];
        } catch (ExceptionGroup e) {
            if (e.exceptions().getFirst() instanceof RuntimeException first) {
                throw first; // one failure of a pipe is what a caller can use
            }
            throw e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("none of them throws a checked exception", e);
        }
    }

    private boolean feed() {
        ByteStream stream = child.stream(0);
        if (stream == null) {
            return true;
        }
        try {
            StreamWriter before = child.writerIfUsed();
            if (before != null) {
                before.flush();
            }
            if (input != null) {
                stream.write(input);
            }
            if (child.isTerminal()) {
                stream.write(ByteBuffer.wrap(END_OF_TERMINAL));
            }
        } catch (BrokenPipeException | ConnectionResetException | StreamClosedException e) {
            // The child does not want it; its output and its code tell whether that is a failure.
        } catch (StreamException e) {
            if (!child.isTerminal()) {
                throw e;
            }
        }
        endInput();
        return true;
    }

    private void endInput() {
        fed = true;
        ByteStream stream = child.stream(0);
        if (stream != null && !child.isTerminal()) {
            stream.close();
        }
    }
}
