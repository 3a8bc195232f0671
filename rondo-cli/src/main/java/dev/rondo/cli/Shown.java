package dev.rondo.cli;

import java.util.Locale;

/** Words of a program as they may reach a terminal. */
final class Shown {
    private static final long TENTH_MILLIS = 100;
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_SECONDS = 60;
    private static final long HOUR_SECONDS = 3_600;
    private static final long DAY_SECONDS = 86_400;

    private Shown() {}

    /**
     * Returns a text in which control characters are escaped, and so is what changes the direction
     * or hides: it neither moves the cursor nor looks like something else.
     */
    static String text(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    int type = Character.getType(c);
                    boolean isHarmless =
                            type != Character.CONTROL
                                    && type != Character.FORMAT
                                    && type != Character.SURROGATE
                                    && type != Character.LINE_SEPARATOR
                                    && type != Character.PARAGRAPH_SEPARATOR;
                    if (isHarmless) {
                        shown.appendCodePoint(c);
                    } else {
                        shown.append(String.format(Locale.ROOT, "\\u%04x", c));
                    }
                });
        return shown.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Like {@link #text}, not longer than a width. */
    static String text(String text, int width) {
        String shown = text(text);
        return shown.length() <= width ? shown : shown.substring(0, width - 3) + "...";
    }

    /** Returns a time as people say it, in five or six characters. */
    static String time(long millis) {
        long seconds = millis / SECOND_MILLIS;
        if (seconds < 2 * MINUTE_SECONDS) {
            long tenths = (millis + TENTH_MILLIS / 2) / TENTH_MILLIS;
            return tenths / 10 + "." + tenths % 10 + " s"; // of a hundred thousand tasks
        }
        if (seconds < 2 * HOUR_SECONDS) {
            return seconds / MINUTE_SECONDS + " min";
        }
        if (seconds < 2 * DAY_SECONDS) {
            return seconds / HOUR_SECONDS + " h";
        }
        return seconds / DAY_SECONDS + " days";
    }
}
