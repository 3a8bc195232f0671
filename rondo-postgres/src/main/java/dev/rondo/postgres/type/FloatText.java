package dev.rondo.postgres.type;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating point numbers as the server writes them: the fewest digits that are read as the same
 * number, of those the nearest. Java's are nearly those, but for two things: Java writes at least
 * two digits (4.9E-324 for 5e-324), and it counts what lies half-way to the next number as the same
 * if reading rounds it there (1.0E23 for 9.999999999999999e+22), which the server does not.
 */
final class FloatText {
    private static final int MOST_DIGITS = 17; // tell any double from its neighbours
    private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.HALF_EVEN);

    // From these exponents on (of the first digit) numbers are written with one.
    private static final int LEAST_FIXED = -4;
    private static final int DOUBLE_EXPONENT = 15;
    private static final int FLOAT_EXPONENT = 6;

    private FloatText() {}

    static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return special(value);
        }
        double positive = Math.abs(value);
        BigDecimal shortest = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
        if (shortest.precision() == 2 && positive < Double.MIN_NORMAL) {
            BigDecimal one = new BigDecimal(positive).round(ONE_DIGIT);
            shortest = one.doubleValue() == positive ? one : shortest;
        } else if (positive >= 0x1p53) {
            shortest = inside(shortest, positive, Math.nextDown(positive), Math.nextUp(positive));
        }
        return written(value < 0, shortest, DOUBLE_EXPONENT);
    }

    static String of(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value) || value == 0) {
            return special(value);
        }
        float positive = Math.abs(value);
        BigDecimal shortest = new BigDecimal(Float.toString(positive)).stripTrailingZeros();
        if (shortest.precision() == 2 && positive < Float.MIN_NORMAL) {
            BigDecimal one = new BigDecimal(positive).round(ONE_DIGIT);
            shortest = one.floatValue() == positive ? one : shortest;
        } else if (positive >= 0x1p24f) {
            shortest = inside(shortest, positive, Math.nextDown(positive), Math.nextUp(positive));
        }
        return written(value < 0, shortest, FLOAT_EXPONENT);
    }

    private static String special(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return Double.toString(value); // NaN, Infinity, -Infinity
    }

    /**
     * Returns the nearest of the shortest decimals that are nearer to a number than half-way to its
     * neighbours: the one given, unless that is just half-way, which only large integers can be.
     */
    private static BigDecimal inside(
            BigDecimal shortest, double value, double below, double above) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal down = exact.subtract(new BigDecimal(below));
        BigDecimal up = Double.isInfinite(above) ? down : new BigDecimal(above).subtract(exact);
        BigDecimal found = shortest;
        int digits = found.precision();
        while (!isInside(found, exact, down, up) && digits < MOST_DIGITS) {
            found = exact.round(new MathContext(++digits, RoundingMode.HALF_EVEN));
        }
        return found;
    }

    private static boolean isInside(
            BigDecimal decimal, BigDecimal exact, BigDecimal down, BigDecimal up) {
        BigDecimal twice = decimal.subtract(exact).multiply(BigDecimal.TWO);
        return twice.compareTo(up) < 0 && twice.negate().compareTo(down) < 0;
    }

    private static String written(boolean negative, BigDecimal shortest, int largestFixed) {
        BigDecimal decimal = shortest.stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1; // of the first digit
        StringBuilder text = new StringBuilder(MOST_DIGITS + 8);
        text.append(negative ? "-" : "");
        if (exponent >= LEAST_FIXED && exponent < largestFixed) {
            return text.append(decimal.toPlainString()).toString();
        }
        text.append(decimal.unscaledValue());
        int first = negative ? 2 : 1;
        if (text.length() > first) {
            text.insert(first, '.');
        }
        text.append(exponent < 0 ? "e-" : "e+");
        int size = Math.abs(exponent);
        return text.append(size < 10 ? "0" : "").append(size).toString();
    }

    static double parse(String type, String text) {
        try {
            return Double.parseDouble(text); // NaN and Infinity are Java's words, too
        } catch (NumberFormatException e) {
            throw Refusal.malformed(type, Refusal.cut(text));
        }
    }
}
