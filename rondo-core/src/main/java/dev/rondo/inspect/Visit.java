package dev.rondo.inspect;

import dev.rondo.EventLoop;
import dev.rondo.Inspector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One visitor from outside. The visitor listens on a Unix socket, this connects to it, says hello
 * and answers questions until the visitor hangs up. Questions are lines of words, answers lines of
 * JSON, one each:
 *
 * <pre>
 * -                                {"rondo": VERSION, "protocol": 1, "pid": N, "loops": [...]}
 * loops                            {"loops": [...]}
 * tasks LOOP AFTER COUNT           {"exact": true, "tasks": [...]}: {@link EventLoop#waitGraph(long, int, boolean)}
 * tasks LOOP AFTER COUNT stacks    the same with stacks
 * anything else                    {"error": TEXT}
 * </pre>
 *
 * <p>A field may be added without a new version of the protocol, and visitors ignore what they do
 * not know. Nothing is pushed: a visitor that does not ask costs nothing, and a slow one holds only
 * its own thread.
 */
public final class Visit implements Inspector {
    private static final int PROTOCOL = 1;
    private static final int LONGEST_QUESTION = 1_000; // bytes
    private static final int MOST_TASKS = 10_000; // an answer; the visitor's memory

    /** Creates one; for the ServiceLoader. */
    public Visit() {}

    @Override
    public void answer(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            InputStream in = Channels.newInputStream(channel);
            OutputStream out = Channels.newOutputStream(channel);
            say(out, hello());
            for (String line = question(in); line != null; line = question(in)) {
                say(out, answerTo(line));
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // It has gone, or its path is none; whoever asks sees that for himself.
        }
    }

    private static void say(OutputStream out, JsonLine line) throws IOException {
        out.write(line.line().getBytes(StandardCharsets.US_ASCII));
    }

    private static JsonLine hello() {
        JsonLine line =
                new JsonLine()
                        .put("rondo", version())
                        .put("protocol", PROTOCOL)
                        .put("pid", ProcessHandle.current().pid());
        return LoopLines.loops(line);
    }

    /** Returns what the jar or the module says; nothing of classes in a folder. */
    private static String version() {
        String ofJar = Visit.class.getPackage().getImplementationVersion();
        ModuleDescriptor module = Visit.class.getModule().getDescriptor();
        return ofJar != null ? ofJar : module == null ? "" : module.rawVersion().orElse("");
    }

    /** Returns the next line; null at the end, and for one that is too long. */
    private static @Nullable String question(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0 && text.length() < LONGEST_QUESTION; c = in.read()) {
            if (c == '\n') {
                return text.toString();
            }
            text.append((char) c);
        }
        return null;
    }

    private static JsonLine answerTo(String question) {
        String[] words = question.split(" ", -1);
        try {
            return switch (words[0]) {
                case "loops" -> LoopLines.loops(new JsonLine());
                case "tasks" -> tasks(words);
                default -> error("unknown question: " + question);
            };
        } catch (RuntimeException e) { // not a number; or a task changed while it was read
            return error(e.toString());
        }
    }

    private static JsonLine tasks(String[] words) {
        if (words.length < 4) {
            return error("tasks LOOP AFTER COUNT [stacks]");
        }
        long number = Long.parseLong(words[1]);
        Optional<EventLoop> found =
                EventLoop.allRunning().stream().filter(loop -> loop.number() == number).findFirst();
        if (found.isEmpty()) {
            return error("no loop " + number + " runs any more");
        }
        int count = Math.min(Integer.parseInt(words[3]), MOST_TASKS);
        boolean stacks = words.length > 4 && words[4].equals("stacks");
        return LoopLines.part(found.get().waitGraph(Long.parseLong(words[2]), count, stacks));
    }

    private static JsonLine error(String text) {
        return new JsonLine().put("error", text);
    }
}
