package dev.rondo.workers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Passes a process's standard error on to our own, and remembers its end. */
final class ErrorTail {
    private static final int LINES = 20;
    private static final int LINE_CHARS = 500;

    private final Deque<String> lines = new ArrayDeque<>(); // guarded by itself
    private final Thread thread;

    ErrorTail(InputStream in, String threadName) {
        thread = Threads.start(threadName, () -> pump(in));
    }

    private void pump(InputStream in) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                System.err.println(line);
                synchronized (lines) {
                    if (lines.size() == LINES) {
                        lines.removeFirst();
                    }
                    lines.addLast(
                            line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS));
                }
            }
        } catch (IOException e) {
            // The process is gone, and what it had still to say.
        }
    }

    /** Waits for the end of the stream; a second is enough unless a grandchild holds it. */
    void await() {
        Threads.uninterruptibly(() -> {
            thread.join(1_000);
            return 0;
        });
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
