package dev.rondo.examples;

import java.time.Duration;
import java.util.List;

/**
 * What a program did.
 *
 * @param lines what it printed
 * @param warnings what it logged to Rondo's logger, which a user reads on stderr
 * @param took how long it ran, on the clock that it ran on
 */
record Output(List<Line> lines, List<String> warnings, Duration took) {

    /** A line, and how many seconds after the start it was printed, cut to milliseconds. */
    record Line(double seconds, String text) {}

    static Line at(double seconds, String text) {
        return new Line(seconds, text);
    }

    List<String> texts() {
        return lines.stream().map(Line::text).toList();
    }
}
