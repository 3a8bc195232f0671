package dev.rondo;

import org.jspecify.annotations.Nullable;

/** Texts and states for messages and snapshots. */
final class Snapshots {
    private static final int LONGEST_TEXT =
            120; // characters; a message shows what it is about, not all of it

    private Snapshots() {}

    /** Returns the text of a thing; a user's toString must not spoil a message or a snapshot. */
    static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | Error e) {
            return value == null
                    ? "null"
                    : value.getClass().getName() + " (its toString failed: " + e + ")";
        }
    }

    static String shortText(@Nullable Object value) {
        String text = text(value);
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
