package dev.rondo.postgres.type;

import java.time.Duration;
import java.time.Period;

/**
 * PostgreSQL's {@code interval}: months, days and microseconds, of which none is made of another: a
 * month has no fixed number of days, nor a day of hours. Each has a sign of its own.
 *
 * @param months a year is 12
 * @param days a week is 7
 * @param micros microseconds
 */
public record Interval(int months, int days, long micros) {
    private static final long MICROS = 1_000_000; // a second

    /**
     * Returns an interval of microseconds only; parts of one are cut off, towards the past.
     *
     * @throws IllegalArgumentException if it is over some 292,000 years
     */
    public static Interval of(Duration duration) {
        try {
            long micros = Math.multiplyExact(duration.getSeconds(), MICROS);
            return new Interval(0, 0, Math.addExact(micros, duration.getNano() / 1000));
        } catch (ArithmeticException e) {
            throw Refusal.outOfRange("interval", duration);
        }
    }

    /**
     * Returns an interval of months and days.
     *
     * @throws IllegalArgumentException if there are more months than an int holds
     */
    @SuppressWarnings("JavaPeriodGetDays") // the months are beside
    public static Interval of(Period period) {
        long months = period.toTotalMonths();
        if (months != (int) months) {
            throw Refusal.outOfRange("interval", period);
        }
        return new Interval((int) months, period.getDays(), 0);
    }

    /**
     * Returns the microseconds.
     *
     * @throws IllegalArgumentException if there are months or days, which are no fixed time
     */
    public Duration toDuration() {
        if (months != 0 || days != 0) {
            throw Refusal.inexact(this, Duration.class);
        }
        return Duration.ofSeconds(
                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000);
    }

    /**
     * Returns years, months and days.
     *
     * @throws IllegalArgumentException if there are microseconds
     */
    public Period toPeriod() {
        if (micros != 0) {
            throw Refusal.inexact(this, Period.class);
        }
        return Period.of(months / 12, months % 12, days);
    }

    /** Returns the server's text with {@code IntervalStyle=postgres}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(32);
        boolean negative = append(months / 12, " year", false, text);
        negative = append(months % 12, " mon", negative, text);
        negative = append(days, " day", negative, text);
        if (micros != 0 || text.isEmpty()) {
            text.append(text.isEmpty() ? "" : " ");
            text.append(micros < 0 ? "-" : negative ? "+" : "");
            appendTime(text);
        }
        return text.toString();
    }

    /** Appends a part that is not zero; after a negative one a positive one shows its sign. */
    private static boolean append(int number, String unit, boolean negative, StringBuilder text) {
        if (number == 0) {
            return negative;
        }
        text.append(text.isEmpty() ? "" : " ").append(negative && number > 0 ? "+" : "");
        text.append(number).append(unit).append(number == 1 ? "" : "s");
        return number < 0;
    }

    private void appendTime(StringBuilder text) {
        long seconds = Math.abs(micros / MICROS); // the quotient has a positive counterpart
        long fraction = Math.abs(micros % MICROS);
        long hours = seconds / 3600;
        text.append(hours < 10 ? "0" : "").append(hours);
        int start = text.length();
        Moments.appendTime(seconds % 3600 * MICROS + fraction, text);
        text.delete(start, start + 2); // its hours, 00
    }
}
