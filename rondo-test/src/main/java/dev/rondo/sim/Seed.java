package dev.rondo.sim;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What repeats a run: the number that its choices are drawn from, or the choices themselves.
 *
 * <p>As text: {@code 4711}; or {@code choices:} and those choices that are not the tamest, each
 * with its distance from the one before, as in {@code choices:3=1,14=2}.
 */
public final class Seed {
    private static final String PREFIX = "choices:";

    private final long value;
    private final int @Nullable [] given;

    private Seed(long value, int @Nullable [] given) {
        this.value = value;
        this.given = given;
    }

    /** Returns a seed that draws from a number, which can be any. */
    public static Seed of(long value) {
        return new Seed(value, null);
    }

    /** Returns a seed that gives the first choices; those after them are the tamest. */
    static Seed given(int[] choices) {
        int length = choices.length;
        while (length > 0 && choices[length - 1] == 0) {
            length--; // the tamest are given by silence
        }
        return new Seed(0, Arrays.copyOf(choices, length));
    }

    /** Returns the number, or 0 if the choices themselves are given. */
    public long value() {
        return value;
    }

    /** Returns whether choices are drawn, and not given. */
    boolean isDrawn() {
        return given == null;
    }

    /** Returns fresh choices. */
    Choices choices() {
        return given == null ? Choices.seeded(value) : Choices.given(given);
    }

    /**
     * Reads a seed from its text.
     *
     * @throws IllegalArgumentException if it is neither a number nor choices
     */
    public static Seed parse(String text) {
        String stripped = text.strip();
        try {
            return stripped.startsWith(PREFIX)
                    ? given(read(stripped.substring(PREFIX.length())))
                    : of(Long.parseLong(stripped));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "Not a seed: "
                            + text
                            + "\nA seed is a number, or "
                            + PREFIX
                            + " followed by what a failed run printed",
                    e);
        }
    }

    private static int[] read(String text) {
        int[] choices = new int[16];
        int at = -1;
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = part.indexOf('=');
            int step = Integer.parseUnsignedInt(part.substring(0, equals));
            at = at < 0 ? step : at + step;
            if (at >= choices.length) {
                choices = Arrays.copyOf(choices, Math.max(at + 1, choices.length * 2));
            }
            choices[at] = Integer.parseUnsignedInt(part.substring(equals + 1));
        }
        return choices;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Seed seed
                && value == seed.value
                && Arrays.equals(given, seed.given);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, Arrays.hashCode(given));
    }

    @Override
    public String toString() {
        if (given == null) {
            return Long.toString(value);
        }
        StringBuilder text = new StringBuilder(PREFIX);
        int last = -1;
        for (int i = 0; i < given.length; i++) {
            if (given[i] != 0) {
                text.append(last < 0 ? "" : ",").append(i - Math.max(last, 0));
                text.append('=').append(given[i]);
                last = i;
            }
        }
        return text.toString();
    }
}
