package dev.rondo.sim;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a simulation, a line each with the virtual time and the host. One seed gives one
 * log, byte for byte. Kept only if it was asked for: writing it costs more than the rest. A program
 * that runs for ever would fill the memory with it, so a limit keeps the last lines.
 */
final class EventLog {
    private final boolean on;
    private final int most;
    private final List<String> lines = new ArrayList<>();

    /**
     * Creates one.
     *
     * @param most how many lines are needed at the least; up to twice as many are kept
     */
    EventLog(boolean on, int most) {
        this.on = on;
        this.most = most;
    }

    boolean isOn() {
        return on;
    }

    /** Adds a line. The text is made from its parts only when the log is on. */
    void add(long nanos, Object host, Object... parts) {
        if (on) {
            StringBuilder line = new StringBuilder(64);
            line.append(String.format(Locale.ROOT, "%13.6f ", nanos / 1e9)).append(host);
            for (Object part : parts) {
                line.append(' ').append(text(part));
            }
            lines.add(line.toString());
            if (lines.size() > 2L * most) {
                lines.subList(0, lines.size() - most).clear();
            }
        }
    }

    private static Object text(Object part) {
        return part instanceof InetSocketAddress name && name.isUnresolved()
                ? name.getHostString() + ":" + name.getPort() // without the JDK's "unresolved"
                : part;
    }

    List<String> lines() {
        return lines;
    }
}
