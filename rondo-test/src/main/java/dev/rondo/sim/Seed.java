package dev.rondo.sim;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What repeats a run: the number that its choices are drawn from, or the choices themselves.
 *
 * <p>As text: {@code 4711}; or {@code choices:} and those choices that are not the tamest, each
 * with its distance from the one before, as in {@code choices:3=1,14=2}. After {@code order:} only
 * the run order is given, and every latency is the least.
 */
public final class Seed {
    private static final String PREFIX = "choices:";

    private static final String ORDER_PREFIX = "order:";
    private static final int MOST_CHOICES = 1 << 25; // 128 MiB; a text with more is none

    private final long value;
    private final int @Nullable [] given;
    private final boolean orderOnly; // of those given

    private Seed(long value, int @Nullable [] given, boolean orderOnly) {
        this.value = value;
        this.given = given;
        this.orderOnly = orderOnly;
    }

    /** Returns a seed that draws from a number, which can be any. */
    public static Seed of(long value) {
        return new Seed(value, null, false);
    }

    /** Returns a seed that gives the first choices; those after them are the tamest. */
    static Seed given(int[] choices) {
        return given(choices, false);
    }

    /** Returns a seed that gives the first choices of order; every amount is the least. */
    static Seed givenOrder(int[] choices) {
        return given(choices, true);
    }

    private static Seed given(int[] choices, boolean orderOnly) {
        int length = choices.length;
        while (length > 0 && choices[length - 1] == 0) {
            length--; // the tamest are given by silence
        }
        return new Seed(0, Arrays.copyOf(choices, length), orderOnly);
    }

    /** Returns the number, or 0 if the choices themselves are given. */
    public long value() {
        return value;
    }

    /** Returns a seed of the same kind that gives choices. */
    Seed withGiven(int[] choices) {
        return given(choices, orderOnly);
    }

    /** Returns whether choices are drawn, and not given. */
    boolean isDrawn() {
        return given == null;
    }

    /** Returns fresh choices. */
    Choices choices() {
        if (given == null) {
            return Choices.seeded(value);
        }
        return orderOnly ? Choices.givenOrder(given) : Choices.given(given);
    }

    /**
     * Reads a seed from its text.
     *
     * @throws IllegalArgumentException if it is neither a number nor choices
     */
    public static Seed parse(String text) {
        String stripped = text.strip();
        try {
            if (stripped.startsWith(PREFIX)) {
                return given(read(stripped.substring(PREFIX.length())));
            }
            if (stripped.startsWith(ORDER_PREFIX)) {
                return givenOrder(read(stripped.substring(ORDER_PREFIX.length())));
            }
            return of(Long.parseLong(stripped));
        } catch (NumberFormatException | IndexOutOfBoundsException | NegativeArraySizeException e) {
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
            int step = number(part.substring(0, equals), MOST_CHOICES);
            if (at >= 0 && step == 0) {
                throw new NumberFormatException("two of one place");
            }
            at = at < 0 ? step : at + step;
            if (at >= MOST_CHOICES) {
                throw new NumberFormatException("place " + at);
            }
            if (at >= choices.length) {
                choices = Arrays.copyOf(choices, Math.max(at + 1, choices.length * 2));
            }
            choices[at] = number(part.substring(equals + 1), Integer.MAX_VALUE);
        }
        return choices;
    }

    private static int number(String text, int most) {
        int number = Integer.parseUnsignedInt(text);
        if (number < 0 || number > most) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Seed seed
                && value == seed.value
                && orderOnly == seed.orderOnly
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
        StringBuilder text = new StringBuilder(orderOnly ? ORDER_PREFIX : PREFIX);
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
