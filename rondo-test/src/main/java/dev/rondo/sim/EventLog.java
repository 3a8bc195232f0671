package dev.rondo.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a simulation, a line each with the virtual time and the host. One seed gives one
 * log, byte for byte. Kept only if it was asked for: writing it costs more than the rest.
 */
final class EventLog {
    private final boolean on;
    private final List<String> lines = new ArrayList<>();

    EventLog(boolean on) {
        this.on = on;
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
                line.append(' ').append(part);
            }
            lines.add(line.toString());
        }
    }

    List<String> lines() {
        return lines;
    }
}
