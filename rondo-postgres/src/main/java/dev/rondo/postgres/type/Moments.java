package dev.rondo.postgres.type;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/**
 * Dates and times as the server counts and writes them: microseconds and days since 2000, in the
 * Gregorian calendar for all times (as Java's), years before 1 as BC (Java's year 0 is 1 BC).
 *
 * <p>Java's nanoseconds that are no microsecond are cut off, towards the past: the server would
 * round, and so make 24:00 of 23:59:59.9999999.
 */
final class Moments {
    static final long DAY = 86_400_000_000L; // microseconds

    private static final int EPOCH_DAY = 10_957; // 2000-01-01, in days since 1970
    private static final long EPOCH_SECOND = EPOCH_DAY * 86_400L;
    private static final int MICROS = 1_000_000; // a second
    private static final int NANOS = 1000; // a microsecond

    // The server's range: from the first Julian day on (4714-11-24 BC).
    private static final LocalDate FIRST_DATE = LocalDate.of(-4713, 11, 24);
    private static final LocalDate LAST_DATE = LocalDate.of(5_874_897, 12, 31);
    private static final LocalDate LAST_DATE_OF_TIMESTAMPS = LocalDate.of(294_276, 12, 31);
    private static final long FIRST_SECOND = (FIRST_DATE.toEpochDay() - EPOCH_DAY) * 86_400;
    private static final long END_SECOND =
            (LAST_DATE_OF_TIMESTAMPS.toEpochDay() - EPOCH_DAY + 1) * 86_400;

    private Moments() {}

    // ---- Between the server's numbers and Java's classes

    static LocalDate date(int days) {
        return LocalDate.ofEpochDay((long) days + EPOCH_DAY);
    }

    static int days(String type, LocalDate date) {
        if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
            throw Refusal.outOfRange(type, date, "it has 4714-11-24 BC to 5874897-12-31");
        }
        return (int) (date.toEpochDay() - EPOCH_DAY);
    }

    static LocalDateTime dateTime(long micros) {
        long second = Math.floorDiv(micros, MICROS) + EPOCH_SECOND;
        int nanos = Math.floorMod(micros, MICROS) * NANOS;
        return LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC);
    }

    /** Returns microseconds for seconds since 1970. */
    static long micros(String type, Object value, long epochSecond, int nanos) {
        long second = epochSecond - EPOCH_SECOND;
        if (second < FIRST_SECOND || second >= END_SECOND) {
            throw Refusal.outOfRange(type, value, "it has 4714-11-24 BC to the end of 294276");
        }
        return second * MICROS + nanos / NANOS;
    }

    // ---- To text

    /** Appends a date without its era, and returns whether that is BC. */
    static boolean appendDate(LocalDate date, StringBuilder text) {
        int year = date.getYear();
        boolean before = year < 1;
        pad(before ? 1 - year : year, 4, text);
        pad(date.getMonthValue(), 2, text.append('-'));
        pad(date.getDayOfMonth(), 2, text.append('-'));
        return before;
    }

    /** Appends hours, minutes, seconds and what there is of microseconds. */
    static void appendTime(long micros, StringBuilder text) {
        long seconds = micros / MICROS;
        pad(seconds / 3600, 2, text);
        pad(seconds / 60 % 60, 2, text.append(':'));
        pad(seconds % 60, 2, text.append(':'));
        int fraction = (int) (micros % MICROS);
        if (fraction != 0) {
            pad(fraction, 6, text.append('.'));
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
    }

    /** Appends a date and a time, and what stands before the era. */
    static String dateTimeText(long micros, String zone) {
        LocalDate date = dateTime(micros).toLocalDate();
        StringBuilder text = new StringBuilder(32);
        boolean before = appendDate(date, text);
        appendTime(Math.floorMod(micros, DAY), text.append(' '));
        return text.append(zone).append(before ? " BC" : "").toString();
    }

    /** Appends an offset from UTC: minutes and seconds only if there are some. */
    static void appendOffset(int seconds, StringBuilder text) {
        int size = Math.abs(seconds);
        pad(size / 3600, 2, text.append(seconds < 0 ? '-' : '+'));
        if (size % 3600 != 0) {
            pad(size / 60 % 60, 2, text.append(':'));
            if (size % 60 != 0) {
                pad(size % 60, 2, text.append(':'));
            }
        }
    }

    private static void pad(long number, int digits, StringBuilder text) {
        long power = 1;
        for (int i = 1; i < digits; i++) {
            power *= 10;
        }
        for (; power > 1 && number < power; power /= 10) {
            text.append('0');
        }
        text.append(number);
    }

    // ---- From text, as the server writes it with DateStyle ISO

    /** Returns text as Java's ISO formats have it: a sign for BC, a T between date and time. */
    static String iso(String text) {
        boolean before = text.endsWith(" BC");
        String plain = before ? text.substring(0, text.length() - 3) : text;
        int end = plain.indexOf('-');
        if (end < 4) {
            throw new DateTimeParseException("No year", text, 0);
        }
        long year = Long.parseLong(plain.substring(0, end));
        StringBuilder iso = new StringBuilder(plain.length() + 4);
        long java = before ? 1 - year : year;
        iso.append(java < 0 ? "-" : java > 9999 ? "+" : "");
        pad(Math.abs(java), 4, iso);
        return iso.append(plain.substring(end).replace(' ', 'T')).toString();
    }

    /** Returns what a text is, by Java's parser. */
    static <T> T parse(String type, String text, Function<String, T> parser) {
        if (text.endsWith("infinity") || text.startsWith("24:")) {
            throw Refusal.malformed(type, text + " has no counterpart in Java");
        }
        try {
            return parser.apply(text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw Refusal.malformed(type, Refusal.cut(text));
        }
    }
}
